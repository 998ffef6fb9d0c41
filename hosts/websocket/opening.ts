// Set-up. The opening handshake (RFC 6455 section 4): builds the request and checks the server's answer. The answer
// may be of any size, so only the current line is kept, and only the part of it that fits.
import { decodeUTF8, encodeUTF8 } from "../../src/wire/utf8.js";
import type { Frames } from "./frames.js";

/** Sizes in bytes. */
const enum Size {
	/** How much of a line is kept. */
	Line = 256,
	/** How much of a server's text is shown. */
	Told = 128,
	/** CR LF CR LF, which ends the header. */
	End = 4,
	/** The layout of Frames.answer: a nonce, then from here the expected Sec-WebSocket-Accept; the total size. */
	Nonce = 16,
	Accept = 40,
	Challenge = 68,
}

/** Required parts of the answer that have been found: a set of bits. */
const enum Found {
	None = 0,
	Upgrade = 1,
	Connection = 2,
	Accept = 4,
	Protocol = 8,
	All = 15,
}

/** What to request, and from which server. */
export interface Target {
	readonly path: string;
	/** The app's own header lines, each with CR LF. */
	readonly headers: string;
	/** The value of the Host field. */
	readonly authority: string;
}

/** An opening handshake in progress. */
export class Opening {
	/** The request; the first `sent` bytes have been written. */
	readonly request: Uint8Array;
	sent = 0;
	/** The caller puts the next bytes of the answer here, at most missing() of them. */
	readonly piece: Uint8Array = new Uint8Array(Size.End);
	private readonly line = new Uint8Array(Size.Line);
	private length = 0;
	/** How many bytes of CR LF CR LF have matched. */
	private matched = 0;
	/** The required Sec-WebSocket-Accept. */
	private readonly accept: string;
	/** The status code; 0 before the status line. */
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

	/** The least number of bytes that the answer still has. Reading more could take bytes of the first frame. */
	missing(): number {
		return Size.End - this.matched;
	}

	/**
	 * Processes the next `count` bytes of the answer, which are in `piece`. @returns undefined if more of the answer
	 * is to come; an empty string if the connection is a WebSocket now; otherwise why the handshake failed.
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

	/** Processes one line of the answer. */
	private read(line: string): string | undefined {
		if (!this.status) return this.readStatus(line);
		const colon = line.indexOf(":");
		const name = line.slice(0, colon).toLowerCase();
		const value = line.slice(colon + 1).trim();
		if (this.status === 101) return this.readField(name, value);
		// A redirection is reported with its target and not followed: it may come from a mistake in the path or from
		// another server.
		return name === "location" ? `${describe(this.status)}: ${told(value)}` : undefined;
	}

	private readStatus(line: string): string | undefined {
		const status = Number(line.slice(9, 12));
		if (!line.startsWith("HTTP/1.") || line[8] !== " " || !(status > 99)) return "the answer is not HTTP";
		this.status = status;
		if (status === 101) return line[7] === "0" ? "an answer of HTTP/1.0" : undefined;
		// 1xx answers may precede the final one. The target of a redirection is in the lines that follow.
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

	/** The header is complete. */
	private end(): string | undefined {
		const missing = Found.All & ~this.found;
		if (!this.status) return "the answer is not HTTP";
		if (this.status !== 101) {
			if (isElsewhere(this.status)) return describe(this.status);
			// A 1xx answer: the final answer follows.
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

/** Reason phrases (RFC 9110 section 15), with their meaning here. */
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

/**
 * The printable part of a server's text. No regular expression, because a device's engine may be built without them.
 */
export function told(text: string): string {
	let shown = "";
	const size = Math.min(text.length, Size.Told);
	for (let i = 0; i < size; i++) {
		const code = text.charCodeAt(i);
		shown += code > 31 && code < 127 ? text[i] : "?";
	}
	return shown;
}
