// Received bytes, put into the decoder as a socket would put them; and what the decoders make of the packets found.
import { decodeAcknowledgement, decodeConnack, decodePublish, isServerPacket, Message } from "mote-mqtt/wire";
import { equal, fail, ok } from "../assert.js";
import { toHex } from "../bytes.js";

export const NOTHING = 0;
export const HEAD = 16;
export const PIECE = 17;
export const MALFORMED = 18;

/**
 * Lets `bytes` arrive in segments of the sizes in `segments`, which start over when they are used up: [1] is byte by byte,
 * [5, Infinity] is split behind the fifth byte.
 */
export class Feed {
	constructor(incoming, bytes, segments) {
		this.incoming = incoming;
		this.bytes = bytes;
		this.segments = segments;
		this.at = 0;
		this.turn = 0;
		/** Of the present segment: bytes that have arrived and have not been taken. */
		this.available = 0;
	}

	/** What incoming.next() finds, taking bytes for as long as it finds nothing; NOTHING if there are none left. */
	next() {
		const { incoming, bytes, segments } = this;
		for (;;) {
			const found = incoming.next();
			if (found !== NOTHING || (this.available === 0 && this.at === bytes.length)) return found;
			if (this.available === 0) {
				this.available = Math.min(segments[this.turn++ % segments.length], bytes.length - this.at);
			}
			this.at += this.take(bytes, this.at, this.available);
		}
	}

	/** Puts as many of `bytes` into the window as are wanted. */
	take(bytes, at, available) {
		const { incoming } = this;
		const { window } = incoming;
		const wanted = incoming.wanted();
		if (!(wanted >= 1 && wanted <= window.capacity)) fail(`wants ${wanted} bytes of ${window.capacity}`);
		const count = Math.min(available, wanted);
		window.cut(count);
		for (let i = 0; i < count; i++) window.bytes[i] = bytes[at + i];
		incoming.received(count);
		if (window.bytes.length !== window.capacity) fail("the window was left cut");
		this.available -= count;
		return count;
	}
}

/** Segments for `size` bytes: for n = 0 all in one, for n < size split behind the n-th byte, for n = size byte by byte. */
export function split(n, size) {
	return n === 0 ? [size] : n === size ? [1] : [n, size];
}

/** What the packet { header, bytes, start, end } says, in the notation of server-packets.js, or "malformed". */
export function meaning(packet) {
	const { header, bytes, start, end } = packet;
	if (!isServerPacket(header)) return "malformed";
	const type = header >> 4;
	switch (type) {
		case 2: {
			const code = decodeConnack(packet);
			return code < 0 ? "malformed" : `CONNACK ${code & 255}${code & 256 ? " session present" : ""}`;
		}
		case 3: {
			const message = new Message(bytes);
			return decodePublish(packet, message, false) ? published(message) : "malformed";
		}
		case 13:
			equal(end, start);
			return "PINGRESP";
	}
	ok(NAMES[type], `type ${type}`);
	const identifier = decodeAcknowledgement(packet);
	if (identifier === 0) return "malformed";
	return `${NAMES[type]} ${identifier}${type === 9 ? `: ${toHex(bytes, start + 2, end)}` : ""}`;
}

const NAMES = { 4: "PUBACK", 5: "PUBREC", 6: "PUBREL", 7: "PUBCOMP", 9: "SUBACK", 11: "UNSUBACK" };

function published({ QoS, identifier, duplicate, retain, bytes, start, end, topicStart, topicEnd }) {
	let text = `PUBLISH QoS ${QoS}`;
	if (identifier) text += ` identifier ${identifier}`;
	if (duplicate) text += " DUP";
	if (retain) text += " RETAIN";
	return `${text}, ${toHex(bytes, topicStart, topicEnd)}: ${toHex(bytes, start, end)}`;
}
