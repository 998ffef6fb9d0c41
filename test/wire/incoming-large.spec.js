import { concat, hex } from "../bytes.js";
import { StandardTCP } from "../mqtt311/host.js";
import { NEXT, split } from "./feed.js";
import { LARGE, LargeFeed, packet, SIZE, saysOf } from "./large-packets.js";

const SMALL = '32 09 00 03 "a/b" 00 0B "hi" D0 00';
const SMALL_SAYS = ["PUBLISH QoS 1 identifier 11, 61 2F 62: 68 69", "40 02 00 0B"];

// After `await`, nothing else is on a device's small stack.

describe("A PUBLISH larger than the buffer", () => {
	for (const oversize of ["stream", "skip"]) {
		const how = oversize === "stream" ? "is delivered in pieces of its payload" : "is skipped";

		it(`${how} and acknowledged, at every split`, async () => {
			await undefined;
			for (const io of [undefined, StandardTCP]) {
				const feed = new LargeFeed(oversize, SIZE, { io });
				for (const row of LARGE) {
					const bytes = packet(row);
					const lines = saysOf(row, oversize);
					for (let n = 0; n <= bytes.length; n++) {
						feed.feed(bytes, split(n, bytes.length));
						feed.says(lines, `${row[4]}, split ${n} of ${bytes.length}`);
					}
				}
			}
		});

		it(`${how}, and the packets after it are found, at every split`, async () => {
			await undefined;
			const feed = new LargeFeed(oversize);
			for (const row of LARGE) {
				const large = packet(row);
				const small = hex(SMALL);
				const bytes = concat(small, large, hex("D0 00"), large, small);
				const says = saysOf(row, oversize);
				const lines = [...SMALL_SAYS, ...says, ...says, ...SMALL_SAYS];
				for (let n = 0; n <= bytes.length; n++) {
					feed.feed(bytes, split(n, bytes.length));
					feed.says(lines, `${row[4]}, split ${n} of ${bytes.length}`);
				}
			}
		});

		it(`${how}, in segments of any size`, async () => {
			await undefined;
			const feed = new LargeFeed(oversize);
			const bytes = concat(...LARGE.map(packet));
			const lines = [];
			for (const row of LARGE) lines.push(...saysOf(row, oversize));
			for (let segment = 2; segment < 40; segment++) {
				for (const segments of [[segment], [segment, 1], [1, segment, 2]]) {
					feed.feed(bytes, segments);
					feed.says(lines, `segments of ${segments}`);
				}
			}
		});
	}

	it("has its topic if and only if the buffer has room for the head of the packet", async () => {
		await undefined;
		// The head with its fixed header is 3 + 2 + 30 + 2 bytes; pieces of the payload need 4 more.
		for (let size = 32; size < 50; size++) {
			const row = ["32 D1 02", `00 1E "topics/of/thirty/characters/30" 12 34`, 303, size >= 41];
			const bytes = packet(row);
			const feed = new LargeFeed("stream", size);
			for (const segments of [[1000], [1], [3], [7, 2]]) {
				feed.feed(bytes, segments);
				feed.says(saysOf(row, "stream"), `buffer ${size}, segments of ${segments}`);
			}
		}
	});

	it("is forgotten when the connection ends, wherever in the packet that happens", async () => {
		await undefined;
		const feed = new LargeFeed("stream");
		for (const row of LARGE) {
			const bytes = packet(row);
			for (let n = 1; n < bytes.length && n < 60; n++) {
				for (const segments of [[n], [1]]) {
					feed.feed(bytes.slice(0, n), segments);
					feed.begin();
					feed.come = 0;
					feed.feed(hex(SMALL), [n]);
					feed.says(SMALL_SAYS, `${row[4]}, after ${n} bytes`);
					// At QoS 2, the message may have been delivered before.
					feed.feed(hex("62 02 12 34"), [4]);
					feed.told.length = 0;
				}
			}
		}
	});

	it("is refused as soon as its topic's length shows that it is malformed", async () => {
		await undefined;
		const feed = new LargeFeed("skip");
		for (const [notation, what] of [
			["30 24 00 00", "an empty topic [MQTT-4.7.3-1]"],
			["32 24 00 00", "an empty topic at QoS 1 [MQTT-4.7.3-1]"],
			["30 24 00 23", "a topic one byte longer than the packet"],
			["30 24 01 03", "a topic 256 bytes longer than the packet"],
			["30 24 FF FF", "the longest topic in a short packet"],
			["32 24 00 23", "a topic longer than the packet at QoS 1"],
			["32 24 00 22", "no room for an identifier [MQTT-2.3.1-1]"],
			["32 24 00 21", "room for half an identifier [MQTT-2.3.1-1]"],
			["30 80 80 04 FF FF", "a length of three bytes, a topic one byte longer"],
		]) {
			for (const more of ["", "00*8", "FF*8"]) {
				const bytes = hex(`${NEXT} ${notation} ${more}`);
				for (let n = 0; n <= bytes.length; n++) {
					feed.begin();
					feed.feed(bytes, split(n, bytes.length));
					feed.says(["PUBLISH QoS 0, 7A: 7A", "malformedPacket"], `${what}, split ${n} of ${bytes.length}`);
				}
			}
		}
	});

	it("is refused if its head is malformed, like a smaller PUBLISH [MQTT-3.3.1-4]", async () => {
		await undefined;
		const feed = new LargeFeed("stream");
		for (const [notation, what] of [
			['36 24 00 03 "a/b" 00 01', "both QoS bits [MQTT-3.3.1-4]"],
			['3E 24 00 03 "a/b" 00 01', "both QoS bits and DUP [MQTT-3.3.1-4]"],
			['36 30 00 28 "t"*40 00 01', "both QoS bits, the topic not kept [MQTT-3.3.1-4]"],
			['32 24 00 03 "a/b" 00 00', "identifier 0 [MQTT-2.3.1-1]"],
			['32 30 00 28 "t"*40 00 00', "identifier 0, the topic not kept [MQTT-2.3.1-1]"],
			['30 24 00 03 "a/#"', "a wildcard [MQTT-3.3.2-2]"],
			["30 24 00 03 61 00 62", "U+0000 [MQTT-1.5.3-2]"],
			["30 24 00 03 ED A0 80", "a surrogate [MQTT-1.5.3-1]"],
		]) {
			const bytes = hex(`${NEXT} ${notation} "p"*5`);
			for (let n = 0; n <= bytes.length; n++) {
				feed.begin();
				feed.feed(bytes, split(n, bytes.length));
				feed.says(["PUBLISH QoS 0, 7A: 7A", "malformedPacket"], `${what}, split ${n} of ${bytes.length}`);
			}
		}
	});

	it("is accepted with the longest topic that its Remaining Length allows", async () => {
		await undefined;
		const feed = new LargeFeed("skip");
		feed.feed(hex(`30 24 00 22 "t"*34`), [4]);
		feed.feed(hex(`32 24 00 20 "t"*32 00 01`), [4]);
		feed.says(["oversize  0", "oversize  0", "40 02 00 01"]);
	});
});

