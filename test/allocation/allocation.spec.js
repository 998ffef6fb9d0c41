// What is promised of memory, proved in the XS engine: operations that allocate nothing, little held, little code.
import assert from "node:assert/strict";
import {
	CONTROL,
	COUNT,
	measureByteCode,
	measureOperations,
	measureResident,
	OPERATIONS,
	SOCKETS,
	widths,
} from "../../bench/measure.js";
import { missing } from "../require.js";

/** Bytes in slots and chunks that a connected client may hold beside its buffers, on a chip. */
const RESIDENT_LIMIT = 2_048;
/** Bytes of code of the whole client, codec included: what it has now, so that growth is seen. The aim is 12,000. */
const BYTE_CODE_LIMIT = 18_900;

/** What has to be written to the socket for each. */
const WRITES = { "publish-qos0": 1, "publish-qos1": 1, "receive-qos0": 0, "receive-qos1": 1, ping: 1 };

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

for (const bits of [64, 32]) {
	describe(`In the XS engine, ${bits}-bit`, function () {
		this.timeout(150_000);
		if (!possible.includes(bits)) return missing("32-bit", no32);

		for (const socket of SOCKETS) {
			describe(socket === "tcp" ? "over TCP and a broker" : "over a socket in memory", () => {
				const measured = new Map();

				before(async () => {
					for (const each of await measureOperations(bits, socket)) measured.set(each.name, each);
				});

				for (const name of OPERATIONS) {
					it(`${COUNT} of ${name} allocate nothing`, () => {
						const { count, slots, chunkBytes, cHeapBytes, collections } = measured.get(name);
						assert.deepEqual(
							{ count, slots, chunkBytes, cHeapBytes, collections },
							{ count: COUNT, slots: 0, chunkBytes: 0, cHeapBytes: 0, collections: 0 },
						);
					});

					it(`${name} writes ${WRITES[name]} time${WRITES[name] === 1 ? "" : "s"} to the socket`, () => {
						assert.equal(measured.get(name).socketWrites, WRITES[name] * COUNT);
					});
				}

				it("what does allocate is noticed, in slots, chunks and C heap", () => {
					const { count, slots, chunkBytes, cHeapBytes, collections } = measured.get(CONTROL);
					assert.ok(slots >= count, `${slots} slots`);
					assert.ok(chunkBytes >= count, `${chunkBytes} bytes of chunks`);
					assert.ok(cHeapBytes >= count, `${cHeapBytes} bytes of C heap`);
					assert.equal(collections, 0);
				});
			});
		}

		if (bits === 32) {
			it(`a connected client holds at most ${RESIDENT_LIMIT} bytes beside its buffers`, async () => {
				const { bytes, slots, chunkBytes } = await measureResident(bits);
				assert.ok(bytes <= RESIDENT_LIMIT, `${bytes} bytes: ${slots} slots, ${chunkBytes} bytes of chunks`);
				assert.ok(slots > 0 && chunkBytes > 0);
			});
		}

		it(`the client has at most ${BYTE_CODE_LIMIT} bytes of code`, async () => {
			const { "mote-mqtt": bytes } = await measureByteCode(bits);
			assert.ok(bytes > 0 && bytes <= BYTE_CODE_LIMIT, `${bytes} bytes`);
		});
	});
}
