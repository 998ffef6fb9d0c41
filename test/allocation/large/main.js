// Measures what a message larger than memory allocates: a megabyte at each QoS, with the garbage collector off, to a server in
// the same machine. The last message is a control, whose source allocates.

import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const ROOM = 1072; // as on an ESP8266
const TURNS = 500;
const SIZE = 1_048_576;
const is5 = config.version === 5;
const ACCEPTED = is5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0];

/** A server that accepts all data. It answers CONNECT, and each large message once that is complete. */
class Server {
	constructor(options) {
		this.target = options.target;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
		this.sent = new Uint8Array(8);
		this.count = this.taken = 0;
		this.expected = 0;
		this.answer = 0;
		server = this;
		Timer.repeat(() => {
			for (let i = 0; i < TURNS; i++) this.turn();
		}, 1);
	}

	turn() {
		if (this.count) this.readable(this.count);
		else this.writable(ROOM);
	}

	writeFrom(bytes, at, count) {
		if (bytes[at] === 0x10) {
			this.sent.set(ACCEPTED);
			this.count = ACCEPTED.length;
		} else if (count === 4 && bytes[at] === 0x62) this.reply(0x70);
		else {
			this.taken += count;
			if (this.taken === this.expected && this.answer) this.reply(this.answer);
		}
		return ROOM - count;
	}

	reply(header) {
		this.sent[0] = header;
		this.sent[1] = 2;
		this.sent[2] = 0;
		this.sent[3] = identifier;
		this.count = 4;
	}

	readInto(bytes, at, count) {
		for (let i = 0; i < count; i++) bytes[at + i] = this.sent[i];
		this.count = 0;
	}

	close() {}
}

let server;
let identifier = 0;
const large = new LargeMessages(512);
const client = new Client({
	...tcp,
	host: "10.0.0.1",
	socket: { io: Server },
	exactlyOnce: new ExactlyOnce(),
	onConnect() {
		Timer.set(next, 1);
	},
	onOutcome(_identifier, code) {
		if (code || server.taken !== server.expected) trace("outcome ", code, ", ", server.taken, " bytes\n");
		read(1);
		probe.collector(true);
		Timer.set(next, 1);
	},
});

function Client(options) {
	return is5 ? new Client5(options) : new Client311(options);
}

const runs = [
	run("qos0", client.topic("a"), 0, give),
	run("qos1", client.topic("a", { QoS: 1 }), 0x40, give),
	run("qos2", client.topic("a", { QoS: 2 }), 0x50, give),
	run("control", client.topic("a"), 0, giveAndAllocate),
];

function run(name, topic, answer, source) {
	return { name, topic, answer, source, slots: 0, chunkBytes: 0, cHeapBytes: 0, collections: 0, pieces: 0 };
}

let index = -1;
let current;

function next() {
	current = runs[++index];
	if (!current) {
		trace(JSON.stringify(runs.map(({ topic, source, ...figures }) => figures)), "\n");
		return probe.exit(0);
	}
	const head = 1 + 3 + 3 + (current.answer ? 2 : 0) + (is5 ? 1 : 0);
	server.taken = 0;
	server.expected = head + SIZE;
	server.answer = current.answer;
	if (current.answer) identifier++;
	probe.collect();
	probe.collector(false);
	read(-1);
	large.publishFrom(current.topic, SIZE, current.source);
}

function give(_offset, into, most) {
	current.pieces++;
	into[0] = 7;
	return most;
}

function giveAndAllocate(offset, into, most) {
	try {
		into.set(new Uint8Array(4));
	} catch {}
	return give(offset, into, most);
}

/** Adds the present counters to `sums`, or subtracts them. */
function read(sign) {
	current.slots += sign * probe.slots();
	current.chunkBytes += sign * probe.chunkBytes();
	current.cHeapBytes += sign * probe.heapBytes();
	current.collections += sign * probe.collections();
}
