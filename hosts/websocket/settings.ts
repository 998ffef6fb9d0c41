// Set-up. Checks the WebSocket options and computes the request from them, on all machines.
import { Be, expect, take, wrong } from "../../src/client/checks.js";
import type { SocketSettings } from "../../src/client/options.js";
import type { Timers } from "../../src/host.js";
import type { Frames } from "./frames.js";
import type { Target } from "./opening.js";

/** HTTP header fields by name. */
export type Headers = Readonly<Record<string, string>>;

/** The options of `websocket()` from "mote-mqtt/websocket". */
export interface WebSocketOptions {
	/**
	 * The path of the MQTT endpoint on the server, with an optional query after "?", encoded as in a URL. Default
	 * "/mqtt". A function is called before each connection, for a path that expires, such as a signed URL.
	 */
	path?: string | ((host: string, port: number) => string) | undefined;
	/**
	 * More header fields for the request, such as a token; or a function that is called before each connection.
	 * Default none.
	 */
	headers?: Headers | ((host: string, port: number) => Headers) | undefined;
	/**
	 * The longest frame that is sent, 140 to 65,535 bytes including its header of eight. This much memory is
	 * reserved. Longer data goes in several frames. Default 512.
	 */
	frame?: number | undefined;
}

const NAMES = Object.freeze({
	path: Be.Other,
	headers: Be.Other,
	frame: Be.UpTo * 65_535 + 140,
} satisfies Record<keyof WebSocketOptions, Be>);

/** The checked options as the sockets use them. */
export interface Settings {
	readonly path: NonNullable<WebSocketOptions["path"]>;
	readonly headers: NonNullable<WebSocketOptions["headers"]>;
	readonly frames: Frames;
	/** Frames.onReadable in the form that the underlying socket accepts. */
	readonly onReadable: Frames["onReadable"];
	/** Memory in which frames are built. */
	readonly frame: Uint8Array;
	/** The underlying socket's settings. */
	readonly over: SocketSettings;
	/** The default port. */
	readonly port: number;
	/** The overhead of each write in the underlying socket: with TLS, that of a record. */
	readonly further: number;
	readonly timer: Timers;
}

/** The most bytes that TLS 1.2 adds to a record: header, initialization vector, MAC, padding. */
const RECORD = 69;

/** Checks the options. Throws a TypeError or RangeError that names the wrong one. */
export function takeSettings(options: WebSocketOptions, frames: Frames, over: SocketSettings, timer: Timers): Settings {
	const { frame } = take({ frame: 512 } as { frame: number }, options, NAMES, "websocket.");
	const { path = "/mqtt", headers = {} } = options;
	const isSecure = over.secure !== undefined;
	if (typeof path !== "function") checkPath(path);
	if (typeof headers !== "function") linesOf(headers);
	return {
		frames,
		// The SDK's sockets accept a C function as a callback only if it is an object; a function in flash is not one
		// yet. Object() makes it one.
		onReadable: Object(frames.onReadable),
		frame: new Uint8Array(frame),
		over,
		port: isSecure ? 443 : 80,
		further: isSecure ? RECORD : 0,
		timer,
		path,
		headers,
	};
}

/**
 * The request's target. Passes on errors of the app's functions, and throws a TypeError if they return something
 * invalid.
 */
export function targetOf({ path, headers, port: usual }: Settings, host: string, port: number): Target {
	const name = host.includes(":") ? `[${host}]` : host;
	expect(isVisible(name), "host", "a name or an address");
	return {
		path: checkPath(typeof path === "function" ? path(host, port) : path),
		headers: linesOf(typeof headers === "function" ? headers(host, port) : headers),
		authority: port === usual ? name : `${name}:${port}`,
	};
}

function checkPath(path: string): string {
	expect(
		typeof path === "string" && path[0] === "/" && isVisible(path) && !path.includes("#"),
		"websocket.path",
		'"/…", or a function that returns it: ASCII, other characters encoded as %…; not a whole URL',
	);
	return path;
}

/** Fields that belong to the handshake, and fields that announce a body. */
const OWN = Object.freeze(["host", "upgrade", "connection", "content-length", "transfer-encoding"]);

/** The header lines. */
function linesOf(headers: Headers): string {
	let lines = "";
	if (!headers || typeof headers !== "object") wrong("websocket.headers", "an object, or a function that returns it");
	for (const name of Object.keys(headers)) {
		const value = headers[name];
		const lower = name.toLowerCase();
		expect(
			isToken(name) && !OWN.includes(lower) && !lower.startsWith("sec-websocket-"),
			`websocket.headers["${name}"]`,
			"the name of an HTTP header field that the handshake does not set itself",
		);
		expect(
			typeof value === "string" && isPrintable(value),
			`websocket.headers["${name}"]`,
			"one line of printable ASCII",
		);
		lines += `${name}: ${value}\r\n`;
	}
	return lines;
}

// No regular expressions here, because a device's engine may be built without them.

function isPrintable(text: string): boolean {
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 || text.charCodeAt(i) > 126) return false;
	return true;
}

function isVisible(text: string): boolean {
	return isPrintable(text) && text.length > 0 && !text.includes(" ");
}

/** A token as RFC 9110 section 5.6.2 defines it. */
function isToken(text: string): boolean {
	for (const character of '"(),/:;<=>?@[\\]{}') if (text.includes(character)) return false;
	return isVisible(text);
}
