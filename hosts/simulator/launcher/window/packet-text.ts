// Describes the MQTT packets in a stream of bytes in words. Unwraps WebSocket frames.

import { lengthSize } from "../../../../src/wire/remaining-length.js";

/** A packet as the page shows it. */
export interface ShownPacket {
	/** Its name in the specification. */
	name: string;
	/** Its contents in words. */
	text: string;
	/** The size of the whole packet in bytes. */
	size: number;
}

const NAMES =
	" CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK PINGREQ PINGRESP DISCONNECT AUTH".split(
		" ",
	);

/** How many characters of a payload are shown. */
const SHOWN = 80;

/** Reads the fields of a packet in order. Beyond the end it reads zeros. */
class Reader {
	at = 0;
	constructor(readonly bytes: Buffer) {}

	byte(): number {
		return this.bytes[this.at++] ?? 0;
	}

	uint16(): number {
		return (this.byte() << 8) | this.byte();
	}

	text(size = this.uint16()): string {
		const from = this.at;
		this.at += size;
		return this.bytes.toString("utf8", from, this.at);
	}

	/** Skips the properties of 5.0. Returns a text with their size. */
	properties(level: number): string {
		if (level < 5 || this.at >= this.bytes.length) return "";
		let size = 0;
		let byte = 128;
		for (let shift = 0; byte & 128 && shift < 28; shift += 7) {
			byte = this.byte();
			size |= (byte & 127) << shift;
		}
		this.at += size;
		return size ? `, ${size} bytes of properties` : "";
	}
}

/** Returns text as it is, and other bytes in hexadecimal. */
function payloadText(bytes: Buffer): string {
	const text = bytes.toString("utf8");
	const isText =
		!text.includes("\ufffd") && !bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);
	const shown = isText ? text : bytes.toString("hex");
	return shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
}

/** Describes a PUBLISH. Also used for messages in a client's queue. */
export function publishText(flags: number, body: Buffer, level: number): string {
	const reader = new Reader(body);
	const topic = reader.text();
	const QoS = (flags >> 1) & 3;
	const identifier = QoS ? ` #${reader.uint16()}` : "";
	const properties = reader.properties(level);
	const marks = `${flags & 1 ? " retained" : ""}${flags & 8 ? " again" : ""}`;
	return `${topic} QoS ${QoS}${identifier}${marks}${properties}: ${payloadText(body.subarray(reader.at))}`;
}

function packetText(type: number, flags: number, body: Buffer, level: number): string {
	const reader = new Reader(body);
	switch (NAMES[type]) {
		case "CONNECT": {
			reader.text();
			const version = reader.byte();
			const connectFlags = reader.byte();
			const keepAlive = reader.uint16();
			reader.properties(version);
			const clean = connectFlags & 2 ? ", clean" : "";
			return `${version === 5 ? "5.0" : "3.1.1"}, ${reader.text() || "no identifier"}, keep alive ${keepAlive} s${clean}${connectFlags & 4 ? ", with a will" : ""}`;
		}
		case "CONNACK": {
			const present = reader.byte() & 1;
			const code = reader.byte();
			return code ? `refused: ${code}` : present ? "session present" : "no session";
		}
		case "PUBLISH":
			return publishText(flags, body, level);
		case "SUBSCRIBE":
		case "UNSUBSCRIBE": {
			const identifier = reader.uint16();
			reader.properties(level);
			const filters: string[] = [];
			while (reader.at < body.length) {
				const filter = reader.text();
				filters.push(NAMES[type] === "SUBSCRIBE" ? `${filter} QoS ${reader.byte() & 3}` : filter);
			}
			return `${filters.join(", ")} #${identifier}`;
		}
		case "SUBACK":
		case "UNSUBACK": {
			const identifier = reader.uint16();
			reader.properties(level);
			return `${[...body.subarray(reader.at)].map((code) => (code > 2 ? `refused: ${code}` : `QoS ${code}`)).join(", ")} #${identifier}`;
		}
		case "PUBACK":
		case "PUBREC":
		case "PUBREL":
		case "PUBCOMP": {
			const identifier = reader.uint16();
			const code = reader.byte();
			return `#${identifier}${code ? `, code ${code}` : ""}`;
		}
		case "DISCONNECT":
			return body.length && body[0] ? `code ${body[0]}` : "";
		default:
			return "";
	}
}

/** One direction of a connection. */
export class PacketStream {
	#kept: Buffer = Buffer.alloc(0);
	/**
	 * "plain" without WebSocket; "opening" until the empty line that ends the handshake; undefined until the first
	 * byte.
	 */
	#carrier: "plain" | "opening" | "frames" | undefined;
	#frames: Buffer = Buffer.alloc(0);

	/**
	 * Adds received bytes. Returns the packets that are complete now. @param level the connection's protocol version,
	 * 4 or 5.
	 */
	take(bytes: Buffer, level: number): ShownPacket[] {
		this.#carrier ??= /[GH]/.test(String.fromCharCode(bytes[0])) ? "opening" : "plain";
		if (this.#carrier === "plain") this.#kept = Buffer.concat([this.#kept, bytes]);
		else this.#kept = Buffer.concat([this.#kept, this.#unframed(bytes)]);
		const packets: ShownPacket[] = [];
		for (let packet = this.#next(level); packet; packet = this.#next(level)) packets.push(packet);
		return packets;
	}

	/** The payload of WebSocket frames (RFC 6455, section 5.2). */
	#unframed(bytes: Buffer): Buffer {
		this.#frames = Buffer.concat([this.#frames, bytes]);
		if (this.#carrier === "opening") {
			const end = this.#frames.indexOf("\r\n\r\n");
			if (end < 0) return Buffer.alloc(0);
			this.#carrier = "frames";
			this.#frames = this.#frames.subarray(end + 4);
		}
		const carried: Buffer[] = [];
		for (;;) {
			const frame = this.#frames;
			if (frame.length < 2) break;
			const short = frame[1] & 127;
			const at = short === 127 ? 10 : short === 126 ? 4 : 2;
			if (frame.length < at) break;
			const size = short === 127 ? Number(frame.readBigUInt64BE(2)) : short === 126 ? frame.readUInt16BE(2) : short;
			const start = frame[1] & 128 ? at + 4 : at;
			if (frame.length < start + size) break;
			if ((frame[0] & 15) < 3)
				carried.push(
					Buffer.from(
						frame.subarray(start, start + size).map((byte, i) => (start > at ? byte ^ frame[at + (i & 3)] : byte)),
					),
				);
			this.#frames = frame.subarray(start + size);
		}
		return Buffer.concat(carried);
	}

	#next(level: number): ShownPacket | undefined {
		const bytes = this.#kept;
		let remaining = 0;
		let at = 1;
		for (let shift = 0; ; shift += 7) {
			if (at >= bytes.length) return undefined;
			remaining |= (bytes[at] & 127) << shift;
			if (!(bytes[at++] & 128) || shift === 21) break;
		}
		const size = 1 + lengthSize(remaining) + remaining;
		if (bytes.length < at + remaining) return undefined;
		const body = bytes.subarray(at, at + remaining);
		const type = bytes[0] >> 4;
		// CONNECT contains the version.
		const version = NAMES[type] === "CONNECT" ? body[6] : level;
		this.#kept = bytes.subarray(at + remaining);
		return { name: NAMES[type] || "?", text: packetText(type, bytes[0] & 15, body, version), size };
	}
}