describe("A PUBLISH of megabytes", () => {
	/** Lets `count` bytes of 0 arrive, in pieces of the size of `zeros`. */
	function feedZeros(feed, count, zeros) {
		for (; count > zeros.length; count -= zeros.length) {
			feed.socket.room = feed.capacity;
			feed.send(zeros);
		}
		feed.send(zeros.slice(0, count));
	}

	it("may be as long as a Remaining Length of four bytes allows", async () => {
		await undefined;
		for (const [notation, remaining] of [
			["FF FF FF 0F", 33_554_431],
			["80 80 80 10", 33_554_432],
			["81 80 80 10", 33_554_433],
			["80 80 80 40", 134_217_728],
			["FF FF FF 7F", 268_435_455],
		]) {
			for (const segments of [[100], [1], [2, 3]]) {
				const feed = new LargeFeed("skip", 64);
				feed.feed(hex(`30 ${notation} 00 03 "a/b" 00*100`), segments);
				feed.says([`oversize a/b ${remaining - 5}`]);
			}
		}
	});

	it("is skipped, and the next packet is found", async () => {
		await undefined;
		const feed = new LargeFeed("skip", 64);
		feed.feed(hex(`32 87 80 40 00 03 "a/b" 12 34`), [Infinity]);
		feedZeros(feed, 1_048_576, new Uint8Array(1_000));
		feed.feed(hex(SMALL), [1]);
		feed.says(["oversize a/b 1048576", "40 02 12 34", ...SMALL_SAYS]);
	});

	it("may have a topic of 65,535 bytes in a small buffer", async () => {
		await undefined;
		for (const [fixed, identifier, answer] of [
			["30 83 80 04", ""],
			["32 85 80 04", "12 34", "40 02 12 34"],
		]) {
			for (const segments of [[100], [1]]) {
				const feed = new LargeFeed("skip");
				feed.feed(hex(`${fixed} FF FF`), segments);
				feedZeros(feed, 65_535, new Uint8Array(1_000));
				feed.feed(hex(`${identifier} "hi" ${SMALL}`), segments);
				feed.says(["oversize  2", ...(answer ? [answer] : []), ...SMALL_SAYS]);
			}
		}
	});
});
