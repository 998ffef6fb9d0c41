// The link between a device and the network, and the report on each connection. Times are compared only with lower
// bounds.
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AedesBroker } from "../../brokers/aedes.js";
import { app, compiled, folder, run, serving, simulateToEnd } from "./app.js";

const MOTE = fileURLToPath(new URL("../../../manifest.json", import.meta.url));

/** Runs a main module. Returns the device's report and its output. */
async function reported(main, { manifest, ...options } = {}) {
	const report = join(folder({}), "report.json");
	const { code, stdout, stderr } = await simulateToEnd(app(main, manifest), { report, ...options });
	return { code, stdout, stderr, ...JSON.parse(readFileSync(report, "utf8")) };
}

/** Publishes `count` messages of `size` bytes at QoS 1, all queued before it is connected, and ends. */
const WAKE = `
	import config from "mc/config";
	import { Client } from "mote-mqtt";
	import { tcp } from "mote-mqtt/tcp";
	const client = new Client({ ...tcp, host: config.host, port: config.port, id: "wake", buffers: { unacknowledged: 4000 } });
	const topic = client.topic("a/b", { QoS: 1 });
	for (let i = 0; i < config.count; i++) topic.publish(new Uint8Array(config.size));
	client.disconnect(10_000);
`;

async function wake(options, config) {
	const broker = await AedesBroker.start();
	try {
		const manifest = { include: MOTE };
		return await reported(WAKE, {
			manifest,
			...options,
			config: { host: "127.0.0.1", port: broker.port, count: 12, size: 40, ...config },
		});
	} finally {
		await broker.stop();
	}
}

const echo = (socket) => socket.pipe(socket);

/** Sends `count` bytes when there is room, and ends when all have returned in order. */
const ECHO = `
	import TCP from "embedded:io/socket/tcp";
	import config from "mc/config";
	let sent = 0, received = 0, wrong = 0;
	new TCP({
		address: "127.0.0.1",
		port: config.port,
		onWritable(room) {
			const bytes = new Uint8Array(Math.min(room, config.count - sent, 500));
			for (let i = 0; i < bytes.length; i++) bytes[i] = (sent + i) % 251;
			sent += bytes.length;
			if (bytes.length) this.write(bytes);
		},
		onReadable(count) {
			for (const byte of new Uint8Array(this.read())) if (byte !== received++ % 251) wrong++;
			if (received < config.count) return;
			trace(received, " ", wrong, "\\n");
			this.close();
		},
		onError() { trace("lost\\n"); },
	});
`;

const echoed = (count, options) => serving(echo, (port) => reported(ECHO, { ...options, config: { port, count } }));

