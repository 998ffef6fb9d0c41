// An app on a device that measures reading text, publishing text, and publishing to a long queue, with one line of JSON for each.
// The first line is the cost of measuring.
import probe from "simulator:probe";
import { hex } from "test/bytes";
import { Host, KEPT, PRESENT } from "test/mqtt311/host";

const SIZES = [400, 2_000];
const host = new Host();
host.online({
	...KEPT,
	keepAlive: 0,
	buffers: { send: 2_100, receive: 2_100, unacknowledged: 40_000 },
	onMessage: undefined,
	onSettled: undefined,
});
host.isDeaf = true;
const client = host.made;
let kept;

/** Prints how much `run` allocates, with the garbage collector off. */
function measure(name, run) {
	// The first run may allocate memory that later runs use again.
	run();
	probe.collect();
	probe.collector(false);
	const slots = probe.slots();
	const chunkBytes = probe.chunkBytes();
	run();
	const line = { name, slots: probe.slots() - slots, chunkBytes: probe.chunkBytes() - chunkBytes };
	probe.collector(true);
	trace(JSON.stringify(line), "\n");
}

/** Like measure(), in onMessage for a message with this payload. */
function measureMessage(name, payload, run) {
	client.onMessage = (message) => {
		client.onMessage = undefined;
		measure(name, () => run(message));
	};
	const packet = new Uint8Array(6 + payload.length);
	packet.set([0x30, 128 | ((payload.length + 3) & 127), (payload.length + 3) >> 7, 0, 1, 0x61]);
	packet.set(payload, 6);
	host.send(packet);
}

const text = (message) => {
	kept = message.text;
};

measure("nothing", () => {});

for (const size of SIZES) {
	measureMessage(`text ${size}`, hex(`"x"*${size}`), text);
	if (kept !== "x".repeat(size)) throw new Error("another text");
	// A byte that is not UTF-8, then U+0000, which an engine may take for the end of the string.
	const damaged = hex(`"x"*${size}`);
	damaged[size >> 1] = 0xff;
	measureMessage(`damaged ${size}`, damaged, text);
	if (kept.length !== size || kept[size >> 1] !== "\ufffd") throw new Error("another damaged text");
	damaged[size >> 1] = 0;
	measureMessage(`null ${size}`, damaged, text);
	if (kept.length !== size || kept.charCodeAt(size >> 1) !== 0) throw new Error("another text with U+0000");
}

const zero = client.topic("a");
for (const size of SIZES) {
	const string = "x".repeat(size);
	measure(`publish ${size}`, () => {
		host.socket.room = 5_000;
		if (zero.publish(string) < 0) throw new Error("not published");
	});
}

// Queues 1,500 messages, none of which is acknowledged.
const one = client.topic("b", { QoS: 1 });
const bytes = new Uint8Array(12);
for (let i = 0; i < 1_500; i++) {
	host.socket.room = 5_000;
	if (one.publish(bytes) !== i + 1) throw new Error("not published");
}

measure("waiting", () => {
	for (let i = 0; i < 100; i++) {
		host.socket.room = 5_000;
		if (one.publish(bytes) < 0) throw new Error("not published");
	}
});

// Without a connection, each message replaces the one before. After that, the queue is full, and onWritable reports room.
host.lose();
const latest = client.topic("c", { QoS: 1, latestOnly: true });
let told = 0;
client.onOutcome = client.onWritable = () => {
	told++;
};
measure("latest", () => {
	for (let i = 0; i < 100; i++) if (latest.publish(bytes) < 0) throw new Error("not published");
});
if (told !== 199) throw new Error(`${told} replaced`);
host.again(PRESENT);
host.isDeaf = true;
while (one.publish(bytes) > 0);
told = 0;
const acknowledgement = hex("40 02 00 00");
let identifier = 1;
const acknowledge = (isFull) => {
	for (let i = 0; i < 10; i++) {
		if (isFull && one.publish(bytes) !== -2) throw new Error("not full");
		acknowledgement[2] = identifier >> 8;
		acknowledgement[3] = identifier++;
		host.socket.received = acknowledgement;
		host.socket.onReadable(4);
		if (one.publish(bytes) < 0) throw new Error("no room");
	}
};
// The cost of reading from this socket. onWritable is called once, because the queue was filled until it was full.
measure("acknowledged", () => acknowledge(false));
if (told !== 21) throw new Error(`${told} told`);
measure("full", () => acknowledge(true));
// Two callbacks for each acknowledgement: its outcome, and room.
if (told !== 61) throw new Error(`${told} told`);
probe.exit(0);
