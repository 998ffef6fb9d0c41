// What apps use. Set-up, but for tick(): it ties a connection, a session and a host's classes together, and connects again.
import { Connection, NEVER } from "./connection.js";
import {
	type ClientOptions,
	checkTopic,
	connectFields,
	expect,
	expectBoolean,
	expectInteger,
	forgetOptions,
	type Settings,
	type Sizes,
	takeOptions,
	withDefaults,
} from "./options.js";
import { Code, Reason } from "./reason.js";
import { Session } from "./session.js";
import { Topic } from "./topic.js";
import { Incoming } from "./wire/incoming.js";
import { type ConnectFields, encodeConnect } from "./wire/mqtt311.js";
import { Window } from "./wire/window.js";

/** A filter to subscribe to, and the QoS to ask for, 0 by default. */
export interface Subscription {
	filter: string;
	QoS?: QoS;
}

/** What is the same for all messages of a topic. */
export interface TopicOptions {
	/** Default 0. */
	QoS?: QoS;
	/** Whether the server keeps the last message for those who subscribe later. Default false. */
	retain?: boolean;
}

/** Quality of Service (section 4.3): at most once, at least once, exactly once. 2 needs the option `exactlyOnce`. */
export type QoS = 0 | 1 | 2;

const enum State {
	/** Not connected, and not about to be. */
	Idle = 0,
	/** Until `deadline`, then a connection is tried. */
	Waiting = 1,
	/** Until `deadline`, or a connection. */
	Connecting = 2,
	Online = 3,
}

// The options are properties of the client: an object the less to hold, and a callback can be replaced.
export interface Client extends Settings {}

/**
 * An MQTT client. It connects when it is made, and again whenever the connection is lost. All memory for messages is reserved
 * by the constructor; once connected, publishing, receiving, acknowledging and pinging allocate nothing.
 */
export class Client {
	/** @internal */
	readonly connection: Connection;
	private alarm: unknown;
	private state: State;
	/** In ticks. While Online: when the connection has lasted long enough to forget earlier failures. */
	private deadline: number;
	/** In ticks: when disconnect() waits no longer. */
	private leaveBy: number;
	/** Connections that failed, or did not last, one after another. */
	private failures: number;
	/** Counts what has come in the way of a look-up, so that the answer to an abandoned one is not used. */
	private attempt: number;

	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. */
	constructor(options: ClientOptions) {
		takeOptions(this, options);
		this.prepare(connectFields(this));
		this.connection = this.connectWith(this.buffers as Sizes);
		forgetOptions(this);
		this.state = this.deadline = this.leaveBy = this.failures = this.attempt = 0;
		this.alarm = undefined;
		this.connect();
	}

	/** @internal */
	prepare(fields: ConnectFields): void {
		const packet = new Uint8Array(-encodeConnect(new Uint8Array(0), fields));
		encodeConnect(packet, fields);
		this.connectPacket = packet.buffer as ArrayBuffer;
	}

	/** Makes the connection, with all its memory. */
	protected connectWith(sizes: Sizes): Connection {
		return new Connection(
			this,
			new Session(sizes.unacknowledged, 4),
			new Incoming(sizes.receive, new Window(sizes.send)),
		);
	}

	/** Whether there is a connection that CONNACK has accepted. */
	get connected(): boolean {
		return this.state === State.Online;
	}

	/** Whether nothing accepted is waiting to be sent or acknowledged. */
	get settled(): boolean {
		return !this.connection.session.used;
	}

	/**
	 * Connects at once: after disconnect() or close(), after a reason that is not retried, or instead of waiting for the next
	 * try. Takes back a disconnect() that has not ended. What was unacknowledged is sent again.
	 */
	connect(): void {
		this.connection.leaving = false;
		if (this.state > State.Waiting) return;
		if (this.state === State.Idle) this.failures = 0;
		if (!this.alarm) {
			this.alarm = this.timer.repeat(onAlarm, NEVER);
			(this.alarm as Alarm).client = this;
		}
		this.state = State.Waiting;
		this.arm(0);
	}

