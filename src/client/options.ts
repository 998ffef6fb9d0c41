// Types only. What an app may say to make a client.

import type { Deliveries, Eagerness } from "../connection/delivering-connection.js";
import type { Clock, Native, Timers } from "../host.js";
import type { Part } from "../part.js";
import type { MessageHandler } from "../wire/message.js";

/**
 * A socket class of ECMA-419, and the options that it gets besides those of the connection. Types of such classes differ in what they say
 * of options and results, those of the Moddable SDK among them: so here they need to have the methods of a StandardSocket, and no more.
 */
export interface SocketSettings {
	/** The class: its constructor gets SocketOptions. */
	readonly io: new (
		options: never,
	) => { read(into: never): unknown; write(bytes: never): unknown; close(): unknown };
	/** The default of the client's option `port` with this socket: so it does not matter which of them is given first. */
	readonly port?: number;
	/** The same of `keepAlive`. */
	readonly keepAlive?: number;
	readonly [option: string]: unknown;
}

/** A resolver class of ECMA-419, and its options. It has to be a Resolver, whose types are asked for as little as those of sockets. */
export interface ResolverSettings {
	/** The class. */
	readonly io: new (
		options: never,
	) => { resolve(options: never): unknown; close?(): unknown };
	readonly [option: string]: unknown;
}

/** What the machine provides. `...tcp` from "mote-mqtt/tcp" gives all of it. */
export interface HostOptions {
	/**
	 * The socket to connect with.
	 * @example socket: { io: TCP }
	 */
	socket: SocketSettings;
	/**
	 * How names are resolved. Without it, `host` is handed to the socket as its address.
	 * @example dns: { io: Resolver, servers: ["1.1.1.1"] }
	 */
	dns?: ResolverSettings | undefined;
	/**
	 * The SDK's `timer` module, or one like it.
	 * @example timer: Timer
	 */
	timer: Timers;
	/**
	 * The SDK's `time` module, or one like it.
	 * @example time: Time
	 */
	time: Clock;
	/**
	 * Loops over bytes in C, from "mote-mqtt/native". Without it, the client has its own in JavaScript.
	 * @example native
	 */
	native?: Native | undefined;
	/**
	 * For the jitter of reconnecting: a number from 0 to 1. Default Math.random.
	 * @example random: () => 0.5
	 */
	random?: () => number;
}

/** A message that the server publishes if this client is lost without saying goodbye (section 3.1.2.5). */
export interface Will {
	/**
	 * Topic Name.
	 * @example will: { topic: "sensors/17/status", message: "offline" }
	 */
	topic: string;
	/**
	 * Default empty.
	 * @example message: "offline"
	 */
	message?: Uint8Array | string;
	/**
	 * 0, 1 or 2. Default 0.
	 * @example QoS: 1
	 */
	QoS?: 0 | 1 | 2;
	/**
	 * Default false.
	 * @example retain: true
	 */
	retain?: boolean;
}

/** A message that is published first over each connection. */
export interface Birth extends Omit<Will, "QoS"> {
	/**
	 * 0 or 1. Default 0.
	 * @example birth: { topic: "sensors/17/status", message: "online", QoS: 1, retain: true }
	 */
	QoS?: 0 | 1;
}

/** Why a connection ended. */
export interface Disconnection {
	/** One of Reason. */
	readonly code: number;
	/** The same in words: its name in Reason, or what the socket said of it (TLS: why a certificate was refused). */
	readonly text: string;
	/** Milliseconds until the client tries again; undefined if it does not, until connect() is called. */
	readonly retry: number | undefined;
}

/** Counts what a client does: see parts/statistics.ts. */
export interface Counter {
	/** Connections that the server has accepted. */
	readonly connections: number;
	/** The client has been made. @internal */
	attach(client: object): void;
}

