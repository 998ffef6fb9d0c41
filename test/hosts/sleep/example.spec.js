// examples/deep-sleep on the simulated device: each run of the process is one time awake.
import assert from "node:assert/strict";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AedesBroker } from "../../brokers/aedes.js";
import { freePort } from "../../brokers/port.js";
import { compiled, folder, serving, simulateToEnd } from "../simulator/app.js";

const manifest = fileURLToPath(new URL("../../../examples/deep-sleep/manifest.json", import.meta.url));
const path = `${folder({})}/kept.bin`;

/** Runs the app until it sleeps: what it printed. */
async function wake(port, config = {}) {
	const { code, stdout, stderr } = await simulateToEnd(manifest, {
		config: { port, interval: 5000, ...config },
		env: { ...process.env, MOTE_KEPT_MEMORY: path },
	});
	assert.equal(code, 0, stderr);
	assert.match(stderr, /^device: simulated deep sleep: start again in 5000 ms$/m);
	return stdout.trim().split("\n");
}

/** Numbers of the readings that a broker has taken. */
function numbersTaken(broker) {
	const numbers = [];
	broker.on("taken", ({ topic, payload, qos }) => {
		assert.equal(topic, "sensors/sensor-17/reading");
		assert.equal(qos, 1);
		const { n, celsius } = JSON.parse(payload);
		assert.equal(celsius, 20 + (n % 50) / 10);
		numbers.push(n);
	});
	return numbers;
}

const upTo = (last) => Array.from({ length: last }, (_, i) => i + 1);

describe("The sensor that sleeps", () => {
	let broker;

	before(compiled);
	beforeEach(async () => {
		rmSync(path, { force: true });
		broker = await AedesBroker.start();
	});
	afterEach(() => broker.stop());

	it("takes readings without radio, and sends twelve at the twelfth", async () => {
		const numbers = numbersTaken(broker);
		let connections = 0;
		broker.aedes.on("client", () => connections++);
		let size = 35;
		for (let n = 1; n <= 11; n++) {
			// A record, a packet with a topic of 25 bytes, and the reading.
			size += 4 + 6 + 25 + JSON.stringify({ n, celsius: 20 + (n % 50) / 10 }).length;
			assert.deepEqual(await wake(broker.port), [`started, reading ${n}`, `kept for later, ${size} bytes kept`]);
		}
		assert.equal(connections, 0);
		assert.deepEqual(await wake(broker.port), [
			"started, reading 12",
			"connected, session new",
			"disconnected",
			// What it knows of the server: 20 bytes.
			"all delivered, 55 bytes kept",
		]);
		assert.deepEqual(numbers, upTo(12));
		assert.equal(connections, 1);
	});

	it("delivers each reading once, the broker having been away when they were to be sent", async () => {
		const numbers = numbersTaken(broker);
		const readings = { readings: 2 };
		await wake(broker.port, readings);
		await wake(broker.port, readings);
		await broker.kill();
		await wake(broker.port, readings);
		assert.deepEqual(await wake(broker.port, readings), [
			"started, reading 4",
			"connectFailed",
			"kept for later, 169 bytes kept",
		]);
		await broker.restart();
		await wake(broker.port, readings);
		assert.equal((await wake(broker.port, readings)).at(-1), "all delivered, 55 bytes kept");
		assert.deepEqual(numbers, upTo(6));
	});

	it("sleeps when its patience is over, if a server says nothing, and keeps the reading", async () => {
		const numbers = numbersTaken(broker);
		const readings = { readings: 1 };
		await wake(await freePort(), readings);
		await serving(
			() => {},
			async (silent) => {
				assert.deepEqual(await wake(silent, { patience: 50, ...readings }), [
					"started, reading 2",
					"unacknowledged",
					// It has connected eagerly, and does not the next time: that is known of the server.
					"kept for later, 169 bytes kept",
				]);
			},
		);
		await wake(broker.port, readings);
		assert.deepEqual(numbers, upTo(3));
	});

	it("connects as soon as there is no room for one reading more, keeps as many as there is room for, and drops newer ones", async () => {
		const numbers = numbersTaken(broker);
		const away = await freePort();
		const readings = { readings: 1_000 };
		for (let n = 1; n <= 34; n++) assert.equal((await wake(away, readings)).length, 2);
		assert.deepEqual((await wake(away, readings)).slice(1, 3), ["connectFailed", "34 kept, 1 dropped"]);
		assert.ok(statSync(path).size <= 8 + 2048);
		await wake(broker.port, readings);
		assert.deepEqual(numbers, [...upTo(34), 36]);
	});

	it("starts anew if what was kept is damaged", async () => {
		const numbers = numbersTaken(broker);
		await wake(await freePort());
		writeFileSync(path, "Mt");
		assert.equal((await wake(broker.port))[0], "started, reading 1");
		await wake(broker.port, { readings: 3 });
		await wake(broker.port, { readings: 3 });
		assert.deepEqual(numbers, upTo(3));
	});
});
