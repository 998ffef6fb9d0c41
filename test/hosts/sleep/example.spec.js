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
	assert.match(stderr, /^device: no deep sleep here: start again in 5000 ms$/m);
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

	it("delivers each reading once, the broker having been away for one of three", async () => {
		const numbers = numbersTaken(broker);
		assert.deepEqual(await wake(broker.port), [
			"started, reading 1",
			"connected, session new",
			"disconnected",
			"all delivered, 34 bytes kept",
		]);
		await broker.kill();
		assert.deepEqual(await wake(broker.port), [
			"started, reading 2",
			"connectFailed",
			"something is left for next time, 91 bytes kept",
		]);
		await broker.restart();
		assert.equal((await wake(broker.port)).at(-1), "all delivered, 34 bytes kept");
		assert.deepEqual(numbers, [1, 2, 3]);
	});

	it("sleeps when its patience is over, if a server says nothing, and keeps the reading", async () => {
		const numbers = numbersTaken(broker);
		await serving(
			() => {},
			async (silent) => {
				assert.deepEqual(await wake(silent, { patience: 50 }), [
					"started, reading 1",
					"unacknowledged",
					"something is left for next time, 91 bytes kept",
				]);
			},
		);
		await wake(broker.port);
		assert.deepEqual(numbers, [1, 2]);
	});

	it("keeps as many readings as there is room for, and drops newer ones", async () => {
		const numbers = numbersTaken(broker);
		const away = await freePort();
		for (let n = 1; n <= 34; n++) {
			const lines = await wake(away);
			assert.equal(lines[0], `started, reading ${n}`);
			assert.equal(lines.length, 3, lines[1]);
		}
		for (let n = 35; n <= 36; n++) assert.equal((await wake(away))[1], `no room, reading ${n} dropped`);
		assert.ok(statSync(path).size <= 8 + 2048);
		await wake(broker.port);
		await wake(broker.port);
		assert.deepEqual(numbers, [...upTo(34), 38]);
	});

	it("starts anew if what was kept is damaged", async () => {
		const numbers = numbersTaken(broker);
		await wake(await freePort());
		writeFileSync(path, "Mt");
		await wake(broker.port);
		assert.deepEqual(numbers, [1]);
	});
});
