// Limits on memory for messages larger than memory, measured in the XS engine like those of allocation.spec.js.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { byteCode, simulateToEnd } from "mote-mqtt/simulator";
import { widths } from "../../bench/measure.js";
import { missing } from "../require.js";

const MANIFEST = fileURLToPath(new URL("large/manifest.json", import.meta.url));
/** A megabyte in pieces of 512 bytes, which the client requests one at a time. */
const PIECES = 2_048;
/** Bytes of code of "mote-mqtt/large-messages": close to the present size, so that growth is noticed. */
const BYTE_CODE_LIMIT = 4_650;

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

for (const bits of [64, 32]) {
	describe(`Messages larger than memory in the XS engine, ${bits}-bit`, function () {
		this.timeout(150_000);
		if (!possible.includes(bits)) return missing("32-bit", no32);

		for (const version of [4, 5]) {
			describe(version === 5 ? "with 5.0" : "with 3.1.1", () => {
				const measured = new Map();

				before(async () => {
					const { code, stdout, stderr } = await simulateToEnd(MANIFEST, { bits, config: { version } });
					assert.equal(code, 0, stdout + stderr);
					for (const each of JSON.parse(stdout)) measured.set(each.name, each);
				});

				for (const QoS of [0, 1, 2]) {
					it(`a megabyte at QoS ${QoS} allocates nothing, from publishFrom() to its outcome`, () => {
						const { slots, chunkBytes, cHeapBytes, collections, pieces } = measured.get(`qos${QoS}`);
						assert.deepEqual(
							{ slots, chunkBytes, cHeapBytes, collections, pieces },
							{ slots: 0, chunkBytes: 0, cHeapBytes: 0, collections: 0, pieces: PIECES },
						);
					});
				}

				it("a control that allocates is noticed", () => {
					const { slots, chunkBytes, cHeapBytes } = measured.get("control");
					assert.ok(slots >= PIECES && chunkBytes >= PIECES && cHeapBytes >= PIECES);
				});
			});
		}

		it(`the part has at most ${BYTE_CODE_LIMIT} bytes of code`, async () => {
			const { "mote-mqtt/large-messages": bytes } = await byteCode(MANIFEST, { bits });
			assert.ok(bytes > 0 && bytes <= BYTE_CODE_LIMIT, `${bytes} bytes`);
		});
	});
}
