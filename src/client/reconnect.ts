// Set-up, but for tick(). When a client connects, and connects again: host names, time limits, back-off with jitter, the way to the end.

import { Leaving, Mode, Phase, Ping, Unsettled } from "../connection/connection-state.js";
import { blame, timeLeft } from "../connection/in-the-way.js";
import { type Alarm, checkKeepAlive, onAlarm, Silence, Time } from "../connection/keep-alive.js";
import type { SessionConnection } from "../connection/session-connection.js";
import type { Resolver } from "../host.js";
import { Identifier } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { expectInteger } from "./checks.js";
import { State } from "./client-state.js";
import { lookUp } from "./look-up.js";
import { Refusals } from "./refusals.js";
import { DEFAULT_RECONNECT, type Settings } from "./settings.js";

// The options are properties of the client: an object the less to hold, and a callback can be replaced.
export interface Reconnect extends Settings {}

/** Connects, and again whenever the connection is lost. */
export abstract class Reconnect {
	/** @internal */
	connection!: SessionConnection;
	/** CONNECT. @internal */
	connectPacket!: Uint8Array;
	/** The timer. There is none where nothing is to be done any more. */
	private alarm: unknown;
	/** @internal */
	state: State;
	/** In ticks. While Online, if there are failures: when the connection has lasted long enough to forget them. */
	private deadline: number;
	/** In ticks: when disconnect() waits no longer. */
	private leaveBy: number;
	/** In ticks: from when on connect() may skip a wait again. */
	private skipFrom: number;
	/** Connections that failed, or did not last, one after another. @internal */
	failures: number;
	/** How long the connection may be silent, in milliseconds. @internal */
	interval: number;
	/** The same, where onAlarm() may do by itself what is due then, with no failures to forget; else Infinity. @internal */
	quietly: number;
	/** The server has said how it is to be tried next: elsewhere, or in 3.1.1. @internal */
	referred?: boolean;
	/** Who looks up the host's name at present. @internal */
	resolver: Resolver | undefined;
	/** Addresses of the host that were found with the last one, and not tried yet. @internal */
	addresses: string[] | undefined;
	/** That of the present connection, or of the last one, if that was accepted. @internal */
	address: string | undefined;

	constructor() {
		// Without a prototype meanwhile: see SessionConnection.prepare().
		const prototype = Object.getPrototypeOf(this);
		Object.setPrototypeOf(this, null);
		// Those used most come first: the engine looks for a property from the first one on.
		this.connection = undefined as never;
		this.onMessage = this.onSettled = this.onOutcome = undefined;
		this.quietly = this.interval = this.failures = 0;
		this.timeout = 20_000;
		this.timer = undefined as never;
		this.state = this.deadline = this.leaveBy = 0;
		this.keepAlive = 60_000;
		// Also what is not given, as assigning one later would allocate. Never yet: skipFrom.
		this.alarm = this.resolver = this.addresses = this.address = this.skipFrom = undefined as never;
		this.onConnect = this.onDisconnect = this.onSubscribe = this.onUnsubscribe = undefined;
		this.onOversize = this.onUndelivered = this.onWritable = undefined;
		this.clean = true;
		this.attempts = Infinity;
		this.acknowledgeTimeout = 300_000;
		this.reconnect = DEFAULT_RECONNECT;
		this.port = 1883;
		this.host = this.connectPacket = this.socket = undefined as never;
		Object.setPrototypeOf(this, prototype);
	}

	/**
	 * Whether there is a connection that CONNACK has accepted.
	 * @example if (!client.connected) trace("offline\n");
	 */
	get connected(): boolean {
		return this.state === State.Online;
	}

	/** Whether time is to be counted where nothing is to be done any more: 5.0 has messages that expire. */
	protected countsTime?(): boolean;

	/**
	 * Whether everything accepted is acknowledged, filters included, and what was published at QoS 0 has left the socket, as far as its room tells.
	 * @example if (client.settled) deepSleep(60_000);
	 */
	get settled(): boolean {
		return this.isDone() && this.connection.isDrained();
	}

