// Types only. The options of a client.

import type { Deliveries, Eagerness } from "../connection/delivering-connection.js";
import type { Clock, Native, Timers } from "../host.js";
import type { MessageHandler } from "../wire/message.js";
import type { Counter, CredentialSource, ServerList } from "./part-options.js";

/**
 * A socket class of ECMA-419 and additional options for it. Such classes, including those of the Moddable SDK,
 * declare different types for options and results. So this type requires only the methods of a StandardSocket.
 */
export interface SocketSettings {
	/** The class. Its constructor gets SocketOptions. */
	readonly io: new (
		options: never,
	) => { read(into: never): unknown; write(bytes: never): unknown; close(): unknown };
	/**
	 * The default of the client's option `port` with this socket. It is here, so that the order of the options does
	 * not matter.
	 */
	readonly port?: number;
	/** The default of `keepAlive` in the same way. */
	readonly keepAlive?: number;
	readonly [option: string]: unknown;
}

/**
 * A resolver class of ECMA-419 and its options. It must have the methods of a Resolver; its declared types are not
 * checked further.
 */
export interface ResolverSettings {
	/** The class. */
	readonly io: new (
		options: never,
	) => { resolve(options: never): unknown; close?(): unknown };
	readonly [option: string]: unknown;
}

/** What the host provides. `...tcp` from "mote-mqtt/tcp" contains all of it. */
export interface HostOptions {
	/**
	 * The socket to connect with.
	 * @example socket: { io: TCP }
	 */
	socket: SocketSettings;
	/**
	 * How names are resolved. Without it, `host` is passed to the socket as its address.
	 * @example dns: { io: Resolver, servers: ["1.1.1.1"] }
	 */
	dns?: ResolverSettings | undefined;
	/**
	 * The SDK's `timer` module, or one with the same methods.
	 * @example timer: Timer
	 */
	timer: Timers;
	/**
	 * The SDK's `time` module, or one with the same methods.
	 * @example time: Time
	 */
	time: Clock;
	/**
	 * Loops over bytes in C, from "mote-mqtt/native". Without it, the client uses JavaScript.
	 * @example native
	 */
	native?: Native | undefined;
	/**
	 * A source of random numbers from 0 to 1 for the jitter of reconnecting. Default Math.random.
	 * @example random: () => 0.5
	 */
	random?: () => number;
}

/** A message that the server publishes if the client is lost without DISCONNECT (section 3.1.2.5). */
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

/** A message that is published first on each connection. */
export interface Birth extends Omit<Will, "QoS"> {
	/**
	 * 0 or 1. Default 0.
	 * @example birth: { topic: "sensors/17/status", message: "online", QoS: 1, retain: true }
	 */
	QoS?: 0 | 1;
}

/** Why a connection ended. */
export interface Disconnection {
	/** A Reason. */
	readonly code: number;
	/**
	 * The reason in words: its name in Reason, or a detail from the socket (for TLS, why a certificate was refused).
	 */
	readonly text: string;
	/** Milliseconds until the next attempt; undefined if there will be none until connect() is called. */
	readonly retry: number | undefined;
}

/**
 * Delays between connection attempts in milliseconds, 1 to 1,073,741,823. The actual delay is random, between half of
 * the value and all of it.
 */
export interface ReconnectOptions {
	/**
	 * The delay after the first failure. It doubles with each further failure, and starts over once a connection has
	 * lasted for `maximum`. Default 1,000.
	 * @example reconnect: { minimum: 2_000 }
	 */
	minimum?: number;
	/**
	 * The longest delay. Default 60,000.
	 * @example reconnect: { maximum: 300_000 }
	 */
	maximum?: number;
	/**
	 * The delay after a refusal that someone must resolve first: CONNACK refuses user name and password,
	 * authorization, client identifier, protocol version or will; or another client has taken over the session.
	 * false: no further attempt. Default 900,000.
	 * @example reconnect: { refused: 3_600_000 }
	 */
	refused?: number | false;
}

