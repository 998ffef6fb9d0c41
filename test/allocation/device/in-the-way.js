// An app on a device that measures outcomes, discarding, pending() and statistics, `COUNT` times each, with one line of JSON for
// each. The first line is the cost of measuring, the last one is a control that allocates.
import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { Statistics } from "mote-mqtt/statistics";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const COUNT = 1_000;
const is5 = config.version === 5;
const CONNACK = is5 ? Uint8Array.of(0x20, 3, 0, 0, 0) : Uint8Array.of(0x20, 2, 0, 0);
const payload = new Uint8Array(16);
let told = 0;
let kept = 0;

/** A socket whose peer sends the packets that the app requests. */
class Peer {
	constructor(options) {
		this.target = options.target;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.answer = Uint8Array.of(0, 2, 0, 0);
		this.reply = CONNACK;
		Timer.set(() => {
			this.onWritable(1_072);
			this.onReadable(CONNACK.length);
		}, 1);
	}

	send(header, identifier) {
		this.reply = this.answer;
		this.answer[0] = header;
		this.answer[2] = identifier >> 8;
		this.answer[3] = identifier;
		this.onReadable(4);
	}

	writeFrom() {
		return 1_072;
	}

	readInto(bytes, at, count) {
		for (let i = 0; i < count; i++) bytes[at + i] = this.reply[i];
	}

	close() {}
}

/** Prints how much `run` allocates, with the garbage collector off. */
function measure(name, run) {
	// The first runs may allocate memory that later runs use again.
	for (let i = 0; i < 3; i++) run();
	probe.collect();
	probe.collector(false);
	const slots = probe.slots();
	const chunkBytes = probe.chunkBytes();
	const heapBytes = probe.heapBytes();
	for (let i = 0; i < COUNT; i++) run();
	const line = {
		name,
		slots: probe.slots() - slots,
		chunkBytes: probe.chunkBytes() - chunkBytes,
		heapBytes: probe.heapBytes() - heapBytes,
	};
	probe.collector(true);
	trace(JSON.stringify(line), "\n");
}

const client = new (is5 ? Client5 : Client311)({
	...tcp,
	host: "10.0.0.1",
	socket: { io: Peer },
	keepAlive: 0,
	exactlyOnce: new ExactlyOnce(),
	statistics: new Statistics(),
	onOutcome() {
		told++;
	},
	onConnect() {
		Timer.set(run, 1);
	},
});
const one = client.topic("a", { QoS: 1 });
const two = client.topic("a", { QoS: 2 });

function run() {
	const peer = client.connection.io;
	const statistics = client.statistics;
	measure("nothing", () => {});
	measure("told of PUBACK", () => peer.send(0x40, one.publish(payload)));
	measure("discarded", () => {
		const identifier = one.publish(payload);
		if (!client.discard(identifier)) throw new Error("not discarded");
		peer.send(0x40, identifier);
	});
	measure("discarded at QoS 2", () => {
		const identifier = two.publish(payload);
		client.discard(identifier);
		peer.send(0x50, identifier);
		peer.send(0x70, identifier);
	});
	measure("pending", () => {
		const identifier = one.publish(payload);
		if (client.pending(identifier) !== 2) throw new Error("not pending");
		peer.send(0x40, identifier);
	});
	measure("statistics", () => {
		kept += statistics.sent + statistics.discarded + statistics.failures(0x103);
		kept += statistics.waiting + statistics.waitingBytes + statistics.capacity;
	});
	if (!client.settled || told !== statistics.sent || !kept) throw new Error(`${told} told, ${statistics.sent} sent`);
	measure("control", () => peer.send(0x40, one.publish("text")));
	probe.exit(0);
}
