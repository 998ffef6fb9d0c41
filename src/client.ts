// What apps use. Set-up, but for tick(): it ties a connection, a session and a host's classes together, and connects again.
import { Connection, NEVER, Phase } from "./connection";
import type { Clock, Timers } from "./host";
import {
	type ClientOptions,
	checkBoolean,
	checkOptions,
	checkQoS,
	checkSizes,
	checkTopicFilter,
	checkTopicName,
	type Disconnection,
	type Settings,
} from "./options";
import { isFinal, Reason, reasonText } from "./reason";
import { Topic } from "./topic";

/** A filter to subscribe to, and the QoS to ask for: 0 (the default) or 1. */
export interface Subscription {
	filter: string;
	QoS?: 0 | 1;
}

const enum State {
	/** Not connected, and not about to be. */
	Idle = 0,
	/** Until `deadline`, then a connection is tried. */
	Waiting = 1,
	/** Until `deadline`, or a connection. */
	Connecting = 2,
	Online = 3,
}

/**
 * An MQTT client. It connects when it is made, and again whenever the connection is lost. All memory for messages is reserved
 * by the constructor; once connected, publishing, receiving, acknowledging and pinging allocate nothing.
 */
export class Client {
	onConnect: ClientOptions["onConnect"];
	onMessage: ClientOptions["onMessage"];
	onOversize: ClientOptions["onOversize"];
	onSubscribe: ClientOptions["onSubscribe"];
	onUnsubscribe: ClientOptions["onUnsubscribe"];
	onSettled: ClientOptions["onSettled"];
	onDisconnect: ClientOptions["onDisconnect"];
	private readonly settings: Settings;
	private readonly connection: Connection;
	private readonly timers: Timers;
	private readonly clock: Clock;
	private timer: unknown = undefined;
	private state: State = State.Idle;
	/** In ticks. While Online: when the connection has lasted long enough to forget earlier failures. */
	private deadline = 0;
	/** In ticks: when disconnect() waits no longer. */
	private leaveBy = 0;
	/** Connections that failed, or did not last, one after another. */
	private failures = 0;
	/** Counts tries to connect, so that the answer of an abandoned look-up is not taken for that of the present one. */
	private attempt = 0;

	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. */
	constructor(options: ClientOptions) {
		const settings = checkOptions(options);
		this.settings = settings;
		this.timers = options.timer;
		this.clock = options.time;
		this.onConnect = options.onConnect;
		this.onMessage = options.onMessage;
		this.onOversize = options.onOversize;
		this.onSubscribe = options.onSubscribe;
		this.onUnsubscribe = options.onUnsubscribe;
		this.onSettled = options.onSettled;
		this.onDisconnect = options.onDisconnect;
		this.connection = new Connection(this, this.clock, settings, checkSizes(options.buffers));
		this.connect();
	}

	/** Whether there is a connection that CONNACK has accepted. */
	get connected(): boolean {
		return this.connection.phase === Phase.Online;
	}

	/** Whether nothing accepted is waiting to be sent or acknowledged. */
	get settled(): boolean {
		return this.connection.session.used === 0;
	}

	/**
	 * Connects at once: after disconnect() or close(), after a reason that is not retried, or instead of waiting for the next
	 * try. Takes back a disconnect() that has not ended. What was unacknowledged is sent again.
	 */
	connect(): void {
		this.connection.leaving = false;
		if (this.state === State.Idle) this.failures = 0;
		else if (this.state !== State.Waiting) return;
		this.timer ??= this.timers.repeat(() => this.tick(), NEVER);
		this.state = State.Waiting;
		this.deadline = this.clock.ticks;
		this.arm(0);
	}

	/**
	 * A topic to publish to. Throws TypeError or RangeError. Allocates: make it once, and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 * @param options QoS: 0, the default, or 1; retain: whether the server keeps the last message, default false.
	 */
	topic(name: string, options: { QoS?: 0 | 1; retain?: boolean } = {}): Topic {
		const { QoS = 0, retain = false } = options;
		const bytes = checkTopicName("topic", name);
		checkQoS("QoS", QoS, 1);
		checkBoolean("retain", retain);
		if (bytes.length + 6 > this.connection.sizes.send)
			throw new RangeError(`topic: expected at most ${this.connection.sizes.send - 6} bytes, or larger buffers.send`);
		return new Topic(this.connection, bytes, QoS, retain);
	}

	/**
	 * Subscribes (section 3.8). The request is kept until it is acknowledged, as a message at QoS 1 is; onSubscribe tells the
	 * outcome for each filter. Allocates. Where the server has not kept the session, subscribe again in onConnect: requests
	 * that a lost connection left unanswered are dropped then.
	 * @param filters one Topic Filter, to be subscribed to at `QoS`, 0 (the default) or 1; or a list, with a QoS each.
	 * @returns the Packet Identifier, or a negative Refusal. Throws TypeError or RangeError for a bad filter or QoS.
	 */
	subscribe(filters: string | readonly Subscription[], QoS: 0 | 1 = 0): number {
		const list = typeof filters === "string" ? [{ filter: filters, QoS }] : filters;
		return this.request(
			list.map(({ filter }) => checkTopicFilter("filter", filter)),
			list.map(({ QoS = 0 }) => checkQoS("QoS", QoS, 1)),
		);
	}

