// PUBLISH packets larger than a buffer of 32 bytes, with the callbacks and answers that a client must give for them.
import { fail } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Feed } from "./feed.js";

export const SIZE = 32;

/** Fixed header; Topic Name and Packet Identifier; length of the payload; whether the topic is kept; name of the case. */
export const LARGE = [
	["30 1F", `00 03 "a/b"`, 26, true, "one byte too large"],
	["31 21", `00 03 "a/b"`, 28, true, "QoS 0"],
	["32 1F", `00 03 "a/b" 00 0A`, 24, true, "QoS 1, one byte too large"],
	["33 23", `00 03 "a/b" 12 34`, 28, true, "QoS 1"],
	["34 23", `00 03 "a/b" 12 34`, 28, true, "QoS 2"],
	["38 23", `00 03 "a/b"`, 30, true, "QoS 0 with DUP [MQTT-3.3.1-2]"],
	["30 80 01", `00 03 "a/b"`, 123, true, "a length of two bytes"],
	["3A B3 02", `00 03 "a/b" FF FF`, 300, true, "QoS 1, a length of two bytes"],
	// A head is kept only if the buffer has 4 bytes after it for pieces of the payload.
	["30 25", `00 18 "a topic of 24 characters"`, 11, true, "a topic that just fits"],
	["30 26", `00 19 "a topic of 25 characters."`, 11, false, "a topic one byte too long"],
	["32 25", `00 16 "topic of 22 characters" 12 34`, 11, true, "QoS 1, a topic that just fits"],
	["32 26", `00 17 "topic of 23 characters." 12 34`, 11, false, "QoS 1, a topic one byte too long"],
	["32 27", `00 18 "a topic of 24 characters" 12 34`, 11, false, "QoS 1, a topic that would fit at QoS 0 only"],
	["34 26", `00 17 "topic of 23 characters." 12 34`, 11, false, "QoS 2, a topic one byte too long"],
	["30 2A", `00 28 "t"*40`, 0, false, "a topic longer than the buffer, and no payload"],
	["32 2C", `00 28 "t"*40 12 34`, 0, false, "QoS 1, a topic longer than the buffer, and no payload"],
	["30 AD 01", `00 28 "t"*40`, 131, false, "a topic longer than the buffer"],
];

/** A large packet. QoS 2: with PUBREL after it, so that the same packet may be sent again. Adjacent payload bytes differ. */
export function packet([fixed, fields, length]) {
	const payload = new Uint8Array(length);
	for (let i = 0; i < length; i++) payload[i] = i * 7 + 1;
	return concat(hex(fixed), hex(fields), payload, hex(fixed[1] === "4" ? "62 02 12 34" : ""));
}

/** The expected callbacks and answers for a row. */
export function saysOf([fixed, fields, length, isKept], oversize) {
	const topic = isKept ? fields.split('"')[1] : "";
	const lines = [oversize === "stream" && isKept ? `large ${topic} ${length}` : `oversize ${topic} ${length}`];
	const identifier = fields.slice(-5);
	if (fixed[1] === "2" || fixed[1] === "3" || fixed[1] === "A") lines.push(`40 02 ${identifier}`);
	if (fixed[1] === "4") lines.push(`50 02 ${identifier}`, `70 02 ${identifier}`);
	return lines;
}

/** A client that receives large messages in pieces or skips them. */
export class LargeFeed extends Feed {
	/** The number of payload bytes received of the current message. */
	come = 0;

	constructor(oversize, size = SIZE, options = undefined) {
		super(size, options);
		const { told } = this;
		const { onMessage } = this.settings;
		this.settings.oversize = oversize;
		this.settings.onOversize = ({ topic, total }) => told.push(`oversize ${topic} ${total}`);
		this.settings.onMessage = (message) => {
			const { start, end, offset, total } = message;
			if (end - start === total) onMessage(message);
			else this.piece(message.bytes, start, end, offset, total, message);
		};
		this.begin();
	}

	/** Takes a piece of a large message. Each piece must follow the one before, and must not be empty. */
	piece(bytes, start, end, offset, total, message) {
		if (offset !== this.come) fail(`a piece at ${offset}, expected ${this.come}`);
		if (start === end) fail(`a piece of nothing at ${offset}`);
		while (start < end) if (bytes[start++] !== ((this.come++ * 7 + 1) & 255)) fail(`byte ${this.come - 1}`);
		if (this.come < total) return;
		this.come = 0;
		this.told.push(`large ${message.topic} ${total}`);
	}
}