/** Several servers: see parts/servers.ts. */
export interface ServerList extends Part<"servers"> {
	/** Takes the option `host`: whether all that it says can be read. @internal */
	take(client: ServedClient, host: string | readonly string[]): boolean;
	/** A connection is about to be opened. @internal */
	open(client: ServedClient): void;
	/** A server has accepted us. @internal */
	accepted(): void;
	/** A connection has ended, or was none: whether another server is next, that has not refused us yet. @internal */
	failed(client: ServedClient): boolean;
}

/** Asks for user name and password: see parts/credentials.ts. */
export interface CredentialSource extends Part<"credentials"> {
	/** The client has been made. `make`: makes a CONNECT of its version, of these options. @internal */
	take(client: AskingClient, make: (options: object) => Uint8Array): void;
	/** A connection is about to be opened. Whether all is known; if not, open() is called when it is. @internal */
	open(client: object): boolean;
	/** That is awaited, unless it is undefined. @internal */
	readonly answer: unknown;
}

/** What asking changes of a client, and looks at. */
export interface AskingClient {
	connectPacket: Uint8Array;
	state: number;
	readonly timeout: number;
	readonly connection: { detail?: string | undefined; uptime?(): number };
	readonly fallback?: { convert(packet: Uint8Array): Uint8Array } | undefined;
	arm(milliseconds: number): void;
	open(): void;
	ended(code: number): void;
}

/** What servers change of a client, and look at. */
export interface ServedClient {
	host: string;
	port: number;
	clean: boolean | "once";
	readonly connectPacket: Uint8Array;
	readonly connection: { readonly time: Clock };
	readonly connected: boolean;
	readonly failures: number;
	/** Those of the present server that have not been tried. */
	readonly addresses: readonly string[] | undefined;
	/** Asks for no clean session any more. */
	resume(): void;
}

/** Milliseconds between tries to connect, 1 to 1,073,741,823: of these, at random between half and all. */
export interface ReconnectOptions {
	/**
	 * After the first failure; doubled with each that follows, and the same again once a connection has lasted for `maximum`. Default 1,000.
	 * @example reconnect: { minimum: 2_000 }
	 */
	minimum?: number;
	/**
	 * The longest. Default 60,000.
	 * @example reconnect: { maximum: 300_000 }
	 */
	maximum?: number;
	/**
	 * After a server has refused us in CONNACK for what someone must change first: user name and password, authorization, client
	 * identifier, version of the protocol, the will; or another client has taken our session. false: does not try again. Default 900,000.
	 * @example reconnect: { refused: 3_600_000 }
	 */
	refused?: number | false;
}

