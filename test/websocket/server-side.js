// The server's side of a WebSocket (RFC 6455): the response to a request, frames to send, and frames received.
import { fail } from "../assert.js";
import { concat, toHex } from "../bytes.js";
import { accept } from "./sha1.js";

export const ascii = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export function text(bytes) {
	let all = "";
	for (const byte of bytes) all += String.fromCharCode(byte);
	return all;
}

/** The value of a request's header field; undefined if the field is missing. */
export function field(request, name) {
	const line = request.split("\r\n").find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
	return line?.slice(name.length + 1).trim();
}

/** The response that opens a WebSocket. `lines` replaces header fields by name; undefined leaves one out. */
export function opening(request, lines = {}) {
	const all = {
		status: "HTTP/1.1 101 Switching Protocols",
		Upgrade: "websocket",
		Connection: "Upgrade",
		"Sec-WebSocket-Accept": accept(field(request, "Sec-WebSocket-Key")),
		"Sec-WebSocket-Protocol": "mqtt",
		...lines,
	};
	let answer = `${all.status}\r\n`;
	for (const name in all) {
		for (const value of [all[name]].flat())
			if (name !== "status" && value !== undefined) answer += `${name}: ${value}\r\n`;
	}
	return `${answer}\r\n`;
}

/** A server's frame. `form`: the number of bytes of the extended payload length, if not the shortest form. */
export function frame(first, payload, form = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8) {
	const size = payload.length;
	const header = new Uint8Array(2 + form);
	header[0] = first;
	header[1] = form === 0 ? size : form === 2 ? 126 : 127;
	for (let i = 0, rest = size; i < Math.min(form, 4); i++, rest >>>= 8) header[header.length - 1 - i] = rest & 255;
	return concat(header, payload);
}

/** Parses a client's frames, which may arrive in any pieces. */
export class FrameReader {
	held = new Uint8Array(0);

	/** `onFrame(first, payload, key)` is called for each frame. */
	constructor(onFrame) {
		this.onFrame = onFrame;
	}

	take(bytes) {
		let all = this.held.length ? concat(this.held, bytes) : bytes;
		for (;;) {
			const size = frameSize(all);
			if (!size || all.length < size) break;
			const { first, payload, key } = unmasked(all.slice(0, size));
			all = all.slice(size);
			this.onFrame(first, payload, key);
		}
		this.held = all;
	}
}

/** The size of a client's frame with its header; 0 if the header is not complete yet. */
function frameSize(bytes) {
	if (bytes.length < 2) return 0;
	if (bytes[1] < 0x80) fail(`a client's frame without a mask: ${toHex(bytes)}`);
	const length = bytes[1] & 127;
	if (length < 126) return 6 + length;
	if (length === 127) fail(`a client's frame in the longest form: ${toHex(bytes)}`);
	if (bytes.length < 4) return 0;
	const long = (bytes[2] << 8) | bytes[3];
	if (long < 126) fail(`a length that is not in the shortest form: ${toHex(bytes)}`);
	return 8 + long;
}

/** Parses one complete frame of a client. */
export function unmasked(bytes) {
	if (frameSize(bytes) !== bytes.length) fail(`not one frame: ${toHex(bytes)}`);
	const at = (bytes[1] & 127) < 126 ? 2 : 4;
	const key = bytes.slice(at, at + 4);
	const payload = bytes.slice(at + 4);
	for (let i = 0; i < payload.length; i++) payload[i] ^= key[i & 3];
	return { first: bytes[0], payload, key };
}
