import { concat, hex } from "../bytes.js";
import { StandardTCP } from "../mqtt311/host.js";
import { bytesOf, checkSplits, Feed, NEXT, saysOf, split } from "./feed.js";
import { ANSWERS, LONG, PACKETS, sendRequests } from "./server-packets.js";

const NEXT_SAYS = "PUBLISH QoS 0, 7A: 7A";

/** A packet must be decoded at every split, alone and before another one. */
async function checkRow(feed, row) {
	// From here on, little else is on the stack.
	await undefined;
	const lines = row.slice(1);
	checkSplits(feed, hex(row[0]), lines, row[0]);
	lines.push(NEXT_SAYS);
	checkSplits(feed, concat(hex(row[0]), hex(NEXT)), lines, row[0]);
}

// After `await`, nothing else is on a device's small stack.

describe("A stream of packets from a server", () => {
	it("is decoded packet by packet, at every split", async () => {
		const feed = new Feed(32);
		feed.begin();
		for (const row of PACKETS) await checkRow(feed, row);
	});

	it("is decoded packet by packet, at every split, from a socket that has only ECMA-419's methods", async () => {
		const feed = new Feed(32, { io: StandardTCP });
		feed.begin();
		for (const row of PACKETS) await checkRow(feed, row);
	});

	it("is decoded packet by packet, at every split, in a buffer of exactly the packet's size", async () => {
		await undefined;
		for (const size of [131, 132, 133, 150]) {
			const feed = new Feed(size);
			feed.begin();
			checkSplits(feed, hex(LONG[0]), [LONG[1]], "long");
			const rows = [LONG, PACKETS[4], LONG];
			checkSplits(feed, bytesOf(rows), saysOf(rows), "between long ones");
		}
	});

	it("is decoded if it is cut into three pieces, at any two places", async () => {
		await undefined;
		const rows = [PACKETS[5], PACKETS.at(-1), PACKETS[5]];
		const bytes = bytesOf(rows);
		const lines = saysOf(rows);
		const feed = new Feed(32);
		feed.begin();
		for (let first = 1; first < bytes.length - 1; first++) {
			for (let second = 1; second < bytes.length - first; second++) {
				feed.feed(bytes, [first, second, bytes.length]);
				feed.says(lines, `cut at ${first} and ${first + second}`);
			}
		}
	});

	it("may acknowledge requests in any order, and is decoded at every split", async () => {
		await undefined;
		const bytes = bytesOf(ANSWERS);
		const lines = saysOf(ANSWERS);
		for (let n = 0; n <= bytes.length; n++) {
			const feed = new Feed(32);
			feed.begin();
			sendRequests(feed.made);
			feed.told.length = 0;
			feed.feed(bytes, split(n, bytes.length));
			feed.says(lines, `split ${n} of ${bytes.length}`);
		}
	});

	it("is decoded correctly, whatever bytes earlier packets left in the buffer", async () => {
		await undefined;
		const feed = new Feed(36);
		feed.begin();
		for (const left of ["FF", "00", "80", "A5"]) {
			const before = hex(`30 22 00 01 "t" ${left}*31`);
			for (const [packet, ...lines] of PACKETS) {
				const bytes = hex(packet);
				for (let n = 0; n <= bytes.length; n++) {
					feed.feed(before, n % 2 ? [36] : [35, 1]);
					feed.told.length = 0;
					feed.feed(bytes, split(n, bytes.length));
					feed.says(lines, `${packet} after ${left}, split ${n}`);
				}
			}
		}
	});

	it("may end inside a packet with its connection, at any byte: the part received is forgotten", async () => {
		await undefined;
		const feed = new Feed(32);
		const bytes = hex(`${NEXT} 32 09 00 03 "a/b" 00 0A "hi"`);
		for (let size = 1; size < bytes.length; size++) {
			for (const segments of [[100], [1]]) {
				feed.begin();
				feed.feed(bytes.slice(0, size), segments);
				feed.begin();
				feed.feed(hex(PACKETS[4][0]), segments);
				feed.says(PACKETS[4].slice(1), `after ${size} bytes`);
			}
		}
	});
});