/** Options of a Client. */
export interface ClientOptions extends HostOptions {
	/**
	 * Name or address of the server, IPv4 or, where the machine has it, IPv6; "name:port" and "[address]:port" as well. No URL: TLS is
	 * `...tls()`. All addresses of a name are tried, one after another. With the option `servers` also a list of servers.
	 * @example host: "broker.local"
	 */
	host: string | readonly string[];
	/**
	 * TCP port, 1 to 65,535, where `host` says none. Default 1883.
	 * @example port: 1884
	 */
	port?: number;
	/**
	 * Several servers: a Servers from "mote-mqtt/servers".
	 * @example servers: new Servers(), host: ["a.example", "b.example"]
	 */
	servers?: ServerList;
	/**
	 * Client Identifier, unique among the server's clients. Default empty: the server makes one up; `clean` must be true.
	 * @example id: "sensor-17"
	 */
	id?: string;
	/**
	 * User name.
	 * @example user: "sensor-17", password: "secret"
	 */
	user?: string;
	/**
	 * In place of user name and password: a Credentials from "mote-mqtt/credentials", which asks for them before each connection.
	 * @example credentials: new Credentials((answer) => ({ user: "sensor-17", password: token() }))
	 */
	credentials?: CredentialSource;
	/**
	 * Password; needs `user`.
	 * @example password: Uint8Array.of(115, 101, 99)
	 */
	password?: Uint8Array | string | undefined;
	/**
	 * true, the default: the server forgets subscriptions and messages for us when the connection ends. false: it keeps them. "once":
	 * it forgets what it has kept from before this client was made, and keeps what comes from then on; with a session that
	 * restoreSession() has given the client, as false. Unacknowledged messages of ours are kept and sent again in all cases.
	 * @example clean: false
	 */
	clean?: boolean | "once";
	/**
	 * false: connects only when connect() is called; until then it queues. Default true.
	 * @example connect: false
	 */
	connect?: boolean;
	/**
	 * Milliseconds, 1,000 to 65,535,000, or 0 for none. If nothing was sent, or nothing received, for so long, a PINGREQ is
	 * sent; the server takes us for lost after one and a half times as long. On the wire it is whole seconds, rounded up. Default 60,000. Without,
	 * `silence` says when a connection that has died is noticed.
	 * @example keepAlive: 30_000
	 */
	keepAlive?: number;
	/**
	 * Without keep alive: a PINGREQ is sent if nothing was sent, or nothing received, for so many milliseconds, 1,000 to 1,073,741,823; 0: never. Default 600,000.
	 * @example keepAlive: 0, silence: 300_000
	 */
	silence?: number;
	/**
	 * What the server publishes if we are lost.
	 * @example will: { topic: "sensors/17/status", message: "offline", QoS: 1, retain: true }
	 */
	will?: Will;
	/**
	 * What we publish first over each connection, as soon as CONNACK has come: that we are there, say. It has memory of its own, whatever waits. At
	 * QoS 1 it is not settled before it is acknowledged.
	 * @example birth: { topic: "sensors/17/status", message: "online", QoS: 1, retain: true }
	 */
	birth?: Birth;
	/**
	 * Milliseconds, 1 to 1,073,741,823, that a connection may take from name to CONNACK, PINGRESP may take, and disconnect()
	 * may wait for acknowledgements. Default 20,000.
	 * @example timeout: 30_000
	 */
	timeout?: number;
	/**
	 * Milliseconds between tries to connect. false: one try only.
	 * @example reconnect: { minimum: 2_000, maximum: 300_000 }
	 */
	reconnect?: ReconnectOptions | false;
	/**
	 * Sizes in bytes of the memory that the client reserves, once and for all.
	 * @example buffers: { send: 256, receive: 256, unacknowledged: 2_048 }
	 */
	buffers?: {
		/** The largest packet at QoS 0 that can be sent; 32 to 65,535. Default 512. */
		send?: number;
		/** The largest packet that is received whole, 32 to 65,535; twice that is reserved. Default 512. */
		receive?: number;
		/**
		 * For what is not yet acknowledged: messages at QoS 1 and 2. Each takes 4 bytes more, 8 in 5.0; a single
		 * one may take all of it. 0 to 524,288. Default 1,024.
		 */
		unacknowledged?: number;
		/**
		 * For the filters subscribed to, reserved with the first one: each takes 13 bytes more than its name, with properties of 5.0 as many more as these have; 0 to 65,535.
		 * Default 256.
		 */
		subscriptions?: number;
	};
	/**
	 * How many filters go into a SUBSCRIBE at most, 1 to 255. Default 8: some servers close the connection on more.
	 * @example filtersAtOnce: 4
	 */
	filtersAtOnce?: number;
	/**
	 * QoS 2, from "mote-mqtt/exactly-once". Without it a client speaks QoS 0 and 1.
	 * @example exactlyOnce: new ExactlyOnce()
	 */
	exactlyOnce?: Deliveries;
	/**
	 * Messages leave together with CONNECT: an Eager from "mote-mqtt/eager".
	 * @example eager: new Eager()
	 */
	eager?: Eagerness;
	/**
	 * What the client does is counted: a Statistics from "mote-mqtt/statistics".
	 * @example statistics: new Statistics()
	 */
	statistics?: Counter;
	/**
	 * What happens to a message too large for `buffers.receive`: passed over, or given to onMessage in pieces. Default "skip".
	 * @example oversize: "stream"
	 */
	oversize?: "skip" | "stream";
	/**
	 * After how many connections that a message was alone on its way with, and that the server ended, it is discarded: see onUndelivered. A whole number from 1
	 * on; 3 and more, or it may be a message at QoS 0 that the server does not take. Default Infinity.
	 * @example attempts: 5
	 */
	attempts?: number;
	/**
	 * Milliseconds within which the server has to acknowledge a message that is the first in line, 1 to 1,073,741,823; Infinity: for ever. Or else the
	 * connection is ended, as nothing may be sent again on one that lasts, with Reason.acknowledgeTimeout, and that counts for onUndelivered. It is noticed when
	 * keep alive is looked at, so up to half as long later. Default 300,000.
	 * @example acknowledgeTimeout: 60_000
	 */
	acknowledgeTimeout?: number;
	/**
	 * Connected. `session.present`: the server kept our session, subscriptions included.
	 * @example onConnect: (session) => trace(session.present ? "session kept\n" : "new session\n")
	 */
	onConnect?: ((session: { readonly present: boolean }) => void) | undefined;
	/**
	 * A message has come. It is acknowledged (QoS 1) when this returns. One object serves for all: do not keep it. With
	 * `oversize: "stream"` a large message comes in pieces: `message.offset` and `message.total` tell where they belong.
	 * @example onMessage: (message) => trace(`${message.topic}: ${message.text}\n`)
	 */
	onMessage?: MessageHandler | undefined;
	/**
	 * A message too large to be received is passed over: its topic (unless that is too long as well) and total size.
	 * @example onOversize: (message) => trace(`${message.topic}: ${message.total} bytes are too many\n`)
	 */
	onOversize?: MessageHandler | undefined;
	/**
	 * A filter's subscription is granted at QoS `granted`, 0 to 2, or refused: 128 and more.
	 * @example onSubscribe: (filter, granted) => granted > 2 && trace(`${filter} is refused\n`)
	 */
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	/**
	 * A filter is unsubscribed from: `code` is 0, or, with 5.0, the server's reason code.
	 * @example onUnsubscribe: (filter) => trace(`no more of ${filter}\n`)
	 */
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	/**
	 * The message with that Packet Identifier, at QoS 1 or 2, is done with, and its identifier may be used again. `code` is 0 if the server has
	 * acknowledged it (in 5.0 also noMatchingSubscribers). From 128 to 255, in 5.0: the server did not take it, or has said that it cannot. From
	 * 256 on it was given up here: discarded, replaced, messageExpired.
	 * @example onOutcome: (identifier, code) => code && trace(`message ${identifier} is lost: ${code}\n`)
	 */
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/**
	 * The server has ended the connection, `attempts` times now, when this message was sent whole and not acknowledged; or has not acknowledged it
	 * within `acknowledgeTimeout`. From the second time on, one message goes at a time until it is acknowledged: from the third on it is
	 * this one that the server does not take. discard() gives it up.
	 * @example onUndelivered: (identifier, attempts) => attempts > 4 && client.discard(identifier)
	 */
	onUndelivered?: ((identifier: number, attempts: number) => void) | undefined;
	/**
	 * Everything accepted has been acknowledged, and what was published at QoS 0 has left the socket: safe to sleep. A socket has sent
	 * everything when its room is back to what it was at first. One whose room never changes says nothing of QoS 0, and of that
	 * nothing is told here.
	 * @example onSettled: () => deepSleep(60_000)
	 */
	onSettled?: (() => void) | undefined;
	/**
	 * There is room again, after publish() has returned Refusal.full: the message that was refused last would be taken now. At QoS 1 and 2 that
	 * is room in `buffers.unacknowledged`, at QoS 0 in the socket as well. `count`: the largest packet in bytes that would be taken. Told once:
	 * publish until the next `full`. Allocates nothing.
	 * @example onWritable: (count) => publishMore()
	 */
	onWritable?: ((count: number) => void) | undefined;
	/**
	 * The connection has ended, or could not be made.
	 * @example onDisconnect: (reason) => trace(`${reason.text}, next try in ${reason.retry} ms\n`)
	 */
	onDisconnect?: ((reason: Disconnection) => void) | undefined;
}
