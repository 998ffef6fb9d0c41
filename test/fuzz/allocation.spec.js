// Random messages must not allocate: runs a random stream on the simulated device with the garbage collector off.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { simulate } from "mote-mqtt/simulator";
import { expected } from "./model.js";
import { packets } from "./packets.js";

const TIMES = 100;
const manifest = fileURLToPath(new URL("device/manifest.json", import.meta.url));
const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** Feeds packets to a device repeatedly. Returns the device's counters and the expected ones. */
async function measure(version, seed) {
	// Messages that fit the buffer; every fourth is larger, so that it is delivered in pieces.
	const list = fc
		.sample(packets, { seed, numRuns: 80 })
		.filter((packet) => expected(version, [packet]).bytes.length < 110)
		.map((packet, i) => (packet.payload && i % 4 === 0 ? { ...packet, payload: new Uint8Array(300) } : packet));
	const { bytes, log } = expected(version, list);
	const config = {
		version: String(version),
		connack: version === 5 ? "2003000000" : "20020000",
		stream: hex(bytes),
		sizes: hex([7, 1, 250, 33, 2]),
	};
	const device = await simulate(manifest, { config, stdio: ["ignore", "pipe", "pipe"] });
	const [stdout, stderr, code] = await Promise.all([
		text(device.process.stdout),
		text(device.process.stderr),
		device.exit,
	]);
	assert.equal(code, 0, stdout + stderr);
	return { ...JSON.parse(stdout), expected: log.filter(([what]) => what === "message") };
}

describe("A random stream", function () {
	this.timeout(60_000);

	for (const version of [4, 5]) {
		it(`of ${version === 5 ? "5.0" : "3.1.1"} allocates nothing on a device`, async () => {
			for (const seed of [1, 2, 3]) {
				const { messages, pieces, properties, writes, slots, chunkBytes, heapBytes, collections, expected } =
					await measure(version, seed);
				assert.deepEqual(
					{ slots, chunkBytes, heapBytes, collections },
					{ slots: 0, chunkBytes: 0, heapBytes: 0, collections: 0 },
				);
				// Whether a message at QoS 2 was released differs from one repetition to the next, so only the others
				// are compared.
				const sure = expected.filter(([, , QoS]) => QoS < 2).length * TIMES;
				assert.ok(
					messages >= sure && messages <= expected.length * TIMES,
					`${messages} messages of ${expected.length}`,
				);
				assert.ok(writes > TIMES && pieces > TIMES);
				assert.ok(version === 4 || properties > TIMES);
			}
		});
	}
});
