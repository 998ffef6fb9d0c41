// Set-up. What an app says to make a client: checked once, here. Every error names the option and what was expected.
import { encodeConnect, encodeUTF8, isTopicFilter, isTopicName, type Message, type WillFields } from "mote-mqtt/wire";
import type { Clock, Resolver, Socket, SocketOptions, Timers } from "./host";

/** A socket class of ECMA-419, and the options that it gets besides those of the connection. */
export interface SocketSettings {
	readonly io: new (options: SocketOptions) => Socket;
	readonly [option: string]: unknown;
}

/** A resolver class of ECMA-419, and its options. */
export interface ResolverSettings {
	readonly io: new (options: object) => Resolver;
	readonly [option: string]: unknown;
}

/** What the machine provides. `...tcp` from "mote-mqtt/tcp" gives all of it. */
export interface HostOptions {
	/** The socket to connect with. */
	socket: SocketSettings;
	/** How names are resolved. Without it, `host` is handed to the socket as its address. */
	dns?: ResolverSettings | undefined;
	/** The SDK's `timer` module, or one like it. */
	timer: Timers;
	/** The SDK's `time` module, or one like it. */
	time: Clock;
	/** For the jitter of reconnecting: a number from 0 to 1. Default Math.random. */
	random?: () => number;
}

/** A message that the server publishes if this client is lost without saying goodbye (section 3.1.2.5). */
export interface Will {
	/** Topic Name. */
	topic: string;
	/** Default empty. */
	message?: Uint8Array | string;
	/** 0, 1 or 2. Default 0. */
	QoS?: 0 | 1 | 2;
	/** Default false. */
	retain?: boolean;
}

/** Why a connection ended. */
export interface Disconnection {
	/** One of Reason. */
	readonly code: number;
	/** The same in words. */
	readonly text: string;
	/** Milliseconds until the client tries again; undefined if it does not, until connect() is called. */
	readonly retry: number | undefined;
}

/** Options of a Client. */
export interface ClientOptions extends HostOptions {
	/** Name or dotted IPv4 address of the server. */
	host: string;
	/** TCP port, 1 to 65,535. Default 1883. */
	port?: number;
	/** Client Identifier, unique among the server's clients. Default empty: the server makes one up; `clean` must be true. */
	id?: string;
	/** User name. */
	user?: string;
	/** Password; needs `user`. */
	password?: Uint8Array | string;
	/**
	 * true, the default: the server forgets subscriptions and messages for us when the connection ends. false: it keeps them.
	 * Unacknowledged messages of ours are kept and sent again in both cases.
	 */
	clean?: boolean;
	/**
	 * Milliseconds, 1,000 to 65,535,000, or 0 for none. If nothing was sent for so long, a PINGREQ is; the server takes us for
	 * lost after one and a half times as long. On the wire it is whole seconds, rounded up. Default 60,000.
	 */
	keepAlive?: number;
	/** What the server publishes if we are lost. */
	will?: Will;
	/**
	 * Milliseconds, 1 to 2,147,483,647, that a connection may take from name to CONNACK, PINGRESP may take, and disconnect()
	 * may wait for acknowledgements. Default 20,000.
	 */
	timeout?: number;
	/**
	 * Milliseconds between tries to connect, 1 to 2,147,483,647: from `minimum`, doubled with each failure up to `maximum`, and
	 * of that at random between half and all. Back to `minimum` once a connection has lasted for `maximum`. false: one
	 * try only. Default { minimum: 1,000, maximum: 60,000 }.
	 */
	reconnect?: { minimum: number; maximum: number } | false;
	/** Sizes in bytes of the memory that the client reserves, once and for all. */
	buffers?: {
		/** The largest packet that can be sent; 32 to 65,535. Default 512. */
		send?: number;
		/** The largest packet that is received whole, 32 to 65,535; twice that is reserved. Default 512. */
		receive?: number;
		/** For what is not yet acknowledged, 4 bytes more for each packet; 0 to 1,048,576. Default 1,024. */
		unacknowledged?: number;
	};
	/** What happens to a message too large for `buffers.receive`: passed over, or given to onMessage in pieces. Default "skip". */
	oversize?: "skip" | "stream";
	/** Connected. `session.present`: the server kept our session, subscriptions included. */
	onConnect?(session: { readonly present: boolean }): void;
	/**
	 * A message has come. It is acknowledged (QoS 1) when this returns. One object serves for all: do not keep it. With
	 * `oversize: "stream"` a large message comes in pieces: `message.offset` and `message.total` tell where they belong.
	 */
	onMessage?(message: Message): void;
	/** A message too large to be received is passed over: its topic (unless that is too long as well) and total size. */
	onOversize?(message: Message): void;
	/** A filter's subscription is granted at QoS `granted`, 0 to 2, or refused: 128 and more. */
	onSubscribe?(filter: string, granted: number): void;
	/** A filter is unsubscribed from. */
	onUnsubscribe?(filter: string): void;
	/** Everything accepted has been acknowledged, or sent at QoS 0: safe to sleep. */
	onSettled?(): void;
	/** The connection has ended, or could not be made. */
	onDisconnect?(reason: Disconnection): void;
}

