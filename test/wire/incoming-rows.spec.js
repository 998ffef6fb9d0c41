import { bytesOf, checkSplits, Feed, saysOf } from "./feed.js";
import { PACKETS } from "./server-packets.js";

describe("A stream of packets from a server", () => {
	it("is decoded if many packets arrive in a row, at every split", async () => {
		await undefined;
		const feed = new Feed(32);
		feed.begin();
		checkSplits(feed, bytesOf(PACKETS), saysOf(PACKETS), "all");
	});

	it("is decoded if many packets arrive in a row, and the buffer has room for all", async () => {
		await undefined;
		const feed = new Feed(300);
		feed.begin();
		checkSplits(feed, bytesOf(PACKETS), saysOf(PACKETS), "all");
	});

	it("is decoded in segments of any size, and with buffers of any size", async () => {
		await undefined;
		const bytes = bytesOf(PACKETS);
		const lines = saysOf(PACKETS);
		for (const size of [32, 33, 41, 64]) {
			const feed = new Feed(size);
			feed.begin();
			for (let segment = 2; segment < 40; segment++) {
				for (const segments of [[segment], [segment, 1], [1, 1, segment, 3]]) {
					feed.feed(bytes, segments);
					feed.says(lines, `buffer ${size}, segments of ${segments}`);
				}
			}
		}
	});
});
