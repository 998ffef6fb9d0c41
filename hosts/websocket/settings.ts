// Set-up. What an app says about a WebSocket, checked, and what the server is asked with it: the same on all machines.
import { Be, expect, take, wrong } from "../../src/checks.js";
import type { Timers } from "../../src/host.js";
import type { SocketSettings } from "../../src/options.js";
import type { Frames } from "./frames.js";
import type { Target } from "./opening.js";

/** Fields of HTTP's header, by name. */
export type Headers = Readonly<Record<string, string>>;

/** What an app says about a WebSocket, for `websocket()` of "mote-mqtt/websocket". */
export interface WebSocketOptions {
	/**
	 * Where on the server MQTT is: the path and, behind "?", a query, encoded as in a URL. Default "/mqtt". Or a function that is asked before
	 * each connection, for what expires: a signed URL.
	 */
	path?: string | ((host: string, port: number) => string) | undefined;
	/** More fields of the request's header, as for a token; or a function that is asked before each connection. Default none. */
	headers?: Headers | ((host: string, port: number) => Headers) | undefined;
	/**
	 * The longest frame that is sent, 140 to 65,535 bytes with its header of eight: so much memory is reserved. What is longer goes in several frames. Default 512.
	 */
	frame?: number | undefined;
}

const NAMES = Object.freeze({
	path: Be.Other,
	headers: Be.Other,
	frame: Be.UpTo * 65_535 + 140,
} satisfies Record<keyof WebSocketOptions, Be>);

/** The same as sockets have it. */
export interface Settings {
	readonly path: NonNullable<WebSocketOptions["path"]>;
	readonly headers: NonNullable<WebSocketOptions["headers"]>;
	readonly frames: Frames;
	/** Frames.onReadable, as the socket beneath gets it. */
	readonly onReadable: Frames["onReadable"];
	/** Where frames are made. */
	readonly frame: Uint8Array;
	/** The socket beneath. */
	readonly over: SocketSettings;
	/** Port of the server where none is said. */
	readonly port: number;
	/** What each write takes of the room beneath, beside its bytes. */
	readonly further: number;
	readonly timer: Timers;
}

/** The most that TLS 1.2 adds to a record, in bytes: header, initialization vector, MAC, padding. */
const RECORD = 69;

/** Checks the options. Throws TypeError or RangeError that name the one that is wrong. */
export function takeSettings(options: WebSocketOptions, frames: Frames, over: SocketSettings, timer: Timers): Settings {
	const { frame } = take({ frame: 512 } as { frame: number }, options, NAMES, "websocket.");
	const { path = "/mqtt", headers = {} } = options;
	const isSecure = over.secure !== undefined;
	if (typeof path !== "function") checkPath(path);
	if (typeof headers !== "function") linesOf(headers);
	return {
		frames,
		// The SDK's sockets take no function in C that is not an object yet, as one in flash is.
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

/** What a server is asked for. Throws what an app's functions throw, and TypeError if they give what cannot be. */
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
		'"/…", or a function that returns it: ASCII, everything else encoded as %…; no URL',
	);
	return path;
}

/** Fields that are the handshake's, and such as would have a body follow. */
const OWN = Object.freeze(["host", "upgrade", "connection", "content-length", "transfer-encoding"]);

/** The lines of a header. */
function linesOf(headers: Headers): string {
	let lines = "";
	if (!headers || typeof headers !== "object") wrong("websocket.headers", "an object, or a function that returns it");
	for (const name of Object.keys(headers)) {
		const value = headers[name];
		const lower = name.toLowerCase();
		expect(
			isToken(name) && !OWN.includes(lower) && !lower.startsWith("sec-websocket-"),
			`websocket.headers["${name}"]`,
			"another name: of a field of HTTP's header, and none of the handshake's own",
		);
		expect(
			typeof value === "string" && isPrintable(value),
			`websocket.headers["${name}"]`,
			"a string of ASCII in one line",
		);
		lines += `${name}: ${value}\r\n`;
	}
	return lines;
}

// Not by regular expressions: the engine of a device may have been built without.

function isPrintable(text: string): boolean {
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 || text.charCodeAt(i) > 126) return false;
	return true;
}

function isVisible(text: string): boolean {
	return isPrintable(text) && text.length > 0 && !text.includes(" ");
}

/** RFC 9110 section 5.6.2. */
function isToken(text: string): boolean {
	for (const character of '"(),/:;<=>?@[\\]{}') if (text.includes(character)) return false;
	return isVisible(text);
}
