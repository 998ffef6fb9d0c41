// Set-up. Checks the options and sets defaults. Computes buffer sizes and the fields of CONNECT.

import type { Deliveries } from "../connection/delivering-connection.js";
import type { Sizes } from "../connection/session-connection.js";
import type { ConnectFields, WillFields } from "../wire/connect.js";
import { NO_BYTES } from "../wire/utf8.js";
import {
	A_PART,
	Be,
	checkTopic,
	encode,
	expectBoolean,
	expectInteger,
	Limit,
	type Names,
	otherwise,
	take,
	wrong,
} from "./checks.js";
import type { ClientOptions, ReconnectOptions, Will } from "./options.js";
import { aim } from "./server-address.js";

/**
 * The options as the client stores them: with defaults, and without those that only determine CONNECT and the sizes.
 */
export interface Settings
	extends Omit<
		ClientOptions,
		| "host"
		| "id"
		| "user"
		| "password"
		| "will"
		| "birth"
		| "connect"
		| "buffers"
		| "filtersAtOnce"
		| "exactlyOnce"
		| "time"
		| "native"
		| "random"
		| "oversize"
		| "onConnect"
	> {
	host: string;
	port: number;
	clean: boolean | "once";
	keepAlive: number;
	timeout: number;
	attempts: number;
	acknowledgeTimeout: number;
	reconnect: Required<ReconnectOptions> | false;
	oversize?: "stream";
	random?: () => number;
	exactlyOnce?: Deliveries;
	/** Declared like a method, so that a handler for the session of 5.0 fits as well. */
	onConnect?: { handle(session: { readonly present: boolean }): void }["handle"] | undefined;
}

/** The names of ClientOptions. An option that is declared there but missing here does not compile. */
export const OPTIONS = Object.freeze({
	host: Be.Other,
	socket: "io",
	dns: "io",
	timer: "schedule",
	time: Be.Other,
	native: Be.Other,
	port: Be.UpTo * 65_535 + 1,
	clean: Be.Kept,
	connect: Be.Other,
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
	eager: "begin",
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

export const DEFAULT_RECONNECT = Object.freeze({ minimum: 1_000, maximum: 60_000, refused: 900_000 });

/** Copies the checked options to `settings`, which has the defaults. Throws a TypeError or RangeError. */
export function takeOptions(settings: Settings, options: ClientOptions, names: Names): void {
	// Checked first, because writing `tcp` instead of `...tcp` would be reported as an unknown option.
	const socket = options?.socket ?? wrong("socket", A_PART);
	if (socket.keepAlive !== undefined) settings.keepAlive = socket.keepAlive;
	if (socket.port !== undefined) settings.port = socket.port;
	take(settings, options, names, "");
	const clean = (settings as Settings).clean;
	const reconnect = (settings as Settings).reconnect;
	const native = options.native;
	const oversize = options.oversize;
	// Options without a value are not stored, because each property takes 16 bytes.
	if (oversize === "stream") settings.oversize = oversize;
	else if (oversize !== undefined && oversize !== "skip") wrong("oversize", '"skip" or "stream"');
	const host = options.host;
	const servers = options.servers;
	if (
		servers ? !servers.take(settings as never, host) : typeof host !== "string" || !aim(settings, host, settings.port)
	)
		wrong(
			"host",
			"a name or an address, a port behind a colon if need be; no URL, and for TLS ...tls(); a list with `servers`",
		);
	if (!settings.timer) wrong("timer", A_PART);
	if (options.time?.ticks === undefined) wrong("time", A_PART);
	if (native !== undefined && !native?.isTopicName) wrong("native", A_PART);
	if (options.connect !== undefined) expectBoolean("connect", options.connect);
	if (clean !== true && clean !== false && clean !== "once") wrong("clean", 'true, false or "once"');
	if (clean !== true && !options.id) wrong("id", "a string, as clean is not true");
	if (reconnect !== false && reconnect !== DEFAULT_RECONNECT) {
		const times = take({ ...DEFAULT_RECONNECT } as Required<ReconnectOptions>, reconnect, RECONNECT, "reconnect.");
		expectInteger("reconnect.maximum", times.maximum, times.minimum, Limit.Time);
		if (times.refused !== false) expectInteger("reconnect.refused", times.refused, 1, Limit.Time);
		settings.reconnect = times;
	}
}

/** Checks the sizes of the buffers. Throws a TypeError or RangeError. */
export function takeSizes(options: ClientOptions): Sizes {
	const { buffers, filtersAtOnce } = options;
	if (buffers === undefined && filtersAtOnce === undefined) return SIZES;
	const sizes = { ...SIZES, filtersAtOnce: otherwise(filtersAtOnce, SIZES.filtersAtOnce) };
	expectInteger("filtersAtOnce", sizes.filtersAtOnce, 1, 255);
	return buffers === undefined ? sizes : take(sizes, buffers, BUFFERS, "buffers.");
}

const SIZES: Sizes = Object.freeze({
	send: 512,
	receive: 512,
	unacknowledged: 1_024,
	subscriptions: 256,
	filtersAtOnce: 8,
});

/** The fields of CONNECT. Throws a TypeError or RangeError. */
export function connectFields(options: ClientOptions, settings: Settings, willNames: Names): ConnectFields {
	const will = options.will;
	const user = options.user;
	const password = options.password;
	return {
		id: options.id === undefined ? NO_BYTES : encode("id", options.id),
		clean: settings.clean !== false,
		keepAlive: ((settings.keepAlive + 999) / 1_000) | 0,
		will: will === undefined ? will : takeWill(will, willNames),
		user: user === undefined ? user : encode("user", user),
		password: password === undefined ? password : encode("password", password, true),
	};
}

/** Encodes a will. Throws a TypeError or RangeError. */
function takeWill(options: Will, names: Names): WillFields {
	const will = take({ QoS: 0, retain: false } as WillFields, options, names, "will.");
	will.topic = checkTopic("will.topic", options.topic, false);
	will.message = encode("will.message", otherwise(options.message, ""), true);
	return will;
}