	/** Unsubscribes (section 3.10) from a Topic Filter or a list of them. As subscribe(); onUnsubscribe tells of each. */
	unsubscribe(filters: string | readonly string[]): number {
		const list = typeof filters === "string" ? [filters] : filters;
		return this.request(list.map((filter) => checkTopicFilter("filter", filter)));
	}

	private request(filters: Uint8Array[], QoS?: number[]): number {
		// The acknowledgement has a byte for each filter, and must fit as well.
		const most = this.connection.sizes.receive - 6;
		if (filters.length === 0 || filters.length > most)
			throw new RangeError(`filters: expected from 1 to ${most}, or a larger buffers.receive`);
		return this.connection.subscribe(filters, QoS);
	}

	/**
	 * Takes nothing more, waits until all that was accepted is acknowledged, connecting again if need be, sends DISCONNECT and
	 * closes. Then onDisconnect is called: with Reason.disconnected; or with Reason.unacknowledged if `within` milliseconds
	 * were not enough (default: the option `timeout`). What is unacknowledged is kept for connect().
	 */
	disconnect(within = this.settings.timeout): void {
		if (this.connection.leaving) return;
		this.connection.leaving = true;
		this.leaveBy = (this.clock.ticks + within) | 0;
		this.arm(0);
	}

	/**
	 * Drops the connection without DISCONNECT, so that the server publishes the will. No callback comes after it. What is
	 * unacknowledged is kept for connect().
	 */
	close(): void {
		this.attempt++;
		this.state = State.Idle;
		this.connection.leaving = true;
		this.connection.close();
		if (this.timer === undefined) return;
		this.timers.clear(this.timer);
		this.timer = undefined;
	}

	// What the connection tells

	/** @internal */
	online(present: boolean): void {
		this.state = State.Online;
		this.deadline = (this.clock.ticks + this.settings.maximum) | 0;
		this.arm(0);
		this.onConnect?.({ present });
	}

	/** @internal */
	settle(): void {
		if (this.connection.leaving) this.arm(0);
		this.onSettled?.();
	}

	/** @internal */
	ended(code: number): void {
		this.attempt++;
		const { minimum, maximum, random } = this.settings;
		let retry: number | undefined;
		if (minimum === 0 || isFinal(code)) this.rest();
		else {
			// Jitter keeps the devices of a house from coming back all at once after a power cut.
			retry = Math.ceil((Math.min(maximum, minimum * 2 ** this.failures) * (1 + random())) / 2);
			this.failures++;
			this.state = State.Waiting;
			this.deadline = (this.clock.ticks + retry) | 0;
			this.arm(retry);
		}
		this.report(code, retry);
	}

	private report(code: number, retry: number | undefined): void {
		this.onDisconnect?.({ code, text: reasonText(code), retry } satisfies Disconnection);
	}

	// Time

	/** Has tick() called in `milliseconds`, or earlier if disconnect() waits no longer. */
	private arm(milliseconds: number): void {
		if (this.connection.leaving) milliseconds = Math.min(milliseconds, (this.leaveBy - this.clock.ticks) | 0);
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		milliseconds = Math.max(milliseconds, 1);
		if (this.timer !== undefined) this.timers.schedule(this.timer, milliseconds, milliseconds);
	}

	private rest(): void {
		this.state = State.Idle;
		if (this.timer !== undefined) this.timers.schedule(this.timer);
	}

	private tick(): void {
		const now = this.clock.ticks;
		const left = (this.deadline - now) | 0;
		if (this.connection.leaving && (this.settled || ((this.leaveBy - now) | 0) <= 0)) this.leave();
		else if (this.state === State.Online) {
			let next = this.connection.check(now);
			if ((this.state as State) !== State.Online) return;
			if (this.failures) {
				if (left > 0) next = Math.min(next, left);
				else this.failures = 0;
			}
			this.arm(next);
		} else if (left > 0) this.arm(left);
		else if (this.state === State.Waiting) this.open();
		else if (this.state === State.Connecting) {
			this.connection.close();
			this.ended(Reason.connectTimeout);
		}
	}

	private leave(): void {
		this.attempt++;
		const code = this.settled ? Reason.disconnected : Reason.unacknowledged;
		this.connection.leave();
		this.rest();
		this.report(code, undefined);
	}

	private open(): void {
		const { host, dns, timeout } = this.settings;
		const attempt = ++this.attempt;
		this.state = State.Connecting;
		this.deadline = (this.clock.ticks + timeout) | 0;
		this.arm(timeout);
		if (dns === undefined) return this.dial(host);
		try {
			new dns.io(dns).resolve({
				host,
				onResolved: (_host, address) => {
					if (attempt === this.attempt) this.dial(address);
				},
				onError: () => {
					if (attempt === this.attempt) this.ended(Reason.hostNotFound);
				},
			});
		} catch {
			this.ended(Reason.hostNotFound);
		}
	}

	private dial(address: string): void {
		this.attempt++;
		const { socket, host, port } = this.settings;
		try {
			this.connection.open(socket.io, socket, host, address, port);
		} catch {
			this.connection.fail(Reason.connectFailed);
		}
	}
}
