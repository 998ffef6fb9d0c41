// Set-up. What an app says to make a client: checked once, here. Every error names the option and what was expected.
import type { ExactlyOnce } from "./exactly-once.js";
import type { Clock, Resolver, Socket, SocketOptions, Timers } from "./host.js";
import type { Message } from "./wire/message.js";
import type { ConnectFields, WillFields } from "./wire/mqtt311.js";
import { isTopicName } from "./wire/topic-name.js";
import { encodeUTF8 } from "./wire/utf8.js";

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
	/** The same in words: its name in Reason, or what the socket said of it (TLS: why a certificate was refused). */
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
	password?: Uint8Array | string | undefined;
	/**
	 * true, the default: the server forgets subscriptions and messages for us when the connection ends. false: it keeps them.
	 * Unacknowledged messages of ours are kept and sent again in both cases.
	 */
	clean?: boolean;
	/**
	 * Milliseconds, 1,000 to 65,535,000, or 0 for none. If nothing was sent for so long, a PINGREQ is; the server takes us for
	 * lost after one and a half times as long. On the wire it is whole seconds, rounded up. Default 60,000. Without, a
	 * connection that dies silently is not noticed.
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
		/** For what is not yet acknowledged, 4 bytes more for each packet; 0 to 524,288. Default 1,024. */
		unacknowledged?: number;
	};
	/** QoS 2, from "mote-mqtt/qos2". Without it a client speaks QoS 0 and 1. */
	exactlyOnce?: ExactlyOnce;
	/** What happens to a message too large for `buffers.receive`: passed over, or given to onMessage in pieces. Default "skip". */
	oversize?: "skip" | "stream";
	/** Connected. `session.present`: the server kept our session, subscriptions included. */
	onConnect?: ((session: { readonly present: boolean }) => void) | undefined;
	/**
	 * A message has come. It is acknowledged (QoS 1) when this returns. One object serves for all: do not keep it. With
	 * `oversize: "stream"` a large message comes in pieces: `message.offset` and `message.total` tell where they belong.
	 */
	onMessage?: ((message: Message) => void) | undefined;
	/** A message too large to be received is passed over: its topic (unless that is too long as well) and total size. */
	onOversize?: ((message: Message) => void) | undefined;
	/** A filter's subscription is granted at QoS `granted`, 0 to 2, or refused: 128 and more. */
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	/** A filter is unsubscribed from: `code` is 0, or, with 5.0, the server's reason code. */
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	/** Everything accepted has been acknowledged, or sent at QoS 0: safe to sleep. */
	onSettled?: (() => void) | undefined;
	/** The connection has ended, or could not be made. */
	onDisconnect?: ((reason: Disconnection) => void) | undefined;
}

/** Sizes of the buffers, in bytes. */
export type Sizes = Readonly<Required<NonNullable<ClientOptions["buffers"]>>>;

/** Options as a client has them: with the defaults, and the packet that they come to. */
export interface Settings extends ClientOptions {
	port: number;
	clean: boolean;
	keepAlive: number;
	timeout: number;
	reconnect: { minimum: number; maximum: number } | false;
	oversize: "skip" | "stream";
	random: () => number;
	/** CONNECT. */
	connectPacket: ArrayBuffer;
}

const MAX_TIME = 0x7fffffff;
const A_FUNCTION = "a function";
const A_CLASS = "{ io: a class }, as in ...tcp";
const A_MODULE = "a module, as in ...tcp";

/** Gives `settings` the options, with defaults, and checks them. Throws TypeError or RangeError. */
export function takeOptions(settings: Settings, options: ClientOptions): void {
	expectObject("options", options);
	withDefaults(Object.assign(settings, options), defaults);
	const buffers = withDefaults({ ...settings.buffers }, defaultBuffers);
	settings.buffers = buffers;
	const reconnect = settings.reconnect;
	const keepAlive = settings.keepAlive;

	expect(settings.host && isString(settings.host), "host", "a name or an address");
	expect(isFunction(settings.socket?.io), "socket", A_CLASS);
	expect(settings.dns === undefined || isFunction(settings.dns?.io), "dns", A_CLASS);
	expect(isFunction(settings.timer?.schedule), "timer", A_MODULE);
	expect(Number.isInteger(settings.time?.ticks), "time", A_MODULE);
	expect(isFunction(settings.random), "random", A_FUNCTION);
	expectBoolean("clean", settings.clean);
	expect(settings.clean || settings.id, "id", "a string, as clean is false");
	expect(settings.user !== undefined || settings.password === undefined, "user", "a string, as there is a password");
	expect(settings.oversize === "skip" || settings.oversize === "stream", "oversize", "skip or stream");
	expect(settings.exactlyOnce === undefined || settings.exactlyOnce?.identifiers, "exactlyOnce", "an ExactlyOnce");
	expectInteger("port", settings.port, 1, 65_535);
	expectInteger("timeout", settings.timeout, 1, MAX_TIME);
	expectInteger("keepAlive", keepAlive, keepAlive && 1_000, 65_535_000);
	expectInteger("buffers.send", buffers.send, 32, 65_535);
	expectInteger("buffers.receive", buffers.receive, 32, 65_535);
	expectInteger("buffers.unacknowledged", buffers.unacknowledged, 0, 524_288);
	if (reconnect) {
		expectInteger("reconnect.minimum", reconnect.minimum, 1, MAX_TIME);
		expectInteger("reconnect.maximum", reconnect.maximum, reconnect.minimum, MAX_TIME);
	}
	Object.keys(settings).forEach((name) => {
		const option = settings[name as keyof Settings];
		expect(!name.startsWith("on") || option === undefined || isFunction(option), name, A_FUNCTION);
	});
}

