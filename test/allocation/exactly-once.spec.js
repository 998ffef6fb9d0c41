// Limits on memory for QoS 2, measured in the XS engine like those of allocation.spec.js.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { byteCode, simulateToEnd } from "mote-mqtt/simulator";
import { widths } from "../../bench/measure.js";
import { missing } from "../require.js";

const MANIFEST = fileURLToPath(new URL("../../bench/device/exactly-once/manifest.json", import.meta.url));
const COUNT = 10_000;
/** Bytes of code of "mote-mqtt/exactly-once": close to the present size, so that growth is noticed. */
const BYTE_CODE_LIMIT = 2_750;

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

for (const bits of [64, 32]) {
	describe(`QoS 2 in the XS engine, ${bits}-bit`, function () {
		this.timeout(150_000);
		if (!possible.includes(bits)) return missing("32-bit", no32);

		for (const version of [4, 5]) {
			describe(version === 5 ? "with 5.0" : "with 3.1.1", () => {
				const measured = new Map();

				before(async () => {
					const { code, stdout, stderr } = await simulateToEnd(MANIFEST, { bits, config: { version, count: COUNT } });
					assert.equal(code, 0, stdout + stderr);
					for (const each of JSON.parse(stdout)) measured.set(each.name, each);
				});

				for (const name of ["publish-qos2", "receive-qos2"]) {
					it(`${COUNT} of ${name}, up to PUBCOMP, allocate nothing and write twice each`, () => {
						const { slots, chunkBytes, cHeapBytes, collections, socketWrites } = measured.get(name);
						assert.deepEqual(
							{ slots, chunkBytes, cHeapBytes, collections, socketWrites },
							{ slots: 0, chunkBytes: 0, cHeapBytes: 0, collections: 0, socketWrites: 2 * COUNT },
						);
					});
				}

				it("a control that allocates is noticed", () => {
					const { slots, chunkBytes, cHeapBytes } = measured.get("control");
					assert.ok(slots >= COUNT && chunkBytes >= COUNT && cHeapBytes >= COUNT);
				});
			});
		}

		it(`the part has at most ${BYTE_CODE_LIMIT} bytes of code`, async () => {
			const { "mote-mqtt/exactly-once": bytes } = await byteCode(MANIFEST, { bits });
			assert.ok(bytes > 0 && bytes <= BYTE_CODE_LIMIT, `${bytes} bytes`);
		});
	});
}
