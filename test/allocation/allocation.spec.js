// Limits on memory, measured in the XS engine: operations that allocate nothing, the memory held by a client, and its byte code.
import assert from "node:assert/strict";
import {
	CONTROL,
	COUNT,
	measureByteCode,
	measureOperations,
	measureResident,
	OPERATIONS,
	SOCKETS,
	suffix,
	VERSIONS,
	widths,
} from "../../bench/measure.js";
import { missing } from "../require.js";

/** Bytes in slots and chunks that a connected client may hold on a chip, without its buffers. */
const RESIDENT_LIMIT = 2_560;
/** Bytes of code of the whole client: close to the present size, so that growth is noticed. The aim is 16,000. */
const BYTE_CODE_LIMIT = 38_500;
/** The same for a client of 5.0 with eight topic aliases of its own. */
const RESIDENT_LIMIT_5 = 3_584;
/** The same as BYTE_CODE_LIMIT, for 5.0. The aim is 30,000. */
const BYTE_CODE_LIMIT_5 = 56_750;

/** The number of writes to the socket for each operation. */
const WRITES = { "publish-qos0": 1, "publish-qos1": 1, "receive-qos0": 0, "receive-qos1": 1, ping: 1 };

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

for (const bits of [64, 32]) {
	describe(`In the XS engine, ${bits}-bit`, function () {
		this.timeout(150_000);
		if (!possible.includes(bits)) return missing("32-bit", no32);

		for (const version of VERSIONS) {
			for (const socket of SOCKETS) {
				const title = socket === "tcp" ? "over TCP and a broker" : "over a socket in memory";
				describe(version === 5 ? `${title}, with 5.0, topic aliases and properties` : title, () => {
					const measured = new Map();

					before(async () => {
						for (const each of await measureOperations(bits, socket, version)) measured.set(each.name, each);
					});

					for (const operation of OPERATIONS) {
						const name = operation + suffix(version);
						const writes = WRITES[operation];

						it(`${COUNT} of ${name} allocate nothing`, () => {
							const { count, slots, chunkBytes, cHeapBytes, collections } = measured.get(name);
							assert.deepEqual(
								{ count, slots, chunkBytes, cHeapBytes, collections },
								{ count: COUNT, slots: 0, chunkBytes: 0, cHeapBytes: 0, collections: 0 },
							);
						});

						it(`${name} writes ${writes} time${writes === 1 ? "" : "s"} to the socket`, () => {
							assert.equal(measured.get(name).socketWrites, writes * COUNT);
						});
					}

					it("a control that allocates is noticed, in slots, chunks and C heap", () => {
						const { count, slots, chunkBytes, cHeapBytes, collections } = measured.get(CONTROL + suffix(version));
						assert.ok(slots >= count, `${slots} slots`);
						assert.ok(chunkBytes >= count, `${chunkBytes} bytes of chunks`);
						assert.ok(cHeapBytes >= count, `${cHeapBytes} bytes of C heap`);
						assert.equal(collections, 0);
					});

					it(version === 5 ? "messages have an alias instead of a Topic Name" : "messages have a Topic Name", () => {
						const names = (operation) => measured.get(operation + suffix(version)).topicNames;
						assert.equal(names("publish-qos0"), version === 5 ? 0 : COUNT);
						// The server in memory accepts 3 messages at a time at QoS 1: each fourth message is queued, with its Topic Name.
						const waiting = socket === "memory" ? COUNT / 4 : 0;
						assert.equal(names("publish-qos1"), version === 5 ? waiting : COUNT);
					});
				});
			}
		}

		for (const version of VERSIONS) {
			const [name, module, residentLimit, codeLimit] =
				version === 5
					? ["client of 5.0", "mote-mqtt/mqtt5", RESIDENT_LIMIT_5, BYTE_CODE_LIMIT_5]
					: ["client", "mote-mqtt", RESIDENT_LIMIT, BYTE_CODE_LIMIT];

			if (bits === 32) {
				it(`a connected ${name} holds at most ${residentLimit} bytes besides its buffers`, async () => {
					const { bytes, slots, chunkBytes } = await measureResident(bits, version);
					assert.ok(bytes <= residentLimit, `${bytes} bytes: ${slots} slots, ${chunkBytes} bytes of chunks`);
					assert.ok(slots > 0 && chunkBytes > 0);
				});
			}

			it(`the ${name} has at most ${codeLimit} bytes of code`, async () => {
				const { [module]: bytes } = await measureByteCode(bits);
				assert.ok(bytes > 0 && bytes <= codeLimit, `${bytes} bytes`);
			});
		}
	});
}