describe("A report", function () {
	this.timeout(60_000);
	before(compiled);

	it("counts round trips and bytes of a wake: three from SYN to PUBACK, and one before for the look-up", async () => {
		const { connections } = await wake({ latency: 20 }, { host: "localhost" });
		equal(connections.length, 1);
		const [{ roundTrips, published, acknowledged, sent, received }] = connections;
		deepEqual(roundTrips, {
			name: 1,
			tcp: 1,
			connect: 1,
			connack: 2,
			firstPublish: 2,
			lastPublish: 2,
			firstPuback: 3,
			lastPuback: 3,
			disconnect: 3,
			end: 3,
		});
		equal(published, 12);
		equal(acknowledged, 12);
		// CONNECT with an identifier of 4 characters, 12 PUBLISH with a name of 3, DISCONNECT. CONNACK, 12 PUBACK.
		equal(sent.bytes, 2 + 10 + 2 + 4 + 12 * (2 + 2 + 3 + 2 + 40) + 2);
		equal(received.bytes, 4 + 12 * 4);
	});

	it("has times in the order of the events, none earlier than the link allows", async () => {
		const { times } = (await wake({ latency: 20 }, { host: "localhost" })).connections[0];
		const order = [
			"begin",
			"name",
			"tcp",
			"connect",
			"connack",
			"firstPublish",
			"lastPublish",
			"firstPuback",
			"lastPuback",
		];
		for (const [i, name] of order.entries()) ok(i === 0 || times[name] >= times[order[i - 1]], name);
		for (const [from, to] of [
			["begin", "name"],
			["name", "tcp"],
			["connect", "connack"],
			["firstPublish", "firstPuback"],
		])
			ok(times[to] - times[from] > 19.9, `${from} to ${to}: ${times[to] - times[from]} ms`);
	});

	it("counts one more round trip for messages that exceed the send buffer", async () => {
		// 24 PUBLISH of 49 bytes are 1,176: an ESP8266 has room for 1,072.
		const esp8266 = await wake({ latency: 20, sendBuffer: 1072 }, { count: 24 });
		const esp32 = await wake({ latency: 20 }, { count: 24 });
		equal(esp8266.connections[0].roundTrips.lastPuback, 4);
		equal(esp32.connections[0].roundTrips.lastPuback, 3);
		// An ESP8266's segments have 536 bytes at most: CONNECT, two full ones, the rest, and DISCONNECT.
		ok(esp8266.connections[0].sent.segments >= 5);
	});

	it("is written however a device ends", async () => {
		const thrown = await reported(`throw new Error("no");`);
		equal(thrown.code, 1);
		deepEqual(thrown.connections, []);
		const left = await reported(`import probe from "simulator:probe"; probe.exit(5);`);
		equal(left.code, 5);
		ok(left.figures.slots > 0);
	});

	it("includes a connection that is refused", async () => {
		const port = await serving(echo, (free) => free);
		const { stdout, connections } = await reported(ECHO, { config: { port, count: 1 } });
		equal(stdout, "lost\n");
		deepEqual(Object.keys(connections[0].times), ["begin", "end"]);
	});
});

describe("A link", function () {
	this.timeout(60_000);
	before(compiled);

	it("that loses every fifth segment is slower, but loses and changes no bytes", async () => {
		const { stdout, connections } = await echoed(4000, { loss: 20, latency: 1, sendBuffer: 1072 });
		equal(stdout, "4000 0\n");
		equal(connections[0].sent.bytes, 4000);
		equal(connections[0].received.bytes, 4000);
	});

	it("carries no more than its bandwidth", async () => {
		// 6,000 bytes in each direction, with 40 more for each segment.
		const { stdout, connections } = await echoed(6000, { bandwidth: 20_000 });
		equal(stdout, "6000 0\n");
		const { tcp, end } = connections[0].times;
		ok(end - tcp > 300, `${end - tcp} ms`);
	});

	it("carries at most a full send buffer in each round trip", async () => {
		const { connections } = await echoed(10_000, { latency: 10, sendBuffer: 1072 });
		const { roundTrips } = connections[0];
		// 1 for SYN, and 10,000 / 1,072 more.
		ok(roundTrips.end >= 1 + Math.ceil(10_000 / 1072), `${roundTrips.end}`);
	});

	it("still delivers what was sent when the device ends", async () => {
		let all;
		const received = new Promise((resolve) => {
			all = resolve;
		});
		let text = "";
		const collect = (socket) =>
			socket.on("data", (data) => {
				text += data;
				if (text === "goodbye") all();
			});
		await serving(collect, async (port) => {
			const main = `
				import TCP from "embedded:io/socket/tcp";
				import config from "mc/config";
				import probe from "simulator:probe";
				import Timer from "timer";
				new TCP({ address: "127.0.0.1", port: config.port, onWritable() {
					this.write(ArrayBuffer.fromString("goodbye"));
					Timer.set(() => probe.exit(0), 1);
				} });
			`;
			await run(main, { latency: 200, config: { port } });
			await received;
		});
	});

	it("is described by numbers; otherwise the option is reported", async () => {
		const manifest = app("");
		await rejects(simulateToEnd(manifest, { latency: -1 }), /latency: expected 0 to 60000 milliseconds, got -1/);
		await rejects(simulateToEnd(manifest, { loss: 100 }), /loss: expected 0 to 90 percent, got 100/);
		await rejects(simulateToEnd(manifest, { bandwidth: 0 }), /bandwidth: expected 1 or more bytes per second, got 0/);
	});
});