	/**
	 * A topic to publish to. Throws TypeError or RangeError. Allocates: make it once, and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 */
	topic(name: string, options?: TopicOptions): Topic {
		const bytes = checkTopic("topic", name, false);
		// Beside the topic, a packet has at least 6 bytes.
		if (bytes.length + 6 > this.connection.window.capacity)
			throw new RangeError("topic: expected less, or larger buffers.send");
		return this.topicWith(bytes, options);
	}

	/** Makes a topic of that name. */
	protected topicWith(name: Uint8Array, options?: TopicOptions): Topic {
		const settings = this.takeTopic(options);
		return new Topic(this.connection, name, settings.QoS, settings.retain);
	}

	/** The options of a topic, with defaults, checked. */
	protected takeTopic(options?: TopicOptions): Required<TopicOptions> {
		const settings = withDefaults({ ...options }, defaultTopic);
		expectInteger("QoS", settings.QoS, 0, this.exactlyOnce ? 2 : 1);
		expectBoolean("retain", settings.retain);
		return settings;
	}

	/**
	 * Subscribes (section 3.8). The request is kept until it is acknowledged, as a message at QoS 1 is; onSubscribe tells the
	 * outcome for each filter. Allocates. Where the server has not kept the session, subscribe again in onConnect: requests
	 * that a lost connection left unanswered are dropped then.
	 * @param filters one Topic Filter, to be subscribed to at `QoS`, 0 by default; or a list, each with its QoS.
	 * @returns the Packet Identifier, or a negative Refusal. Throws TypeError or RangeError for a bad filter or QoS.
	 */
	subscribe(filters: string | readonly (string | Subscription)[], QoS: QoS = 0): number {
		return this.request(typeof filters === "string" ? [{ filter: filters, QoS }] : filters, true);
	}

	/** Unsubscribes (section 3.10) from a Topic Filter or a list of them. As subscribe(); onUnsubscribe tells of each. */
	unsubscribe(filters: string | readonly string[]): number {
		return this.request(typeof filters === "string" ? [filters] : filters);
	}

	private request(list: readonly (string | Subscription)[], subscribe?: boolean): number {
		// The acknowledgement has a byte for each filter, and must fit as well.
		const most = this.connection.incoming.capacity - 6;
		expect(Array.isArray(list), "filters", "a string or a list");
		if (!list.length || list.length > most)
			throw new RangeError("filters: expected 1 to " + most + ", or larger buffers.receive");
		return this.connection.subscribe(
			list.map(takeFilter),
			subscribe ? (list as Subscription[]).map(this.subscriptionOptions, this) : undefined,
		);
	}

	/** The byte of options that goes with a filter. */
	protected subscriptionOptions(subscription: Subscription): number {
		const QoS = subscription.QoS === undefined ? 0 : subscription.QoS;
		expectInteger("QoS", QoS, 0, this.exactlyOnce ? 2 : 1);
		return QoS;
	}

	/**
	 * Takes nothing more, waits until all that was accepted is acknowledged, connecting again if need be, sends DISCONNECT and
	 * closes. Then onDisconnect is called: with Reason.disconnected; or with Reason.unacknowledged if `within` milliseconds
	 * were not enough (default: the option `timeout`). What is unacknowledged is kept for connect().
	 */
	disconnect(within = this.timeout): void {
		expectInteger("within", within, 0, NEVER);
		if (this.connection.leaving) return;
		this.connection.leaving = true;
		this.leaveBy = this.time.ticks + within;
		this.wake(0);
	}

	/**
	 * Drops the connection without DISCONNECT, so that the server publishes the will. No callback comes after it. What is
	 * unacknowledged is kept for connect().
	 */
	close(): void {
		this.rest();
		this.connection.leaving = true;
		this.connection.close();
		if (this.alarm) this.timer.clear(this.alarm);
		this.alarm = undefined;
	}

	// What the connection tells

	/** @internal */
	online(present: boolean): void {
		this.state = State.Online;
		this.arm(0);
		if (this.reconnect) this.deadline = this.time.ticks + this.reconnect.maximum;
		this.onConnect?.(this.describe(present));
	}

	/** What onConnect is told. */
	protected describe(present: boolean): { readonly present: boolean } {
		return { present };
	}

	/** @internal */
	settle(): void {
		if (this.connection.leaving) this.wake(0);
		this.onSettled?.();
	}

