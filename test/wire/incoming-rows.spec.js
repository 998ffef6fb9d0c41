import { bytesOf, checkSplits, Feed, saysOf } from "./feed.js";
import { PACKETS } from "./server-packets.js";

describe("What a server sends", () => {
	it("is found where many packets come in a row, at every split", async () => {
		await undefined;
		const feed = new Feed(32);
		feed.begin();
		checkSplits(feed, bytesOf(PACKETS), saysOf(PACKETS), "all");
	});

	it("is found where many packets come in a row, and there is room for all", async () => {
		await undefined;
		const feed = new Feed(300);
		feed.begin();
		checkSplits(feed, bytesOf(PACKETS), saysOf(PACKETS), "all");
	});

	it("is found in segments of any size, and buffers of any size", async () => {
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
