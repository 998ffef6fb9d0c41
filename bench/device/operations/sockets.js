// The sockets to measure with. Both tell a `watch` object what happens on them: `turn()` is called after each event that the client has
// handled, when the app may go on; `room` is what the client may write then; `pong()` is called for each PINGRESP.
// Nothing here allocates once a socket is open: what is counted is the client's.
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const ROOM = 1072; // as on an ESP8266
const TURNS = 500;

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const PINGREQ = 12;

const CONNACK = Uint8Array.of(0x20, 2, 0, 0);
const PUBACK = Uint8Array.of(0x40, 2, 0, 0);
const SUBACK = Uint8Array.of(0x90, 3, 0, 0, 1);
const PINGRESP = Uint8Array.of(0xd0, 0);

// "bench/in", a payload of 16 bytes; at QoS 1 with Packet Identifier 0x1234.
const MESSAGES = [
	Uint8Array.of(
		0x30,
		26,
		0,
		8,
		98,
		101,
		110,
		99,
		104,
		47,
		105,
		110,
		1,
		2,
		3,
		4,
		5,
		6,
		7,
		8,
		9,
		10,
		11,
		12,
		13,
		14,
		15,
		16,
	),
	Uint8Array.of(
		0x32,
		28,
		0,
		8,
		98,
		101,
		110,
		99,
		104,
		47,
		105,
		110,
		0x12,
		0x34,
		1,
		2,
		3,
		4,
		5,
		6,
		7,
		8,
		9,
		10,
		11,
		12,
		13,
		14,
		15,
		16,
	),
];

function isPong(bytes) {
	return bytes.length === 2 && bytes[0] === PINGRESP[0];
}

/** The machine's TCP, watched. */
export class WatchedTCP extends tcp.socket.io {
	constructor(options) {
		super({ ...options, onReadable, onWritable });
		this.watch = options.watch;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
	}

	read(into) {
		const result = super.read(into);
		if (isPong(into)) this.watch.pong();
		return result;
	}
}

function onReadable(count) {
	this.readable(count);
	this.watch.turn();
}

function onWritable(count) {
	this.watch.room = count;
	this.writable(count);
	this.watch.turn();
}

/** A socket whose peer is in the same memory: a server made of a few fixed packets, which answers at the next turn. */
export class MemorySocket {
	constructor(options) {
		this.target = options.target;
		this.watch = options.watch;
		this.watch.socket = this;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
		/** What the server has sent: all of these bytes from `position` to `end` are unread. */
		this.sent = new Uint8Array(256);
		this.position = this.end = 0;
		/** Messages that the server still has to publish, and which. */
		this.messages = 0;
		this.message = undefined;
		this.writes = 0;
		this.timer = Timer.repeat(() => {
			for (let i = 0; i < TURNS; i++) this.turn();
		}, 1);
	}

	/** Has the server publish `count` messages. */
	order(QoS, count) {
		this.message = MESSAGES[QoS];
		this.messages = count;
	}

	turn() {
		for (let i = 0; i < 4 && this.messages; i++) {
			this.messages--;
			this.send(this.message);
		}
		if (this.position < this.end) this.readable(this.end - this.position);
		else {
			this.watch.room = ROOM;
			this.writable(ROOM);
		}
		this.watch.turn();
	}

	/** The server sends `packet`. */
	send(packet) {
		if (this.position === this.end) this.position = this.end = 0;
		this.sent.set(packet, this.end);
		this.end += packet.length;
	}

	/** The server sends `packet`, with the Packet Identifier that lies at `at` in `bytes`. */
	acknowledge(packet, bytes, at) {
		this.send(packet);
		const identifier = this.end - packet.length + 2;
		this.sent[identifier] = bytes[at];
		this.sent[identifier + 1] = bytes[at + 1];
	}

	write(bytes) {
		const type = bytes[0] >> 4;
		this.writes++;
		if (type === CONNECT) this.send(CONNACK);
		else if (type === SUBSCRIBE) this.acknowledge(SUBACK, bytes, 2);
		else if (type === PUBLISH && bytes[0] & 2) this.acknowledge(PUBACK, bytes, 4 + bytes[3]);
		else if (type === PINGREQ) this.send(PINGRESP);
		return ROOM;
	}

	read(into) {
		for (let i = 0; i < into.length; i++) into[i] = this.sent[this.position++];
		if (isPong(into)) this.watch.pong();
		return into.length;
	}

	close() {
		Timer.clear(this.timer);
	}
}