	/**
	 * Connects at once: after disconnect() or close(), after a reason that is not retried, or instead of waiting for the next try. Takes back a disconnect()
	 * that has not ended. What was unacknowledged is sent again. However often it is called, it skips no more than one wait in `reconnect.minimum`
	 * milliseconds, and later waits are as long as if it had not been called.
	 * @example client.connect();
	 */
	connect(): void {
		const connection = this.connection;
		const minimum = (this.reconnect || DEFAULT_RECONNECT).minimum;
		connection.leaving = Leaving.No;
		// After DISCONNECT there is but a new connection.
		if (connection.phase > Phase.Online) connection.close();
		else if (this.state > State.Waiting) return connection.flush();
		if (!this.reconnect) this.failures = 0;
		// Not more than that where the clock has come round.
		const wait = Math.min(Math.max(this.until(this.skipFrom), 0), minimum);
		if (this.state === State.Waiting && this.until(this.deadline) <= wait) return;
		this.skipFrom = connection.time.ticks + wait + minimum;
		this.state = State.Waiting;
		this.arm(wait);
	}

	/**
	 * Accepts nothing more, waits until all is acknowledged, connecting again if need be, sends DISCONNECT, and closes when that has left the socket. Then
	 * onDisconnect tells Reason.disconnected; or Reason.unacknowledged after `within` milliseconds (default: `timeout`); or why the server cannot be reached
	 * in that time. What is unacknowledged is kept for connect(). A second call can only shorten the time.
	 * @example client.disconnect(5_000); // then onDisconnect
	 */
	disconnect(within = this.timeout): void {
		const connection = this.connection;
		expectInteger("within", within, 0, Time.Never);
		const leaving = connection.leaving;
		if (leaving === Leaving.Told || (leaving && this.state && within >= this.until(this.leaveBy))) return;
		connection.leaving = Leaving.Yes;
		connection.ready = false;
		this.leaveBy = this.connection.time.ticks + within;
		this.wake(0);
	}

	/**
	 * Drops the connection without DISCONNECT: the server publishes the will. No callback follows. What is unacknowledged is kept for connect().
	 * @example client.close(); // the server publishes the will
	 */
	close(): void {
		this.connection.leaving = Leaving.Closed;
		this.rest();
		this.connection.close();
	}

	/** @internal */
	online(present: boolean): void {
		const keepAlive = this.keepAlive;
		this.state = State.Online;
		// A little less than keep alive, as the packet takes time to arrive.
		this.interval = keepAlive ? keepAlive - (keepAlive >> 4) : (this.silence ?? Silence.Default) || Infinity;
		this.quietly = Infinity;
		this.servers?.accepted();
		if (this.clean === "once") this.resume();
		// Those of a server that accepts us and then fails are still needed.
		if (!this.failures) this.addresses = undefined;
		this.wake(0);
		const connection = this.connection;
		const patience = connection.subscriptions.patience;
		// So that the deadline is looked for.
		this.failures ||= patience;
		if (this.failures) {
			const lasting = (this.reconnect || DEFAULT_RECONNECT).maximum * (1 << patience);
			this.deadline = connection.time.ticks + Math.min(lasting, Time.Never);
		}
		this.onConnect?.(this.describe?.() ?? { present });
	}

	/** From the next connection on, the session is resumed. @internal */
	resume(): void {
		const packet = this.connectPacket;
		this.clean = false;
		// The flag Clean Session, behind the packet's length and name (section 3.1.2.3).
		packet[8 + lengthSize(readLength(packet, 1, packet.length))] &= ~2;
	}

	/** The server has discarded the session that it had: a new one is made at once, with another connection. @internal */
	cleaned(): void {
		const connection = this.connection;
		this.servers?.accepted();
		this.resume();
		connection.leave();
		connection.close();
		this.rest(0);
	}

	/** What onConnect is told, where that is more. */
	protected describe?(): { readonly present: boolean } | undefined;

	/** @internal */
	settle(): void {
		const leaving = this.connection.leaving;
		// Not where nothing is to be done any more: the timer would not be cleared again.
		if (leaving && this.state) this.wake(0);
		if (leaving !== Leaving.Closed) this.onSettled?.();
	}

