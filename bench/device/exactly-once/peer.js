// A socket whose peer is in the same memory: a server that speaks QoS 2 in both directions and answers in the next
// turn. Nothing here allocates once the socket is open, so that only the client is counted.
import Timer from "timer";

const ROOM = 1072; // as on an ESP8266
const TURNS = 500;
/** Messages sent to the client at a time. */
const BURST = 4;

const CONNECT = 1;
const PUBLISH = 3;

const CONNACK = Uint8Array.of(0x20, 2, 0, 0);
const CONNACK5 = Uint8Array.of(0x20, 3, 0, 0, 0);
// A message to "in" with a payload of 4 bytes. Byte 7 has its Packet Identifier.
const MESSAGE = Uint8Array.of(0x34, 10, 0, 2, 105, 110, 0, 1, 1, 2, 3, 4);
const MESSAGE5 = Uint8Array.of(0x34, 11, 0, 2, 105, 110, 0, 1, 0, 1, 2, 3, 4);

export class Peer {
	constructor(options) {
		this.target = options.target;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
		this.app = options.app;
		this.app.peer = this;
		/** Bytes from the server; those from `position` to `end` are unread. */
		this.sent = new Uint8Array(256);
		this.position = this.end = 0;
		/** `messages` are still to be published by the server; `open` are published and not complete. */
		this.messages = this.open = 0;
		/** The number of PUBCOMP received from the client. */
		this.completed = 0;
		this.writes = 0;
		this.timer = Timer.repeat(() => {
			for (let i = 0; i < TURNS; i++) this.turn();
		}, 1);
	}

	turn() {
		if (!this.open)
			while (this.messages && this.open < BURST) {
				this.messages--;
				this.send(this.app.is5 ? MESSAGE5 : MESSAGE);
				this.sent[this.end - (this.app.is5 ? 6 : 5)] = ++this.open;
			}
		if (this.position < this.end) this.readable(this.end - this.position);
		else this.writable(ROOM);
		this.app.turn();
	}

	send(packet) {
		if (this.position === this.end) this.position = this.end = 0;
		this.sent.set(packet, this.end);
		this.end += packet.length;
	}

	/** Sends PUBREC, PUBREL or PUBCOMP with the Packet Identifier at bytes[at]. */
	answer(header, bytes, at) {
		if (this.position === this.end) this.position = this.end = 0;
		this.sent[this.end++] = header;
		this.sent[this.end++] = 2;
		this.sent[this.end++] = bytes[at];
		this.sent[this.end++] = bytes[at + 1];
	}

	writeFrom(bytes, at) {
		const header = bytes[at];
		this.writes++;
		if (header >> 4 === CONNECT) this.send(this.app.is5 ? CONNACK5 : CONNACK);
		else if (header >> 4 === PUBLISH) this.answer(0x50, bytes, at + 4 + bytes[at + 3]);
		else if (header === 0x62) this.answer(0x70, bytes, at + 2);
		else if (header === 0x50) this.answer(0x62, bytes, at + 2);
		else if (header === 0x70) {
			this.open--;
			this.completed++;
		}
		return ROOM;
	}

	readInto(bytes, at, count) {
		for (let i = 0; i < count; i++) bytes[at + i] = this.sent[this.position++];
	}

	close() {
		Timer.clear(this.timer);
	}
}