/** Options of a Client. */
export interface ClientOptions extends HostOptions {
	/**
	 * The server's name or address, IPv4 or, if the host supports it, IPv6; also "name:port" and "[address]:port".
	 * Not a URL: for TLS use `...tls()`. All addresses of a name are tried, one after another. With the option
	 * `servers`, also a list of servers.
	 * @example host: "broker.local"
	 */
	host: string | readonly string[];
	/**
	 * TCP port, 1 to 65,535, unless `host` contains one. Default 1883.
	 * @example port: 1884
	 */
	port?: number;
	/**
	 * Several servers: a Servers from "mote-mqtt/servers".
	 * @example servers: new Servers(), host: ["a.example", "b.example"]
	 */
	servers?: ServerList;
	/**
	 * Client Identifier, unique among the server's clients. Default empty: the server assigns one, and `clean` must
	 * be true.
	 * @example id: "sensor-17"
	 */
	id?: string;
	/**
	 * User name.
	 * @example user: "sensor-17", password: "secret"
	 */
	user?: string;
	/**
	 * In place of user name and password: a Credentials from "mote-mqtt/credentials", which provides them before each
	 * connection.
	 * @example credentials: new Credentials((answer) => ({ user: "sensor-17", password: token() }))
	 */
	credentials?: CredentialSource;
	/**
	 * Password; needs `user`.
	 * @example password: Uint8Array.of(115, 101, 99)
	 */
	password?: Uint8Array | string | undefined;
	/**
	 * true, the default: the server forgets the client's subscriptions and messages when the connection ends. false:
	 * the server keeps them. "once": the server discards a session from before this client was created, and then
	 * keeps the new one; after restoreSession() has restored a session, the same as false. The client keeps and
	 * resends its own unacknowledged messages in all cases.
	 * @example clean: false
	 */
	clean?: boolean | "once";
	/**
	 * false: does not connect until connect() is called; until then, messages are queued. Default true.
	 * @example connect: false
	 */
	connect?: boolean;
	/**
	 * Keep alive in milliseconds, 1,000 to 65,535,000, or 0 for none. The client sends PINGREQ if nothing was sent or
	 * nothing was received for this long. The server closes a connection that was silent for one and a half times
	 * this long. The packet contains whole seconds, rounded up. Default 60,000. Without keep alive, the option
	 * `silence` determines when a dead connection is noticed.
	 * @example keepAlive: 30_000
	 */
	keepAlive?: number;
	/**
	 * Without keep alive: sends PINGREQ if nothing was sent or nothing was received for this many milliseconds, 1,000
	 * to 1,073,741,823; 0: never. Default 600,000.
	 * @example keepAlive: 0, silence: 300_000
	 */
	silence?: number;
	/**
	 * The message that the server publishes if the client is lost.
	 * @example will: { topic: "sensors/17/status", message: "offline", QoS: 1, retain: true }
	 */
	will?: Will;
	/**
	 * The message that the client publishes first on each connection, as soon as CONNACK has come; for example, that
	 * it is online. It has memory of its own, so a full queue does not delay it. At QoS 1, the client is not settled
	 * before it is acknowledged.
	 * @example birth: { topic: "sensors/17/status", message: "online", QoS: 1, retain: true }
	 */
	birth?: Birth;
	/**
	 * The limit in milliseconds, 1 to 1,073,741,823, for connecting (from name to CONNACK), for PINGRESP, and for
	 * acknowledgements in disconnect(). Default 20,000.
	 * @example timeout: 30_000
	 */
	timeout?: number;
	/**
	 * Delays between connection attempts. false: only one attempt.
	 * @example reconnect: { minimum: 2_000, maximum: 300_000 }
	 */
	reconnect?: ReconnectOptions | false;
	/**
	 * Sizes in bytes of the memory that the client reserves when it is created.
	 * @example buffers: { send: 256, receive: 256, unacknowledged: 2_048 }
	 */
	buffers?: {
		/** The largest packet at QoS 0 that can be sent; 32 to 65,535. Default 512. */
		send?: number;
		/** The largest packet that is received whole, 32 to 65,535; twice as much is reserved. Default 512. */
		receive?: number;
		/**
		 * Memory for unacknowledged messages at QoS 1 and 2. Each takes 4 bytes more than its packet, in 5.0 8 bytes;
		 * a single message may take all of it. 0 to 524,288. Default 1,024.
		 */
		unacknowledged?: number;
		/**
		 * Memory for subscribed filters, reserved with the first one. Each takes 13 bytes more than its name, plus
		 * its properties in 5.0. 0 to 65,535. Default 256.
		 */
		subscriptions?: number;
	};
	/**
	 * The maximum number of filters in one SUBSCRIBE, 1 to 255. Default 8, because some servers close the connection
	 * on more.
	 * @example filtersAtOnce: 4
	 */
	filtersAtOnce?: number;
	/**
	 * Support for QoS 2, from "mote-mqtt/exactly-once". Without it, the client supports QoS 0 and 1.
	 * @example exactlyOnce: new ExactlyOnce()
	 */
	exactlyOnce?: Deliveries;
	/**
	 * Sends messages together with CONNECT: an Eager from "mote-mqtt/eager".
	 * @example eager: new Eager()
	 */
	eager?: Eagerness;
	/**
	 * Counts what the client does: a Statistics from "mote-mqtt/statistics".
	 * @example statistics: new Statistics()
	 */
	statistics?: Counter;
	/**
	 * What to do with a message too large for `buffers.receive`: skip it, or pass it to onMessage in pieces. Default
	 * "skip".
	 * @example oversize: "stream"
	 */
	oversize?: "skip" | "stream";
	/**
	 * After how many connections that the server has ended with only this message on its way a message is discarded:
	 * see onUndelivered. A whole number of 1 or more. Below 3, a message at QoS 0 may have been the cause. Default
	 * Infinity.
	 * @example attempts: 5
	 */
	attempts?: number;
	/**
	 * The limit in milliseconds for the server to acknowledge the first message in line, 1 to 1,073,741,823; Infinity
	 * for none. When it is exceeded, the connection ends with Reason.acknowledgeTimeout, because MQTT allows
	 * resending only on a new connection; this counts for onUndelivered. It is checked together with keep alive, so
	 * up to half as long again later. Default 300,000.
	 * @example acknowledgeTimeout: 60_000
	 */
	acknowledgeTimeout?: number;
	/**
	 * The client is connected. `session.present`: the server has kept the session, with its subscriptions.
	 * @example onConnect: (session) => trace(session.present ? "session kept\n" : "new session\n")
	 */
	onConnect?: ((session: { readonly present: boolean }) => void) | undefined;
	/**
	 * A message was received. It is acknowledged (QoS 1) when the callback returns. The same object is used for all
	 * messages: do not keep it. With `oversize: "stream"`, a large message comes in pieces: see `message.offset` and
	 * `message.total`.
	 * @example onMessage: (message) => trace(`${message.topic}: ${message.text}\n`)
	 */
	onMessage?: MessageHandler | undefined;
	/**
	 * A message too large to be received was skipped. `message` has its topic (unless that is too long as well) and
	 * total size.
	 * @example onOversize: (message) => trace(`${message.topic}: ${message.total} bytes are too many\n`)
	 */
	onOversize?: MessageHandler | undefined;
	/**
	 * A subscription was granted at QoS `granted`, 0 to 2, or refused: 128 and more.
	 * @example onSubscribe: (filter, granted) => granted > 2 && trace(`${filter} is refused\n`)
	 */
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	/**
	 * A filter was unsubscribed: `code` is 0 or, in 5.0, the server's reason code.
	 * @example onUnsubscribe: (filter) => trace(`unsubscribed from ${filter}\n`)
	 */
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	/**
	 * The message with this Packet Identifier, at QoS 1 or 2, is finished, and its identifier may be reused. `code`
	 * is 0 if the server has acknowledged it (in 5.0 also noMatchingSubscribers). 128 to 255, in 5.0: the server has
	 * refused it, or has announced that it cannot accept it. From 256: the client has given it up: discarded,
	 * replaced, messageExpired.
	 * @example onOutcome: (identifier, code) => code && trace(`message ${identifier} is lost: ${code}\n`)
	 */
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/**
	 * The server has ended the connection, for the `attempts`th time, while this message was sent whole and not
	 * acknowledged; or it has not acknowledged it within `acknowledgeTimeout`. From the second time on, the client
	 * sends one message at a time until it is acknowledged. So from the third time on, this message is the cause.
	 * discard() gives it up.
	 * @example onUndelivered: (identifier, attempts) => attempts > 4 && client.discard(identifier)
	 */
	onUndelivered?: ((identifier: number, attempts: number) => void) | undefined;
	/**
	 * Everything accepted is acknowledged, and messages at QoS 0 have left the socket: it is safe to sleep. A socket
	 * has sent everything when its room is as large as at first. For a socket whose room never changes, messages at
	 * QoS 0 are not considered.
	 * @example onSettled: () => deepSleep(60_000)
	 */
	onSettled?: (() => void) | undefined;
	/**
	 * There is room again after publish() has returned Refusal.full: the message that was refused last would be
	 * accepted now. At QoS 1 and 2 this is room in `buffers.unacknowledged`, at QoS 0 also in the socket. `count` is
	 * the largest packet in bytes that would be accepted. Called once: publish until the next `full`. Allocates
	 * nothing.
	 * @example onWritable: (count) => publishMore()
	 */
	onWritable?: ((count: number) => void) | undefined;
	/**
	 * The connection has ended or could not be established.
	 * @example onDisconnect: (reason) => trace(`${reason.text}, next try in ${reason.retry} ms\n`)
	 */
	onDisconnect?: ((reason: Disconnection) => void) | undefined;
}