	/** @internal */
	ended(code: number): void {
		const connection = this.connection;
		// Whether that may be for what went before CONNACK, and not for a message: then not again with the next one, which there is in any case.
		const isEager = this.eager?.failed(this, code);
		const reconnect = this.reconnect || ((this.referred || isEager) && DEFAULT_RECONNECT);
		let retry: number | false | undefined;
		let isElsewhere: boolean | undefined;
		if (this.state === State.Online && !isEager) {
			if (
				code === Code.connectionLost ||
				(code === Code.acknowledgeTimeout && connection.session.awaited <= Identifier.Last)
			)
				blame(connection);
			connection.subscriptions.ended(code);
		}
		// What is left for disconnect() to wait for, a lost connection has ended.
		if (connection.leaving && this.isDone()) return this.left();
		if (
			isEager
				? this.state !== State.Online && code > 0xff
				: this.addresses?.length && (code === Code.connectFailed || code === Code.connectTimeout)
		) {
			// Another address of the same name is tried at once, and the app told when all have failed; the same, if it was for that.
			connection.detail = undefined;
			return this.rest(0);
		}
		// The next connection takes the messages that were passed over; that is no failure of the server's.
		if (code === Code.receiveMaximumExceeded) this.failures = 0;
		else isElsewhere = this.servers?.failed(this);
		if (reconnect) {
			// Whether it will not be otherwise until someone has changed something: a refusal by CONNACK, mostly. That is tried again slowly.
			const refusals = this.state === State.Online ? Refusals.Online : Refusals.Connack;
			retry =
				!isElsewhere && !this.referred && !isEager && code >> 5 === Refusals.From >> 5 && (refusals >> (code & 31)) & 1
					? reconnect.refused
					: Math.min(reconnect.maximum, reconnect.minimum * 2 ** this.failures++);
			// Jitter keeps the devices of a house from coming back all at once after a power cut.
			if (retry) retry = Math.ceil((retry * (1 + (this.random ?? Math.random)())) / 2);
			// That would be too late for disconnect().
			if (retry && connection.leaving && retry >= this.until(this.leaveBy)) retry = false;
		}
		if (!retry && connection.leaving) connection.leaving = Leaving.Told;
		this.rest(retry || undefined);
		connection.subscriptions.tell(connection, this);
		// The app may have closed.
		if (connection.session.blamed && connection.leaving !== Leaving.Closed) this.undelivered();
		if (connection.leaving !== Leaving.Closed) this.report(code, retry || undefined);
	}

	/** The server has ended the connection, perhaps because of that request. */
	protected abstract undelivered(): void;

	/** A reason in words. */
	protected abstract reasonText(code: number): string;

	private report(code: number, retry: number | undefined): void {
		const text = this.connection.detail ?? this.reasonText(code);
		this.connection.detail = undefined;
		this.onDisconnect?.({ code, text, retry });
	}

	/** Milliseconds until a moment in ticks, which wrap at 32 bits. */
	private until(moment: number): number {
		return (moment - this.connection.time.ticks) | 0;
	}

	/** Sets the deadline, and has tick() called then. @internal */
	arm(milliseconds: number): void {
		this.deadline = this.connection.time.ticks + milliseconds;
		this.wake(milliseconds);
	}

	/** Has tick() called in `milliseconds`, or earlier if disconnect() waits no longer. @internal */
	wake(milliseconds: number): void {
		const connection = this.connection;
		// The next time is no longer that for which PINGREQ has set it.
		const mode = connection.mode;
		if (mode === Mode.Answered) connection.mode = Mode.Heard;
		else if (mode === Mode.Pinged) {
			connection.mode = Mode.Quiet;
			connection.ping = Ping.Sent;
		}
		if (connection.leaving === Leaving.Yes && this.state)
			milliseconds = Math.min(milliseconds, this.until(this.leaveBy));
		if (milliseconds < 1) milliseconds = 1;
		else if (milliseconds > Time.Never) milliseconds = Time.Never;
		if (!this.alarm) {
			this.alarm = this.timer.repeat(onAlarm, milliseconds);
			(this.alarm as Alarm).client = this;
		}
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		else this.timer.schedule(this.alarm, milliseconds, milliseconds);
	}