	/** @internal */
	ended(code: number): void {
		const reconnect = this.reconnect;
		let retry: number | undefined;
		this.rest();
		if (!this.isFinal(code) && reconnect) {
			// Jitter keeps the devices of a house from coming back all at once after a power cut.
			retry = Math.min(reconnect.maximum, reconnect.minimum * 2 ** this.failures++);
			retry = Math.ceil((retry * (1 + this.random())) / 2);
			this.state = State.Waiting;
			this.arm(retry);
		}
		this.report(code, retry);
	}

	/** Whether trying again cannot mend that: someone has to change something first. */
	protected isFinal(code: number): boolean {
		return (code >= Code.unsupportedProtocolVersion && code <= Code.notAuthorized) || code === Code.qosNotSupported;
	}

	/** A reason in words: the name it has in Reason. */
	protected reasonText(code: number): string {
		return Object.keys(Reason).find((name) => Reason[name as keyof typeof Reason] === code) as string;
	}

	private report(code: number, retry: number | undefined): void {
		this.onDisconnect?.({ code, text: this.connection.detail ?? this.reasonText(code), retry });
		this.connection.detail = undefined;
	}

	// Time

	/** Milliseconds until a moment in ticks, which wrap at 32 bits. */
	private until(moment: number): number {
		return (moment - this.time.ticks) | 0;
	}

	/** Sets the deadline, and has tick() called then. */
	private arm(milliseconds: number): void {
		this.deadline = this.time.ticks + milliseconds;
		this.wake(milliseconds);
	}

	/** Has tick() called in `milliseconds`, or earlier if disconnect() waits no longer. */
	private wake(milliseconds: number): void {
		if (this.connection.leaving) milliseconds = Math.min(milliseconds, this.until(this.leaveBy));
		milliseconds = Math.max(milliseconds, 1);
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		if (this.alarm) this.timer.schedule(this.alarm, milliseconds, milliseconds);
	}

	/** Nothing is to be done any more. */
	private rest(): void {
		this.attempt++;
		this.state = State.Idle;
		if (this.alarm) this.timer.schedule(this.alarm);
	}

	/** @internal */
	tick(): void {
		const left = this.until(this.deadline);
		// With nothing unacknowledged, or nobody to acknowledge it, or no time left, disconnect() is done.
		if (this.connection.leaving && (this.settled || !this.state || this.until(this.leaveBy) <= 0)) {
			const code = this.settled ? Code.disconnected : Code.unacknowledged;
			this.connection.leave();
			this.rest();
			this.report(code, undefined);
		} else if (this.state === State.Online) {
			if (left <= 0) this.failures = 0;
			const next = this.connection.check(this.time.ticks);
			if (this.connected) this.wake(this.failures ? Math.min(next, left) : next);
		} else if (left > 0) this.wake(left);
		else if (this.state === State.Waiting) this.open();
		else this.connection.fail(Code.connectTimeout);
	}

	protected open(): void {
		const attempt = ++this.attempt;
		const host = this.host;
		this.state = State.Connecting;
		this.arm(this.timeout);
		try {
			if (this.dns && !isAddress(host))
				new this.dns.io(this.dns).resolve({
					host,
					onResolved: (_host, address) => {
						if (attempt === this.attempt) this.dial(address);
					},
					onError: () => {
						if (attempt === this.attempt) this.ended(Code.hostNotFound);
					},
				});
			else this.dial(host);
		} catch {
			if (attempt === this.attempt) this.ended(Code.hostNotFound);
		}
	}

	private dial(address: string): void {
		this.attempt++;
		try {
			this.connection.open(address);
		} catch {
			this.connection.fail(Code.connectFailed);
		}
	}
}

/** An address needs no resolver, and not every resolver takes one. */
function isAddress(host: string): boolean {
	return Number(host.split(".").join("")) >= 0;
}

const defaultTopic = Object.freeze({ QoS: 0, retain: false });

function takeFilter(each: string | Subscription): Uint8Array {
	return checkTopic("filter", ((each as Subscription)?.filter ?? each) as string, true);
}

/** The client's timer, which is handed to its callback: so that need not be a closure, six slots the less to hold. */
interface Alarm {
	client: Client;
}

function onAlarm(alarm: unknown): void {
	(alarm as Alarm).client.tick();
}