/** What CONNECT is made of. Throws TypeError or RangeError. */
export function connectFields(settings: Settings): ConnectFields {
	return {
		id: encode("id", settings.id as string),
		clean: settings.clean,
		keepAlive: Math.ceil(settings.keepAlive / 1_000),
		will: settings.will === undefined ? undefined : checkWill(settings.will),
		user: encodeIf("user", settings.user),
		password: encodeIf("password", settings.password, true),
	};
}

/** Once the client is made: what is in CONNECT now, or in the sizes, need not be in memory twice. */
export function forgetOptions(settings: Settings): void {
	delete settings.buffers;
	delete settings.password;
	delete settings.user;
	delete settings.will;
	delete settings.id;
}

const defaults = Object.freeze({
	port: 1883,
	id: "",
	clean: true,
	keepAlive: 60_000,
	timeout: 20_000,
	reconnect: Object.freeze({ minimum: 1_000, maximum: 60_000 }),
	oversize: "skip",
	random: Math.random,
});

const defaultBuffers = Object.freeze({ send: 512, receive: 512, unacknowledged: 1_024 });

const defaultWill = Object.freeze({ message: "", QoS: 0, retain: false });

/** Gives `target` what was left out, or is there as undefined. */
export function withDefaults<Target extends object, Defaults extends object>(
	target: Target,
	defaults: Defaults,
): Target & { [name in keyof Target & keyof Defaults]-?: NonNullable<Target[name]> } {
	const all = target as Record<string, unknown>;
	Object.keys(defaults).forEach((name) => {
		if (all[name] === undefined) all[name] = (defaults as Record<string, unknown>)[name];
	});
	return target as never;
}

function checkWill(options: Will): WillFields {
	expectObject("will", options);
	const will = withDefaults({ ...options }, defaultWill);
	expectInteger("will.QoS", will.QoS, 0, 2);
	expectBoolean("will.retain", will.retain);
	return {
		topic: checkTopic("will.topic", will.topic, false),
		message: encode("will.message", will.message, true),
		QoS: will.QoS,
		retain: will.retain,
	};
}

/** A Topic Name, or with `wildcards` a Topic Filter, encoded. Throws TypeError. */
export function checkTopic(option: string, name: string, wildcards: boolean): Uint8Array {
	const bytes = encode(option, name);
	expect(
		isTopicName(bytes, 0, bytes.length, wildcards),
		option,
		wildcards ? "a topic filter, + a whole level, # the whole last one" : "a topic name, without + and #",
	);
	return bytes;
}

/** Throws RangeError unless `value` is a whole number from `minimum` to `maximum`. */
export function expectInteger(option: string, value: number, minimum: number, maximum: number): void {
	if (!Number.isInteger(value) || value < minimum || value > maximum)
		throw new RangeError(option + ": expected a whole number from " + minimum + " to " + maximum);
}

/** Throws TypeError unless `value` is a boolean. */
export function expectBoolean(option: string, value: boolean): void {
	expect(value === true || value === false, option, "true or false");
}

/** Throws TypeError unless `value` is an object. */
function expectObject(option: string, value: object): void {
	expect(value && typeof value === "object", option, "an object");
}

/** Throws TypeError unless `ok`. */
export function expect(ok: unknown, option: string, expected: string): void {
	if (!ok) throw new TypeError(option + ": expected " + expected);
}

function isFunction(value: unknown): boolean {
	return typeof value === "function";
}

function isString(value: unknown): value is string {
	return typeof value === "string";
}

function encodeIf(option: string, value: string | Uint8Array | undefined, binary?: boolean): Uint8Array | undefined {
	return value === undefined ? value : encode(option, value, binary);
}

/** A UTF-8 Encoded String; or, with `binary`, bytes, which may be given as text. */
export function encode(option: string, value: string | Uint8Array, binary?: boolean): Uint8Array {
	const bytes = isString(value) ? encodeUTF8(value, binary) : binary && value;
	expect(
		bytes instanceof Uint8Array && bytes.length < 65_536,
		option,
		binary ? "a string or Uint8Array, up to 65535 bytes" : "a string, up to 65535 bytes in UTF-8 without U+0000",
	);
	return bytes as Uint8Array;
}
