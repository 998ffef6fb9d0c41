// Set-up, except tick(). When a client connects and reconnects: host names, timeouts, back-off with jitter, the end.

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
import { isAddress, lookUp } from "./look-up.js";
import { Refusals } from "./refusals.js";
import { DEFAULT_RECONNECT, type Settings } from "./settings.js";

// The options are properties of the client. This saves an object, and a callback can be replaced.
export interface Reconnect extends Settings {}

/** Connects, and reconnects whenever the connection is lost. */
export abstract class Reconnect {
	/** @internal */
	connection!: SessionConnection;
	/** CONNECT. @internal */
	connectPacket!: Uint8Array;
	/** The timer; undefined if nothing is left to do. */
	private alarm: unknown;
	/** @internal */
	state: State;
	/** In ticks. While Online with failures: when the connection has lasted long enough to forget them. */
	private deadline: number;
	/** In ticks: when disconnect() stops waiting. */
	private leaveBy: number;
	/** In ticks: from when connect() may skip a delay again. */
	private skipFrom: number;
	/** The number of consecutive connections that failed or did not last. @internal */
	failures: number;
	/** How long the connection may be silent, in milliseconds. @internal */
	interval: number;
	/** `interval` if onAlarm() may handle keep alive by itself, with no failures to forget; else Infinity. @internal */
	quietly: number;
	/** The next attempt is determined by the server's answer: another server, or 3.1.1. @internal */
	referred?: boolean;
	/** The resolver that is working. @internal */
	resolver: Resolver | undefined;
	/** Addresses of the host that were found and not tried yet. @internal */
	addresses: string[] | undefined;
	/** The address of the current connection, or of the last one if it was accepted. @internal */
	address: string | undefined;

	constructor() {
		// Adds properties without a prototype: see SessionConnection.prepare().
		const prototype = Object.getPrototypeOf(this);
		Object.setPrototypeOf(this, null);
		// The most used properties come first, because the engine searches them in order of creation.
		this.connection = undefined as never;
		this.onMessage = this.onSettled = this.onOutcome = undefined;
		this.quietly = this.interval = this.failures = 0;
		this.timeout = 20_000;
		this.timer = undefined as never;
		this.state = this.deadline = this.leaveBy = 0;
		this.keepAlive = 60_000;
		// Also those without a value: creating one later would allocate. In skipFrom, undefined means "never".
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
	 * Whether CONNACK has accepted the current connection.
	 * @example if (!client.connected) trace("offline\n");
	 */
	get connected(): boolean {
		return this.state === State.Online;
	}

	/** Whether the timer must keep running when nothing else is to be done, because messages of 5.0 may expire. */
	protected countsTime?(): boolean;

	/**
	 * Whether everything accepted is acknowledged, including filters, and messages at QoS 0 have left the socket, as
	 * far as its room tells.
	 * @example if (client.settled) deepSleep(60_000);
	 */
	get settled(): boolean {
		return this.isDone() && this.connection.isDrained();
	}

	/**
	 * Connects at once: after disconnect() or close(), after a reason that is not retried, or instead of waiting for
	 * the next attempt. Cancels a disconnect() in progress. Unacknowledged messages are resent. It skips only one delay
	 * per `reconnect.minimum` milliseconds, and does not shorten later delays.
	 * @example client.connect();
	 */
	connect(): void {
		const connection = this.connection;
		const minimum = (this.reconnect || DEFAULT_RECONNECT).minimum;
		connection.leaving = Leaving.No;
		// After DISCONNECT, only a new connection is possible.
		if (connection.phase > Phase.Online) connection.close();
		else if (this.state > State.Waiting) return connection.flush();
		if (!this.reconnect) this.failures = 0;
		// At most `minimum`, even if the clock has wrapped.
		const wait = Math.min(Math.max(this.until(this.skipFrom), 0), minimum);
		if (this.state === State.Waiting && this.until(this.deadline) <= wait) return;
		this.skipFrom = connection.time.ticks + wait + minimum;
		this.state = State.Waiting;
		this.arm(wait);
	}

	/**
	 * Accepts no more messages, waits until all are acknowledged, reconnecting if necessary, sends DISCONNECT, and
	 * closes when that has left the socket. Then onDisconnect reports Reason.disconnected; or Reason.unacknowledged
	 * after `within` milliseconds (default: `timeout`); or why the server cannot be reached in that time.
	 * Unacknowledged messages are kept for connect(). A second call can only shorten the time.
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
	 * Closes the connection without DISCONNECT, so the server publishes the will. No callback follows. Unacknowledged
	 * messages are kept for connect().
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
		// Slightly less than keep alive, because the packet needs time to arrive.
		this.interval = keepAlive ? keepAlive - (keepAlive >> 4) : (this.silence ?? Silence.Default) || Infinity;
		this.quietly = Infinity;
		this.servers?.accepted();
		if (this.clean === "once") this.resume();
		// The other addresses may be needed if this server accepts the client and then fails.
		if (!this.failures) this.addresses = undefined;
		this.wake(0);
		const connection = this.connection;
		const patience = connection.subscriptions.patience;
		// A failure count makes tick() check the deadline.
		this.failures ||= patience;
		if (this.failures) {
			const lasting = (this.reconnect || DEFAULT_RECONNECT).maximum * (1 << patience);
			this.deadline = connection.time.ticks + Math.min(lasting, Time.Never);
		}
		this.onConnect?.(this.describe?.() ?? { present });
	}

	/** Resumes the session from the next connection on. @internal */
	resume(): void {
		const packet = this.connectPacket;
		this.clean = false;
		// The flag Clean Session, which follows the packet's length and protocol name (section 3.1.2.3).
		packet[8 + lengthSize(readLength(packet, 1, packet.length))] &= ~2;
	}

	/** The server has discarded its old session. Reconnects at once to create one that is kept. @internal */
	cleaned(): void {
		const connection = this.connection;
		this.servers?.accepted();
		this.resume();
		connection.leave();
		connection.close();
		this.rest(0);
	}

	/** The argument of onConnect, if it has more than `present`. */
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
		// Whether eager publishing may be the cause. Then the next connection, made in any case, does without it.
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
		// If disconnect() has nothing left to wait for, a lost connection ends it.
		if (connection.leaving && this.isDone()) return this.left();
		if (
			isEager
				? this.state !== State.Online && code > 0xff
				: this.addresses?.length && (code === Code.connectFailed || code === Code.connectTimeout)
		) {
			// The next address, or one without eager publishing, is tried at once. The app is told when all have failed.
			connection.detail = undefined;
			return this.rest(0);
		}
		// The next connection receives the skipped messages. The server has not failed.
		if (code === Code.receiveMaximumExceeded) this.failures = 0;
		else isElsewhere = this.servers?.failed(this);
		if (reconnect) {
			// Refusals that someone must resolve first, mostly in CONNACK, are retried slowly.
			const refusals = this.state === State.Online ? Refusals.Online : Refusals.Connack;
			retry =
				!isElsewhere && !this.referred && !isEager && code >> 5 === Refusals.From >> 5 && (refusals >> (code & 31)) & 1
					? reconnect.refused
					: Math.min(reconnect.maximum, reconnect.minimum * 2 ** this.failures++);
			// Jitter keeps all devices of a house from reconnecting at the same moment after a power cut.
			if (retry) retry = Math.ceil((retry * (1 + (this.random ?? Math.random)())) / 2);
			// The next attempt would be too late for disconnect().
			if (retry && connection.leaving && retry >= this.until(this.leaveBy)) retry = false;
		}
		if (!retry && connection.leaving) connection.leaving = Leaving.Told;
		this.rest(retry || undefined);
		connection.subscriptions.tell(connection, this);
		// The app may have closed the client in a callback.
		if (connection.session.blamed && connection.leaving !== Leaving.Closed) this.undelivered();
		if (connection.leaving !== Leaving.Closed) this.report(code, retry || undefined);
	}

