// Set-up. What an app says to make a client: checked once, here. Every error names the option and what was expected.

import type { Deliveries } from "./delivering-connection.js";
import type { Clock, Native, Resolver, SocketOptions, StandardSocket, Timers } from "./host.js";
import type { Statistics } from "./parts/statistics.js";
import type { Sizes } from "./session-connection.js";
import type { ConnectFields, WillFields } from "./wire/connect.js";
import type { MessageHandler } from "./wire/message.js";
import { isTopicName } from "./wire/topic-name.js";
import { encodeUTF8 } from "./wire/utf8.js";

/** A socket class of ECMA-419, and the options that it gets besides those of the connection. */
export interface SocketSettings {
	readonly io: new (options: SocketOptions) => StandardSocket;
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
	/** Loops over bytes in C, from "mote-mqtt/native". Without it, the client has its own in JavaScript. */
	native?: Native | undefined;
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

/** A message that is published first over each connection. */
export interface Birth extends Omit<Will, "QoS"> {
	/** 0 or 1. Default 0. */
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

/** Several servers: see parts/servers.ts. */
export interface ServerList {
	/** Takes the option `host`: whether all that it says can be read. */
	take(client: ServedClient, host: string | readonly string[]): boolean;
	/** A connection is about to be opened. */
	open(client: ServedClient): void;
	/** A server has accepted us. */
	accepted(): void;
	/** A connection has ended, or was none: whether another server is next, that has not refused us yet. */
	failed(client: ServedClient): boolean;
}

/** Asks for user name and password: see parts/credentials.ts. */
export interface CredentialSource {
	/** The client has been made. `make`: makes a CONNECT of its version, of these options. */
	take(client: AskingClient, make: (options: object) => Uint8Array): void;
	/** A connection is about to be opened. Whether all is known; if not, open() is called when it is. */
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
	aim(server: string, port: number): boolean;
}

/** Milliseconds between tries to connect, 1 to 1,073,741,823: of these, at random between half and all. */
export interface ReconnectOptions {
	/** After the first failure; doubled with each that follows, and the same again once a connection has lasted for `maximum`. Default 1,000. */
	minimum?: number;
	/** The longest. Default 60,000. */
	maximum?: number;
	/**
	 * After a server has refused us in CONNACK for what someone must change first: user name and password, authorization, client
	 * identifier, version of the protocol, the will; or another client has taken our session. false: does not try again. Default 900,000.
	 */
	refused?: number | false;
}

/** Options of a Client. */
export interface ClientOptions extends HostOptions {
	/**
	 * Name or address of the server, IPv4 or, where the machine has it, IPv6; "name:port" and "[address]:port" as well. No URL: TLS is
	 * `...tls()`. All addresses of a name are tried, one after another. With the option `servers` also a list of servers.
	 */
	host: string | readonly string[];
	/** TCP port, 1 to 65,535, where `host` says none. Default 1883. */
	port?: number;
	/** Several servers: a Servers from "mote-mqtt/servers". */
	servers?: ServerList;
	/** Client Identifier, unique among the server's clients. Default empty: the server makes one up; `clean` must be true. */
	id?: string;
	/** User name. */
	user?: string;
	/** In place of user name and password: a Credentials from "mote-mqtt/credentials", which asks for them before each connection. */
	credentials?: CredentialSource;
	/** Password; needs `user`. */
	password?: Uint8Array | string | undefined;
	/**
	 * true, the default: the server forgets subscriptions and messages for us when the connection ends. false: it keeps them. "once":
	 * it forgets what it has kept from before this client was made, and keeps what comes from then on; with a session that
	 * restoreSession() has given the client, as false. Unacknowledged messages of ours are kept and sent again in all cases.
	 */
	clean?: boolean | "once";
	/**
	 * Milliseconds, 1,000 to 65,535,000, or 0 for none. If nothing was sent, or nothing received, for so long, a PINGREQ is
	 * sent; the server takes us for lost after one and a half times as long. On the wire it is whole seconds, rounded up. Default 60,000. Without,
	 * `silence` says when a connection that has died is noticed.
	 */
	keepAlive?: number;
	/** Without keep alive: a PINGREQ is sent if nothing was sent, or nothing received, for so many milliseconds, 1,000 to 1,073,741,823; 0: never. Default 600,000. */
	silence?: number;
	/** What the server publishes if we are lost. */
	will?: Will;
	/**
	 * What we publish first over each connection, as soon as CONNACK has come: that we are there, say. It has memory of its own, whatever waits. At
	 * QoS 1 it is not settled before it is acknowledged.
	 */
	birth?: Birth;
	/**
	 * Milliseconds, 1 to 1,073,741,823, that a connection may take from name to CONNACK, PINGRESP may take, and disconnect()
	 * may wait for acknowledgements. Default 20,000.
	 */
	timeout?: number;
	/**
	 * Milliseconds between tries to connect. false: one try only.
	 */
	reconnect?: ReconnectOptions | false;
	/** Sizes in bytes of the memory that the client reserves, once and for all. */
	buffers?: {
		/** The largest packet at QoS 0 that can be sent; 32 to 65,535. Default 512. */
		send?: number;
		/** The largest packet that is received whole, 32 to 65,535; twice that is reserved. Default 512. */
		receive?: number;
		/**
		 * For what is not yet acknowledged: messages at QoS 1 and 2, subscriptions. Each takes 4 bytes more, 8 in 5.0; a single
		 * one may take all of it. 0 to 524,288. Default 1,024.
		 */
		unacknowledged?: number;
		/**
		 * For the filters subscribed to, reserved with the first one: each takes 13 bytes more than its name, with properties of 5.0 as many more as these have; 0 to 65,535.
		 * Default 256.
		 */
		subscriptions?: number;
	};
	/** How many filters go into a SUBSCRIBE at most, 1 to 255. Default 8: some servers close the connection on more. */
	filtersAtOnce?: number;
	/** QoS 2, from "mote-mqtt/exactly-once". Without it a client speaks QoS 0 and 1. */
	exactlyOnce?: Deliveries;
	/** What the client does is counted: a Statistics from "mote-mqtt/statistics". */
	statistics?: Statistics;
	/** What happens to a message too large for `buffers.receive`: passed over, or given to onMessage in pieces. Default "skip". */
	oversize?: "skip" | "stream";
	/**
	 * After how many connections that a message was alone on its way with, and that the server ended, it is discarded: see onUndelivered. A whole number from 1
	 * on; 3 and more, or it may be a message at QoS 0 that the server does not take. Default Infinity.
	 */
	attempts?: number;
	/**
	 * Milliseconds within which the server has to acknowledge a message that is the first in line, 1 to 1,073,741,823; Infinity: for ever. Or else the
	 * connection is ended, as nothing may be sent again on one that lasts, with Reason.acknowledgeTimeout, and that counts for onUndelivered. It is noticed when
	 * keep alive is looked at, so up to half as long later. Default 300,000.
	 */
	acknowledgeTimeout?: number;
	/** Connected. `session.present`: the server kept our session, subscriptions included. */
	onConnect?: ((session: { readonly present: boolean }) => void) | undefined;
	/**
	 * A message has come. It is acknowledged (QoS 1) when this returns. One object serves for all: do not keep it. With
	 * `oversize: "stream"` a large message comes in pieces: `message.offset` and `message.total` tell where they belong.
	 */
	onMessage?: MessageHandler | undefined;
	/** A message too large to be received is passed over: its topic (unless that is too long as well) and total size. */
	onOversize?: MessageHandler | undefined;
	/** A filter's subscription is granted at QoS `granted`, 0 to 2, or refused: 128 and more. */
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	/** A filter is unsubscribed from: `code` is 0, or, with 5.0, the server's reason code. */
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	/**
	 * The message with that Packet Identifier, at QoS 1 or 2, is done with, and its identifier may be used again. `code` is 0 if the server has
	 * acknowledged it (in 5.0 also noMatchingSubscribers). From 128 to 255, in 5.0: the server did not take it, or has said that it cannot. From
	 * 256 on it was given up here: discarded, replaced, messageExpired.
	 */
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/**
	 * The server has ended the connection, `attempts` times now, when this message was sent whole and not acknowledged; or has not acknowledged it
	 * within `acknowledgeTimeout`. From the second time on, one message goes at a time until it is acknowledged: from the third on it is
	 * this one that the server does not take. discard() gives it up.
	 */
	onUndelivered?: ((identifier: number, attempts: number) => void) | undefined;
	/**
	 * Everything accepted has been acknowledged, and what was published at QoS 0 has left the socket: safe to sleep. A socket has sent
	 * everything when its room is back to what it was at first. One whose room never changes says nothing of QoS 0, and of that
	 * nothing is told here.
	 */
	onSettled?: (() => void) | undefined;
	/**
	 * There is room again, after publish() has returned Refusal.full: the message that was refused last would be taken now. At QoS 1 and 2 that
	 * is room in `buffers.unacknowledged`, at QoS 0 in the socket as well. `count`: the largest packet in bytes that would be taken. Told once:
	 * publish until the next `full`. Allocates nothing.
	 */
	onWritable?: ((count: number) => void) | undefined;
	/** The connection has ended, or could not be made. */
	onDisconnect?: ((reason: Disconnection) => void) | undefined;
}

/** Options as a client has them: with the defaults, and without what CONNECT and the sizes are made of. */
export interface Settings
	extends Omit<
		ClientOptions,
		| "host"
		| "id"
		| "user"
		| "password"
		| "will"
		| "birth"
		| "buffers"
		| "filtersAtOnce"
		| "exactlyOnce"
		| "time"
		| "native"
		| "random"
		| "oversize"
	> {
	host: string;
	port: number;
	/** Takes what `host` says. @internal */
	aim(server: string, port: number): boolean;
	clean: boolean | "once";
	keepAlive: number;
	timeout: number;
	attempts: number;
	acknowledgeTimeout: number;
	reconnect: Required<ReconnectOptions> | false;
	oversize?: "stream";
	random?: () => number;
	exactlyOnce?: Deliveries;
}

const enum Limit {
	Time = 0x3fffffff,
}

/** What an option must be, in a table of names; or the name of what the object given has. */
export const enum Be {
	/** Checked, and taken, elsewhere. */
	Other = 0,
	/** A property of 5.0, of which the table of properties knows more: see encodeProperties(). */
	Property = 1,
	Function = 2,
	Boolean = 3,
	/** Kept, and checked elsewhere. */
	Kept = 4,
	/** A whole number from 1 on, or Infinity. */
	Endless = 5,
	/** A whole number: the greatest, times this, plus the least, which is smaller than this. */
	UpTo = 1_024,
	/** As the least: that, or 0 for none. */
	OrNone = 1_000,
}

/**
 * The names that an object of options may have, and what each must be. What is in no table is refused: one that is declared, and not
 * here, does not compile.
 */
export interface Names {
	readonly [name: string]: Be | string;
}

export const OPTIONS = Object.freeze({
	host: Be.Other,
	socket: "io",
	dns: "io",
	timer: "schedule",
	time: Be.Other,
	native: Be.Other,
	port: Be.UpTo * 65_535 + 1,
	clean: Be.Kept,
	keepAlive: Be.UpTo * 65_535_000 + Be.OrNone,
	timeout: Be.UpTo * Limit.Time + 1,
	reconnect: Be.Kept,
	silence: Be.UpTo * Limit.Time + Be.OrNone,
	id: Be.Other,
	user: Be.Other,
	password: Be.Other,
	will: Be.Other,
	birth: Be.Other,
	buffers: Be.Other,
	filtersAtOnce: Be.Other,
	random: Be.Function,
	exactlyOnce: "isNew",
	statistics: "attach",
	servers: "take",
	credentials: "take",
	oversize: Be.Other,
	onConnect: Be.Function,
	onMessage: Be.Function,
	onOversize: Be.Function,
	onSubscribe: Be.Function,
	onUnsubscribe: Be.Function,
	onSettled: Be.Function,
	onOutcome: Be.Function,
	onWritable: Be.Function,
	onUndelivered: Be.Function,
	attempts: Be.Endless,
	acknowledgeTimeout: Be.Endless,
	onDisconnect: Be.Function,
} satisfies Record<keyof ClientOptions, Be | string>);

const RECONNECT = Object.freeze({
	minimum: Be.UpTo * Limit.Time + 1,
	maximum: Be.UpTo * Limit.Time + 1,
	refused: Be.Kept,
} satisfies Record<keyof ReconnectOptions, Be>);

const BUFFERS = Object.freeze({
	send: Be.UpTo * 65_535 + 32,
	receive: Be.UpTo * 65_535 + 32,
	unacknowledged: Be.UpTo * 524_288,
	subscriptions: Be.UpTo * 65_535,
} satisfies Record<keyof Required<ClientOptions>["buffers"], Be>);

export const WILL = Object.freeze({
	topic: Be.Other,
	message: Be.Other,
	QoS: Be.UpTo * 2,
	retain: Be.Boolean,
} satisfies Record<keyof Will, Be>);

const A_FUNCTION = "a function";
const A_PART = "an object from ...tcp, ...tls() or the part of that name";

/**
 * Gives `into`, which has the defaults, what `options` says, checked. Throws TypeError or RangeError, for a name that is not in `names` as
 * well. `prefix`: what names begin with in errors, as "will.". What it calls is not deep, as a device's stack is small.
 */
export function take<Into extends object>(into: Into, options: object, names: Names, prefix: string): Into {
	expectObject(prefix.slice(0, -1) || "options", options);
	// Not for…in, which takes 80 bytes of code more each time.
	const given = Object.keys(options);
	for (let i = 0; i < given.length; i++) {
		const name = given[i];
		const value = (options as Record<string, unknown>)[name];
		const kind = names[name];
		// A name that is in no table has no kind, and comes to the end.
		if (value === undefined ? kind !== undefined : (kind as Be) <= Be.Property) continue;
		if (typeof kind === "string") {
			if ((value as Record<string, unknown>)?.[kind] === undefined) wrong(prefix + name, A_PART);
		} else if (kind >= Be.UpTo) {
			const least = kind % Be.UpTo;
			if (value !== 0 || least !== Be.OrNone)
				expectInteger(prefix + name, value as number, least, Math.floor(kind / Be.UpTo));
		} else if (kind === Be.Function) {
			if (typeof value !== "function") wrong(prefix + name, A_FUNCTION);
		} else if (kind === Be.Boolean) expectBoolean(prefix + name, value as boolean);
		else if (kind === Be.Endless) {
			if (value !== Infinity) expectInteger(prefix + name, value as number, 1, Limit.Time);
		} else if (kind !== Be.Kept) unknown(name, names, prefix);
		(into as Record<string, unknown>)[name] = value;
	}
	return into;
}

/** Throws TypeError. Named is what is meant, as far as can be seen, or all that there is. */
function unknown(name: string, names: Names, prefix: string): never {
	const known = Object.keys(names);
	const given = name.toLowerCase();
	let near = "";
	for (let i = 0; i < known.length; i++) {
		const each = known[i].toLowerCase();
		if (given.includes(each) || each.startsWith(given.slice(0, 3))) near += ", " + known[i];
	}
	throw new TypeError("unknown option: " + prefix + name + "; there is " + (near.slice(2) || known.join(", ")));
}

/** Gives `settings` the options, with defaults, and checks them. Throws TypeError or RangeError. */
export function takeOptions(settings: Settings, options: ClientOptions, names: Names): void {
	// Also those that are not given, as assigning one later would allocate.
	settings.onConnect = settings.onDisconnect = settings.onSubscribe = settings.onUnsubscribe = undefined;
	settings.onOversize = settings.onUndelivered = settings.onWritable = undefined;
	settings.clean = true;
	settings.keepAlive = 60_000;
	settings.attempts = Infinity;
	settings.acknowledgeTimeout = 300_000;
	settings.reconnect = DEFAULT_RECONNECT;
	settings.port = 1883;
	settings.timeout = 20_000;
	take(settings, options, names, "");
	const clean = (settings as Settings).clean;
	const reconnect = (settings as Settings).reconnect;
	const native = options.native;
	const oversize = options.oversize;
	// What is left out is not held: each property of an object takes 16 bytes.
	if (oversize === "stream") settings.oversize = oversize;
	else if (oversize !== undefined && oversize !== "skip") wrong("oversize", "skip or stream");
	const host = options.host;
	const servers = options.servers;
	if (servers ? !servers.take(settings as never, host) : typeof host !== "string" || !settings.aim(host, settings.port))
		wrong(
			"host",
			"a name or an address, a port behind a colon if need be; no URL, and for TLS ...tls(); a list with `servers`",
		);
	if (!settings.socket) wrong("socket", A_PART);
	if (!settings.timer) wrong("timer", A_PART);
	if (options.time?.ticks === undefined) wrong("time", A_PART);
	if (native !== undefined && !native?.isTopicName) wrong("native", A_PART);
	if (clean !== "once") expectBoolean("clean", clean);
	if (clean !== true && !options.id) wrong("id", "a string, as clean is not true");
	if (reconnect !== false && reconnect !== DEFAULT_RECONNECT) {
		const times = take({ ...DEFAULT_RECONNECT } as Required<ReconnectOptions>, reconnect, RECONNECT, "reconnect.");
		expectInteger("reconnect.maximum", times.maximum, times.minimum, Limit.Time);
		if (times.refused !== false) expectInteger("reconnect.refused", times.refused, 1, Limit.Time);
		settings.reconnect = times;
	}
}

/** The sizes of the buffers. Throws TypeError or RangeError. */
export function takeSizes(options: ClientOptions): Sizes {
	const filtersAtOnce = otherwise(options.filtersAtOnce, 8);
	expectInteger("filtersAtOnce", filtersAtOnce, 1, 255);
	return take(
		{ send: 512, receive: 512, unacknowledged: 1_024, subscriptions: 256, filtersAtOnce },
		otherwise(options.buffers, {}),
		BUFFERS,
		"buffers.",
	);
}

/** What CONNECT is made of. Throws TypeError or RangeError. */
export function connectFields(options: ClientOptions, settings: Settings, willNames: Names): ConnectFields {
	const will = options.will;
	const user = options.user;
	const password = options.password;
	return {
		id: options.id === undefined ? NONE : encode("id", options.id),
		clean: settings.clean !== false,
		keepAlive: Math.ceil(settings.keepAlive / 1_000),
		will: will === undefined ? will : takeWill(will, willNames),
		user: user === undefined ? user : encode("user", user),
		password: password === undefined ? password : encode("password", password, true),
	};
}

const NONE = new Uint8Array(0);

export const DEFAULT_RECONNECT = Object.freeze({ minimum: 1_000, maximum: 60_000, refused: 900_000 });

/** What was left out, or is there as undefined, has its default. */
export function otherwise<Value>(value: Value | undefined, byDefault: Value): Value {
	return value === undefined ? byDefault : value;
}

/** A will, encoded. Throws TypeError or RangeError. */
function takeWill(options: Will, names: Names): WillFields {
	const will = take({ QoS: 0, retain: false } as WillFields, options, names, "will.");
	will.topic = checkTopic("will.topic", options.topic, false);
	will.message = encode("will.message", otherwise(options.message, ""), true);
	return will;
}

/** A Topic Name, or with `wildcards` a Topic Filter, encoded. Throws TypeError. */
export function checkTopic(option: string, name: string, wildcards: boolean): Uint8Array {
	// Not by way of encode(): this is deep in a device's stack already.
	const bytes = typeof name === "string" ? encodeUTF8(name) : undefined;
	if (!bytes || !isTopicName(bytes, 0, bytes.length, wildcards))
		wrong(
			option,
			wildcards ? "a topic filter, + a whole level, # the whole last one" : "a topic name, without + and #",
		);
	return bytes as Uint8Array;
}

/** Throws RangeError unless `value` is a whole number from `minimum` to `maximum`. */
export function expectInteger(option: string, value: number, minimum: number, maximum: number): void {
	// NaN is within no limits.
	if (typeof value !== "number" || value % 1 || !(value >= minimum && value <= maximum))
		throw new RangeError(option + ": expected a whole number from " + minimum + " to " + maximum);
}

/** Throws TypeError unless `value` is a boolean. */
export function expectBoolean(option: string, value: boolean): void {
	if (value !== true && value !== false) wrong(option, "true or false");
}

/** Throws TypeError unless `value` is an object; returns it. */
export function expectObject<Value extends object>(option: string, value: Value): Value {
	if (!value || typeof value !== "object") wrong(option, "an object");
	return value;
}

/** Throws TypeError unless `ok`. */
export function expect(ok: unknown, option: string, expected: string): void {
	if (!ok) wrong(option, expected);
}

/** Throws TypeError. */
export function wrong(option: string, expected: string): never {
	throw new TypeError(option + ": expected " + expected);
}

/** A UTF-8 Encoded String; or, with `binary`, bytes, which may be given as text. Bytes are copied. */
export function encode(option: string, value: string | Uint8Array, binary?: boolean): Uint8Array {
	const bytes = typeof value === "string" ? encodeUTF8(value, binary) : binary && value;
	if (!(bytes instanceof Uint8Array) || bytes.length > 65_535)
		wrong(
			option,
			binary ? "a string or Uint8Array, up to 65535 bytes" : "a string, up to 65535 bytes in UTF-8 without U+0000",
		);
	return bytes as Uint8Array;
}
