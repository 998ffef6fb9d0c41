import { equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Host } from "../mqtt311/host.js";
import { Feed, NEXT, split } from "./feed.js";
import { MALFORMED_CONNACKS, MALFORMED_PACKETS } from "./server-packets.js";

const BEFORE = hex(NEXT);
const SAYS = Object.freeze(["PUBLISH QoS 0, 7A: 7A", "malformedPacket"]);

/** The first packet of `bytes` must be delivered, and the packet after it must end the connection. */
function refused(feed, bytes, segments, where) {
	feed.begin();
	feed.feed(bytes, segments);
	feed.says(SAYS, where);
}

function refusedAtEverySplit(feed, bytes, where) {
	for (let n = 0; n <= bytes.length; n++)
		refused(feed, bytes, split(n, bytes.length), `${where}, split ${n} of ${bytes.length}`);
}

// After `await`, nothing else is on a device's small stack.

describe("A malformed packet", () => {
	it("is refused at every split, without waiting for more bytes", async () => {
		await undefined;
		const feed = new Feed(32);
		for (const [notation, what] of MALFORMED_PACKETS) refusedAtEverySplit(feed, concat(BEFORE, hex(notation)), what);
	});

	it("is refused if its type is 0, which is reserved", async () => {
		await undefined;
		const feed = new Feed(32);
		for (const notation of ["00 00", "00 02 00 0A", "0F 00", "02 01 00"]) {
			refusedAtEverySplit(feed, concat(BEFORE, hex(notation)), notation);
			refusedAtEverySplit(feed, concat(BEFORE, hex(notation), BEFORE), `${notation} and more`);
		}
	});

	it("is refused whatever bytes follow it, even if they would complete it", async () => {
		await undefined;
		const feed = new Feed(48);
		for (const [notation, what] of MALFORMED_PACKETS) {
			for (const behind of ["D0 00 D0 00", "80*8", "00*8", "FF*8", "00 01 02 03"]) {
				const bytes = concat(BEFORE, hex(notation), hex(behind));
				refused(feed, bytes, [bytes.length], `${what}, then ${behind}`);
				refused(feed, bytes, [1], `${what}, then ${behind}, byte by byte`);
			}
		}
	});

	it("is refused as soon as its length shows that it is larger than the buffer, unless it is a PUBLISH", async () => {
		await undefined;
		const feed = new Feed(32);
		for (const notation of [
			"20 1F",
			"40 7F",
			"90 1F",
			"90 80 01",
			"B0 FF 7F",
			"D0 FF FF 7F",
			"62 FF FF FF 7F",
			"10 1F",
			"F0 1F",
		]) {
			const bytes = concat(BEFORE, hex(notation));
			refusedAtEverySplit(feed, bytes, notation);
			refused(feed, concat(bytes, hex("00*12")), [16], `${notation} and more`);
		}
	});

	it("is any packet whose first byte no server may send [MQTT-2.2.2-1] [MQTT-2.2.2-2]", async () => {
		await undefined;
		// Allowed, by tables 2.1 and 2.2: for PUBLISH, QoS 0, 1 and 2, with and without DUP and RETAIN [MQTT-3.3.1-2] [MQTT-3.3.1-4]
		const accepted = hex("20 30 31 32 33 34 35 38 39 3A 3B 3C 3D 40 50 62 70 90 B0 D0");
		const behind = { 2: "02 00 00", 3: "05 00 01 74 00 09", 9: "03 00 09 00", 11: "02 00 09", 13: "00" };
		const feed = new Feed(32);
		for (let header = 0; header < 256; header++) {
			feed.begin();
			feed.feed(concat(Uint8Array.of(header), hex(behind[header >> 4] ?? "02 00 09")), [100]);
			const isMalformed = feed.told.includes("malformedPacket");
			equal(isMalformed, !accepted.includes(header), `header ${header.toString(16)}`);
		}
	});
});

describe("A malformed CONNACK", () => {
	it("is refused at every split, whatever bytes follow it", async () => {
		await undefined;
		for (const [notation, what] of MALFORMED_CONNACKS) {
			for (const behind of ["", "00*4", "FF*4", "D0 00"]) {
				const bytes = hex(`${notation} ${behind}`);
				for (let n = 0; n <= bytes.length; n++) {
					const host = new Host();
					host.client();
					host.meet();
					const segments = split(n, bytes.length);
					for (let at = 0, turn = 0; at < bytes.length && !host.socket.closed; turn++) {
						host.send(bytes.slice(at, at + segments[turn % segments.length]));
						at += segments[turn % segments.length];
					}
					host.happened("malformedPacket, retry 1000");
					equal(host.writes.length, 0, what);
				}
			}
		}
	});
});