	/** The server has ended the connection, perhaps because of that request. */
	protected abstract undelivered(): void;

	/** The text of a reason. */
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

	/** Sets the deadline, and schedules tick() for it. @internal */
	arm(milliseconds: number): void {
		this.deadline = this.connection.time.ticks + milliseconds;
		this.wake(milliseconds);
	}

	/** Schedules tick() in `milliseconds`, or earlier if disconnect() stops waiting then. @internal */
	wake(milliseconds: number): void {
		const connection = this.connection;
		// The timer no longer fires at the time that PINGREQ has set.
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
		// The repetition never happens; but a timer without one is deleted when it fires.
		else this.timer.schedule(this.alarm, milliseconds, milliseconds);
	}

	/** Nothing is to be done, or not before `retry` milliseconds. Without `retry`, releases the timer. */
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

	/**
	 * Does what is due. Returns whether that is open(): the caller calls it, to save a level of a device's small
	 * stack. @internal
	 */
	tick(): boolean {
		const connection = this.connection;
		let left: number;
		if (connection.leaving === Leaving.Yes) {
			left = this.until(this.leaveBy);
			// disconnect() is done if nothing is unacknowledged, nobody can acknowledge, or the time is over.
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
			// Not if a missing acknowledgement would be noticed too late.
			if (!this.failures && this.timeout < interval && interval * 2 <= this.acknowledgeTimeout) this.quietly = interval;
			// 0 means that the connection is lost.
			if (next) this.wake(this.failures && left < next ? left : next);
			if (next && left <= 0 && connection.subscriptions.patience) {
				// Requests filters again that ended other connections.
				connection.subscriptions.retry();
				connection.ask(0);
			}
			// Sends what waits after discard(), or after an exception of the app has interrupted reading.
			if (!connection.ready) {
				connection.flush();
				// This may have written what reading waits for.
				if (connection.mode > Mode.Answered) connection.read();
			}
		} else if (left > 0) this.wake(left);
		else if (this.state === State.Waiting) return true;
		else connection.fail(this.credentials?.answer ? Code.credentialsFailed : Code.connectTimeout);
		return false;
	}

	/** Whether disconnect() has nothing left to wait for. */
	private isDone(): boolean {
		return !this.connection.session.used && !(this.connection.unsettled & Unsettled.Any);
	}

	/** disconnect() is done. @internal */
	left(): void {
		const connection = this.connection;
		const code = this.isDone() ? Code.disconnected : Code.unacknowledged;
		connection.leaving = Leaving.Told;
		// Ignores the socket's detail: the server closes the connection after DISCONNECT.
		connection.detail = undefined;
		// Everything went well, so back-off starts over.
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
		// An address needs no resolver, and not every resolver accepts one.
		if (!this.dns || isAddress(host)) this.dial(host);
		else lookUp(this, host);
	}

	/** Opens a connection to an address. @internal */
	dial(address: string): void {
		this.resolver = undefined;
		this.address = address;
		try {
			this.connection.open(address);
		} catch (error) {
			// For example, an invalid address.
			this.connection.detail = (error as Error).message;
			this.connection.fail(Code.connectFailed);
		}
	}
}