/** Options as the client uses them: defaults filled in, strings encoded. */
export interface Settings {
	readonly host: string;
	readonly port: number;
	readonly socket: SocketSettings;
	readonly dns: ResolverSettings | undefined;
	readonly random: () => number;
	readonly minimum: number;
	readonly maximum: number;
	readonly connect: Uint8Array;
	readonly clean: boolean;
	readonly keepAlive: number;
	readonly timeout: number;
	readonly stream: boolean;
}

/** Sizes of the buffers, in bytes. */
export interface Sizes {
	readonly send: number;
	readonly receive: number;
	readonly unacknowledged: number;
}

const MAX_TIME = 0x7fffffff;

/** Checks the options and fills in defaults. Throws TypeError or RangeError. */
export function checkOptions(options: ClientOptions): Settings {
	if (typeof options !== "object" || options === null) throw new TypeError("options: expected an object");
	const { host, socket, dns, timer, time, random, id = "", clean = true, reconnect } = options;
	if (typeof host !== "string" || host === "") throw new TypeError("host: expected a name or an address");
	if (typeof socket?.io !== "function") throw new TypeError("socket: expected { io: a socket class }, as in ...tcp");
	if (dns !== undefined && typeof dns?.io !== "function") throw new TypeError("dns: expected { io: a resolver class }");
	if (typeof timer?.schedule !== "function") throw new TypeError("timer: expected the timer module, as in ...tcp");
	if (typeof time?.ticks !== "number") throw new TypeError("time: expected the time module, as in ...tcp");
	if (random !== undefined && typeof random !== "function") throw new TypeError("random: expected a function");
	const idBytes = text("id", id);
	checkBoolean("clean", clean);
	if (idBytes.length === 0 && !clean) throw new TypeError("id: expected a client identifier, as clean is false");
	const { user, password, will, oversize = "skip" } = options;
	if (password !== undefined && user === undefined)
		throw new TypeError("user: expected a name, as there is a password");
	const keepAlive = integer("keepAlive", options.keepAlive ?? 60_000, 0, 65_535_000);
	if (keepAlive > 0 && keepAlive < 1_000) throw new RangeError("keepAlive: expected 0, or 1000 milliseconds or more");
	if (oversize !== "skip" && oversize !== "stream") throw new TypeError('oversize: expected "skip" or "stream"');
	const fields = {
		id: idBytes,
		clean,
		keepAlive: Math.ceil(keepAlive / 1_000),
		will: will === undefined ? undefined : checkWill(will),
		user: user === undefined ? undefined : text("user", user),
		password: password === undefined ? undefined : data("password", password),
	};
	const connect = new Uint8Array(-encodeConnect(new Uint8Array(0), fields));
	encodeConnect(connect, fields);
	let minimum = 0;
	let maximum = 0;
	if (reconnect !== false) {
		minimum = integer("reconnect.minimum", reconnect?.minimum ?? 1_000, 1, MAX_TIME);
		maximum = integer("reconnect.maximum", reconnect?.maximum ?? Math.max(minimum, 60_000), minimum, MAX_TIME);
	}
	return {
		host,
		port: integer("port", options.port ?? 1883, 1, 65_535),
		socket,
		// An address needs no resolver, and not every resolver takes one.
		dns: isAddress(host) ? undefined : dns,
		random: random ?? Math.random,
		minimum,
		maximum,
		connect,
		clean,
		keepAlive,
		timeout: integer("timeout", options.timeout ?? 20_000, 1, MAX_TIME),
		stream: oversize === "stream",
	};
}

