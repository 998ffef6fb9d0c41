// Set-up. The opening handshake (RFC 6455 section 4): what is asked of the server, and whether its answer is one. The answer may be of any
// size: no more than a line of it is kept, and of that no more than fits.
import { decodeUTF8, encodeUTF8 } from "../../src/wire/utf8.js";
import type { Frames } from "./frames.js";

/** Sizes in bytes. */
const enum Size {
	/** How much is kept of a line. */
	Line = 256,
	/** How much is told of what a server says. */
	Told = 128,
	/** CR LF CR LF, which ends an answer. */
	End = 4,
	/** A nonce; where behind it lie what is asked with, and what is to come (Frames.answer). */
	Nonce = 16,
	Accept = 40,
	Challenge = 68,
}

/** What an answer must have, and what has been found of it: a sum. */
const enum Found {
	None = 0,
	Upgrade = 1,
	Connection = 2,
	Accept = 4,
	Protocol = 8,
	All = 15,
}

/** The connection to be opened. */
export interface Target {
	readonly path: string;
	/** Lines of an app's own, each with its end. */
	readonly headers: string;
	/** What comes behind "Host: ". */
	readonly authority: string;
}

/** An opening handshake on its way. */
export class Opening {
	/** The request, of which `sent` bytes have been. */
	readonly request: Uint8Array;
	sent = 0;
	/** Where the next bytes of the answer are to be put, no more than missing(). */
	readonly piece: Uint8Array = new Uint8Array(Size.End);
	private readonly line = new Uint8Array(Size.Line);
	private length = 0;
	/** Of the end of the answer, so many bytes have come. */
	private matched = 0;
	/** What Sec-WebSocket-Accept has to be. */
	private readonly accept: string;
	/** The status code; 0: its line has not come. */
	private status = 0;
	private found = Found.None;

	constructor(frames: Frames, { path, headers, authority }: Target) {
		const challenge = new Uint8Array(Size.Challenge);
		frames.draw(challenge, 0, Size.Nonce);
		frames.answer(challenge);
		const key = decodeUTF8(challenge, Size.Nonce, Size.Accept);
		this.accept = decodeUTF8(challenge, Size.Accept, Size.Challenge);
		this.request = encodeUTF8(
			`GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n${headers}\r\n`,
			true,
		) as Uint8Array;
	}

	/** How many bytes the answer still has at the least: what is behind it must not be touched. */
	missing(): number {
		return Size.End - this.matched;
	}

	/**
	 * The next `count` bytes have been put into `piece`. @returns undefined if the answer goes on; empty if the connection is a WebSocket now; or
	 * else why it will be none.
	 */
	take(count: number): string | undefined {
		for (let i = 0; i < count; i++) {
			const byte = this.piece[i];
			if (byte === Ascii.LF) {
				if (!(this.matched & 1)) return "a malformed answer";
				if (++this.matched === Size.End) return this.end();
				const verdict = this.read(decodeUTF8(this.line, 0, this.length));
				this.length = 0;
				if (verdict !== undefined) return verdict;
			} else if (byte === Ascii.CR) this.matched = this.matched === 2 ? 3 : 1;
			else {
				this.matched = 0;
				if (this.length < Size.Line) this.line[this.length++] = byte;
			}
		}
		return;
	}

	/** A line has come. */
	private read(line: string): string | undefined {
		if (!this.status) return this.readStatus(line);
		const colon = line.indexOf(":");
		const name = line.slice(0, colon).toLowerCase();
		const value = line.slice(colon + 1).trim();
		if (this.status === 101) return this.readField(name, value);
		// A redirection is told with its target, and not followed: it may be a mistake in the path, or somebody else's server.
		return name === "location" ? `${describe(this.status)}: ${told(value)}` : undefined;
	}

	private readStatus(line: string): string | undefined {
		const status = Number(line.slice(9, 12));
		if (!line.startsWith("HTTP/1.") || line[8] !== " " || !(status > 99)) return "no answer of HTTP";
		this.status = status;
		if (status === 101) return line[7] === "0" ? "an answer of HTTP/1.0" : undefined;
		// Before the answer there may be others; and where to go instead is in the lines that follow.
		return status < 200 || isElsewhere(status) ? undefined : describe(status);
	}

	private readField(name: string, value: string): string | undefined {
		if (name === "upgrade") {
			if (value.toLowerCase() === "websocket") this.found |= Found.Upgrade;
		} else if (name === "connection") {
			for (const option of value.toLowerCase().split(","))
				if (option.trim() === "upgrade") this.found |= Found.Connection;
		} else if (name === "sec-websocket-accept") {
			if (value !== this.accept || this.found & Found.Accept) return "a wrong Sec-WebSocket-Accept";
			this.found |= Found.Accept;
		} else if (name === "sec-websocket-protocol") {
			if (value !== "mqtt" || this.found & Found.Protocol) return `the subprotocol ${told(value)}, not mqtt`;
			this.found |= Found.Protocol;
		} else if (name === "sec-websocket-extensions" && value) return `an extension that was not offered: ${told(value)}`;
		return;
	}

	/** The answer is complete. */
	private end(): string | undefined {
		const missing = Found.All & ~this.found;
		if (!this.status) return "no answer of HTTP";
		if (this.status !== 101) {
			if (isElsewhere(this.status)) return describe(this.status);
			// That was not the last word.
			this.status = this.matched = 0;
			return;
		}
		if (missing & Found.Upgrade) return "no Upgrade: websocket";
		if (missing & Found.Connection) return "no Connection: Upgrade";
		if (missing & Found.Accept) return "no Sec-WebSocket-Accept";
		if (missing) return "no subprotocol: it should be mqtt";
		return this.sent < this.request.length ? "an answer before the end of the request" : "";
	}
}

const enum Ascii {
	LF = 10,
	CR = 13,
}

const isElsewhere = (status: number): boolean => status > 299 && status < 400;

/** Status codes in words (RFC 9110 section 15), and what they mean here. */
const STATUS: Readonly<Record<number, string>> = Object.freeze({
	200: "OK: no WebSocket at this path",
	400: "Bad Request",
	401: "Unauthorized",
	403: "Forbidden",
	404: "Not Found: nothing at this path",
	407: "Proxy Authentication Required",
	414: "URI Too Long",
	426: "Upgrade Required",
	429: "Too Many Requests",
	431: "Request Header Fields Too Large",
	500: "Internal Server Error",
	502: "Bad Gateway: nothing behind the proxy",
	503: "Service Unavailable",
	504: "Gateway Timeout",
});

function describe(status: number): string {
	const words = isElsewhere(status) ? "moved" : STATUS[status];
	return words ? `HTTP ${status} ${words}` : `HTTP ${status}`;
}

/** What a server says, as far as it can be shown. Not by a regular expression: the engine of a device may have been built without. */
export function told(text: string): string {
	let shown = "";
	const size = Math.min(text.length, Size.Told);
	for (let i = 0; i < size; i++) {
		const code = text.charCodeAt(i);
		shown += code > 31 && code < 127 ? text[i] : "?";
	}
	return shown;
}