	/** Nothing is to be done any more, or not before `retry` milliseconds. Without, nothing of the machine's is held. */
	private rest(retry?: number): void {
		const resolver = this.resolver;
		this.resolver = undefined;
		if (this.state === State.Connecting) this.address = undefined;
		this.state = retry === undefined ? State.Idle : State.Waiting;
		if (retry !== undefined) this.arm(retry);
		else if (this.countsTime?.()) this.wake(Time.Never);
		else if (this.alarm) {
			this.timer.clear(this.alarm);
			this.alarm = undefined;
		}
		resolver?.close?.();
	}

	/** Does what is due; whether that is open(), which is called one call less deep, as a device's stack is small. @internal */
	tick(): boolean {
		const connection = this.connection;
		let left: number;
		if (connection.leaving === Leaving.Yes) {
			left = this.until(this.leaveBy);
			// With nothing unacknowledged, or nobody to acknowledge it, or no time left, disconnect() is done.
			if (left <= 0 || !this.state || this.isDone()) {
				if (connection.phase <= Phase.Online) connection.leave();
				if (left > 0 && connection.phase) this.wake(left);
				else this.left();
				return false;
			}
		}
		if (!this.state) return false;
		left = this.until(this.deadline);
		if (this.state === State.Online) {
			const interval = this.interval;
			let next = timeLeft(connection, this.eager?.limit ?? this.acknowledgeTimeout);
			if (next <= 0) return connection.fail(Code.acknowledgeTimeout);
			next = Math.min(next, checkKeepAlive(connection, interval, this.timeout));
			if (left <= 0) {
				this.failures = 0;
				this.addresses = undefined;
			}
			// Not where an acknowledgement would be missed too late.
			if (!this.failures && this.timeout < interval && interval * 2 <= this.acknowledgeTimeout) this.quietly = interval;
			// Not if the connection is lost.
			if (next) this.wake(this.failures && left < next ? left : next);
			if (next && left <= 0 && connection.subscriptions.patience) {
				// Filters that ended other connections are asked for again.
				connection.subscriptions.retry();
				connection.ask(0);
			}
			// discard() leaves that to us; and an exception of the app's, in onConnect for one, ends reading before what waits is sent.
			if (!connection.ready) {
				connection.flush();
				// That may have written what reading waits for.
				if (connection.mode > Mode.Answered) connection.read();
			}
		} else if (left > 0) this.wake(left);
		else if (this.state === State.Waiting) return true;
		else connection.fail(this.credentials?.answer ? Code.credentialsFailed : Code.connectTimeout);
		return false;
	}

	/** Whether nothing is left for disconnect() to wait for. */
	private isDone(): boolean {
		return !this.connection.session.used && !(this.connection.unsettled & Unsettled.Any);
	}

	/** disconnect() is done. @internal */
	left(): void {
		const connection = this.connection;
		const code = this.isDone() ? Code.disconnected : Code.unacknowledged;
		connection.leaving = Leaving.Told;
		// Not what the socket says: the server closes once it has DISCONNECT.
		connection.detail = undefined;
		// All went well: the next connection may be the first one again.
		if (!code && this.state === State.Online) this.failures = 0;
		this.rest();
		connection.close();
		this.report(code, undefined);
	}

	/** @internal */
	open(): void {
		this.servers?.open(this);
		const host = this.addresses?.shift() ?? this.host;
		this.state = State.Connecting;
		this.arm(this.timeout);
		// An address needs no resolver, and not every resolver takes one. One of IPv4 begins with a digit and ends with a dot and a number, one of
		// IPv6 has a colon; no name does. Nearly always the last character tells. Here, as a call would cost more.
		let at = host.length;
		let code: number;
		do code = host.charCodeAt(--at);
		while (code > 47 && code < 58);
		const isAddress = code === 46 && at < host.length - 1 && (host.charCodeAt(0) ^ 48) < 10;
		if (!this.dns || isAddress || host.includes(":")) this.dial(host);
		else lookUp(this, host);
	}

	/** Opens a connection to an address. @internal */
	dial(address: string): void {
		this.resolver = undefined;
		this.address = address;
		try {
			this.connection.open(address);
		} catch (error) {
			// What is wrong with the address, for one.
			this.connection.detail = (error as Error).message;
			this.connection.fail(Code.connectFailed);
		}
	}
}
