// The sockets for measurements. Both report to a `watch` object: `turn()` is called after each event that the client
// has handled, when the app may continue; `room` is how much the client may write then; `pong()` is called for each
// PINGRESP; `pings` counts PINGREQ; `topicNames` counts PUBLISH packets with a topic name instead of an alias. Both
// have readInto() and writeFrom(). Nothing here allocates once a socket is open, so that only the client is counted.
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

// A message to "bench/in" with a payload of 16 bytes; at QoS 1 with Packet Identifier 0x1234.
const TOPIC = [0, 8, 98, 101, 110, 99, 104, 47, 105, 110];
const PAYLOAD = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MESSAGES = [
	Uint8Array.of(0x30, 26, ...TOPIC, ...PAYLOAD),
	Uint8Array.of(0x32, 28, ...TOPIC, 0x12, 0x34, ...PAYLOAD),
];

// The same in 5.0. The server accepts 8 aliases, and 3 messages at QoS 1 at a time. Messages have an alias, content
// type "text/plain" and correlation data; the first has the topic name as well.
const CONNACK5 = Uint8Array.of(0x20, 9, 0, 0, 6, 34, 0, 8, 33, 0, 3);
const SUBACK5 = Uint8Array.of(0x90, 4, 0, 0, 0, 1);
const PROPERTIES = [23, 35, 0, 1, 3, 0, 10, 116, 101, 120, 116, 47, 112, 108, 97, 105, 110, 9, 0, 4, 0, 0, 0, 1];
const NAMED5 = Uint8Array.of(0x30, 50, ...TOPIC, ...PROPERTIES, ...PAYLOAD);
const MESSAGES5 = [
	Uint8Array.of(0x30, 42, 0, 0, ...PROPERTIES, ...PAYLOAD),
	Uint8Array.of(0x32, 44, 0, 0, 0x12, 0x34, ...PROPERTIES, ...PAYLOAD),
];

function isNamed(bytes, at) {
	return bytes[at] >> 4 === PUBLISH && bytes[at + 3] !== 0;
}

function isPong(bytes, at, count) {
	return count === 2 && bytes[at] === PINGRESP[0];
}

/** The machine's TCP socket, instrumented. */
export class WatchedTCP extends tcp.socket.io {
	constructor(options) {
		super({ ...options, onReadable, onWritable });
		this.watch = options.watch;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
	}

	writeFrom(bytes, at, count) {
		if (isNamed(bytes, at)) this.watch.topicNames++;
		if (bytes[at] >> 4 === PINGREQ) this.watch.pings++;
		return super.writeFrom(bytes, at, count);
	}

	readInto(bytes, at, count) {
		super.readInto(bytes, at, count);
		if (isPong(bytes, at, count)) this.watch.pong();
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

/**
 * A socket whose peer is in the same memory: a server made of a few fixed packets, which answers in the next turn.
 */
export class MemorySocket {
	constructor(options) {
		this.target = options.target;
		this.watch = options.watch;
		this.watch.socket = this;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
		/** Bytes from the server; those from `position` to `end` are unread. */
		this.sent = new Uint8Array(256);
		this.position = this.end = 0;
		/** How many messages the server still has to publish, and which. */
		this.messages = 0;
		this.message = undefined;
		/** Whether the topic has its alias already. */
		this.named = false;
		this.writes = 0;
		this.timer = Timer.repeat(() => {
			for (let i = 0; i < TURNS; i++) this.turn();
		}, 1);
	}

	/** Orders `count` messages from the server. */
	order(QoS, count) {
		this.message = this.watch.is5 ? MESSAGES5[QoS] : MESSAGES[QoS];
		this.messages = count;
		if (!this.watch.is5 || this.named) return;
		this.named = true;
		this.messages--;
		this.send(NAMED5);
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

	/** Sends `packet` from the server. */
	send(packet) {
		if (this.position === this.end) this.position = this.end = 0;
		this.sent.set(packet, this.end);
		this.end += packet.length;
	}

	/** Sends `packet` from the server, with the Packet Identifier at bytes[at]. */
	acknowledge(packet, bytes, at) {
		this.send(packet);
		const identifier = this.end - packet.length + 2;
		this.sent[identifier] = bytes[at];
		this.sent[identifier + 1] = bytes[at + 1];
	}

	writeFrom(bytes, at) {
		const type = bytes[at] >> 4;
		this.writes++;
		if (isNamed(bytes, at)) this.watch.topicNames++;
		if (type === CONNECT) this.send(this.watch.is5 ? CONNACK5 : CONNACK);
		else if (type === SUBSCRIBE) this.acknowledge(this.watch.is5 ? SUBACK5 : SUBACK, bytes, at + 2);
		else if (type === PUBLISH && bytes[at] & 2) this.acknowledge(PUBACK, bytes, at + 4 + bytes[at + 3]);
		else if (type === PINGREQ) {
			this.watch.pings++;
			this.send(PINGRESP);
		}
		return ROOM;
	}

	readInto(bytes, at, count) {
		for (let i = 0; i < count; i++) bytes[at + i] = this.sent[this.position++];
		if (isPong(bytes, at, count)) this.watch.pong();
	}

	close() {
		Timer.clear(this.timer);
	}
}