/** Checks the sizes of the buffers and fills in defaults. Throws TypeError or RangeError. */
export function checkSizes(buffers: ClientOptions["buffers"] = {}): Sizes {
	return {
		send: integer("buffers.send", buffers.send ?? 512, 32, 65_535),
		receive: integer("buffers.receive", buffers.receive ?? 512, 32, 65_535),
		unacknowledged: integer("buffers.unacknowledged", buffers.unacknowledged ?? 1_024, 0, 1_048_576),
	};
}

/** A Topic Name, encoded. Throws TypeError. */
export function checkTopicName(option: string, name: unknown): Uint8Array {
	const bytes = text(option, name);
	if (!isTopicName(bytes, 0, bytes.length))
		throw new TypeError(`${option}: expected a topic name, at least one character and no "+" or "#": ${name}`);
	return bytes;
}

/** A Topic Filter, encoded. Throws TypeError. */
export function checkTopicFilter(option: string, filter: unknown): Uint8Array {
	const bytes = text(option, filter);
	if (!isTopicFilter(bytes))
		throw new TypeError(`${option}: expected a topic filter, "+" a whole level, "#" the whole last one: ${filter}`);
	return bytes;
}

/** A QoS of 0 to `maximum`. Throws RangeError. */
export function checkQoS(option: string, QoS: unknown, maximum: number): number {
	if (QoS === 0 || QoS === 1 || (QoS === 2 && maximum === 2)) return QoS;
	throw new RangeError(`${option}: expected ${maximum === 2 ? "0, 1 or 2" : "0 or 1"}`);
}

/** Throws TypeError unless `value` is a boolean. */
export function checkBoolean(option: string, value: unknown): void {
	if (typeof value !== "boolean") throw new TypeError(`${option}: expected true or false`);
}

function checkWill(will: Will): WillFields {
	if (typeof will !== "object" || will === null) throw new TypeError("will: expected { topic, message, QoS, retain }");
	const { topic, message = "", QoS = 0, retain = false } = will;
	checkBoolean("will.retain", retain);
	return {
		topic: checkTopicName("will.topic", topic),
		message: data("will.message", message),
		QoS: checkQoS("will.QoS", QoS, 2) as 0 | 1 | 2,
		retain,
	};
}

function integer(option: string, value: unknown, minimum: number, maximum: number): number {
	if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
	throw new RangeError(`${option}: expected a whole number from ${minimum} to ${maximum}`);
}

/** Whether it consists of digits and dots. */
function isAddress(host: string): boolean {
	for (let i = 0; i < host.length; i++) if (host[i] !== "." && !(host[i] >= "0" && host[i] <= "9")) return false;
	return true;
}

/** A UTF-8 Encoded String. */
function text(option: string, value: unknown): Uint8Array {
	if (typeof value !== "string") throw new TypeError(`${option}: expected a string`);
	const bytes = encodeUTF8(value);
	if (bytes === undefined)
		throw new TypeError(`${option}: expected text of up to 65535 bytes, without U+0000 and lone surrogates`);
	return bytes;
}

/** Binary data, which may be given as text. */
function data(option: string, value: unknown): Uint8Array {
	const bytes = typeof value === "string" ? encodeUTF8(value, true) : value;
	if (bytes instanceof Uint8Array && bytes.length <= 65_535) return bytes;
	throw new TypeError(`${option}: expected a string or a Uint8Array, of up to 65535 bytes`);
}
