import { Incoming } from "mote-mqtt/wire";
import { equal, fail, ok } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Feed, MALFORMED, meaning, NOTHING, split } from "./feed.js";
import { LONG, MALFORMED_PACKETS, PACKETS } from "./server-packets.js";

/** `bytes` must be found to be exactly the packets in `rows`. */
function check(incoming, bytes, rows, segments, where) {
	const feed = new Feed(incoming, bytes, segments);
	for (const [fixed, , says] of rows) {
		const type = feed.next();
		const { header } = incoming;
		if (type !== header >> 4) equal(type, header >> 4, `${where}, type`);
		if (header !== hex(fixed)[0]) equal(header, hex(fixed)[0], `${where}, header`);
		const means = meaning(incoming);
		if (means !== says) equal(means, says, where);
	}
	if (feed.next() !== NOTHING) fail(`${where}: more than ${rows.length} packets`);
}

function checkSplits(incoming, bytes, rows, where) {
	for (let n = 0; n <= bytes.length; n++) {
		check(incoming, bytes, rows, split(n, bytes.length), `${where}, split ${n} of ${bytes.length}`);
	}
}

const packet = ([fixed, rest]) => hex(`${fixed} ${rest}`);

describe("Incoming", () => {
	it("finds every packet at every split, in a buffer of exactly its size", () => {
		for (const row of [...PACKETS, LONG]) {
			const bytes = packet(row);
			// The longest fixed header has five bytes: no smaller buffer is of use.
			const incoming = new Incoming(Math.max(bytes.length, 5));
			checkSplits(incoming, bytes, [row], row[2]);
		}
	});

	it("finds every packet at every split, in buffers that have room for more", () => {
		for (const row of PACKETS) {
			const bytes = packet(row);
			for (const more of [1, 2, 50]) {
				const incoming = new Incoming(bytes.length + more + 4);
				checkSplits(incoming, bytes, [row], row[2]);
			}
		}
	});

	it("finds many packets in a row at every split, in a buffer of the largest one's size", () => {
		const bytes = concat(...PACKETS.map(packet));
		const incoming = new Incoming(11);
		checkSplits(incoming, bytes, PACKETS, "all");
	});

	it("finds many packets in a row at every split, in a buffer that holds them all", () => {
		const bytes = concat(...PACKETS.map(packet));
		const incoming = new Incoming(bytes.length);
		checkSplits(incoming, bytes, PACKETS, "all");
	});

	it("finds many packets in a row in segments of any size, and buffers of any size", () => {
		const bytes = concat(...PACKETS.map(packet));
		for (const size of [11, 12, 13, 17, 23, 64]) {
			const incoming = new Incoming(size);
			for (let segment = 2; segment < 30; segment++) {
				check(incoming, bytes, PACKETS, [segment], `buffer ${size}, segments of ${segment}`);
				check(incoming, bytes, PACKETS, [segment, 1], `buffer ${size}, segments of ${segment} and 1`);
				check(incoming, bytes, PACKETS, [1, 1, segment, 3], `buffer ${size}, segments of 1, 1, ${segment}, 3`);
			}
		}
	});

	it("finds a packet that is cut in three, at every two points", () => {
		const row = PACKETS.find(([, , says]) => says.startsWith("PUBLISH QoS 1 identifier 4660"));
		const rows = [row, PACKETS.at(-1), row];
		const bytes = concat(...rows.map(packet));
		const incoming = new Incoming(11);
		for (let first = 1; first < bytes.length - 1; first++) {
			for (let second = 1; second < bytes.length - first; second++) {
				check(incoming, bytes, rows, [first, second, bytes.length], `cut at ${first} and ${first + second}`);
			}
		}
	});

	it("finds a packet between long ones, at every split", () => {
		const rows = [LONG, PACKETS[0], LONG];
		const bytes = concat(...rows.map(packet));
		for (const size of [131, 132, 150, 300]) {
			const incoming = new Incoming(size);
			checkSplits(incoming, bytes, rows, `buffer ${size}`);
		}
	});

	it("is not misled by what earlier packets left in its buffers", () => {
		for (const left of ["FF", "00", "80", "A5"]) {
			const before = hex(`30 22 00 01 "t" ${left}*31`);
			const incoming = new Incoming(36);
			for (const row of PACKETS) {
				const bytes = packet(row);
				for (let n = 0; n <= bytes.length; n++) {
					// Through the window, then through the bytes that are put together.
					equal(new Feed(incoming, before, [36]).next(), 3);
					equal(new Feed(incoming, before, [35, 1]).next(), 3);
					check(incoming, bytes, [row], split(n, bytes.length), `${row[2]} after ${left}, split ${n}`);
				}
			}
		}
	});

	it("forgets half a packet when it is reset", () => {
		const incoming = new Incoming(16);
		const half = hex(`32 09 00 03 "a/b" 00 0A "hi"`);
		for (let size = 1; size < half.length; size++) {
			equal(new Feed(incoming, half.slice(0, size), [size]).next(), NOTHING);
			incoming.reset();
			check(incoming, packet(PACKETS[6]), [PACKETS[6]], [1], `after ${size} bytes`);
			equal(new Feed(incoming, half.slice(0, size), [1]).next(), NOTHING);
			incoming.reset();
			check(incoming, packet(PACKETS[6]), [PACKETS[6]], [100], `after ${size} single bytes`);
		}
	});

	it("asks for no more than the rest of a packet of which it has the beginning", () => {
		const incoming = new Incoming(16);
		equal(new Feed(incoming, hex("32"), [1]).next(), NOTHING);
		equal(new Feed(incoming, hex("09 00"), [1]).next(), NOTHING);
		ok(incoming.wanted() <= 8, `wants ${incoming.wanted()}`);
	});
});

describe("A malformed packet", () => {
	const before = hex("D0 00");

	/** Of `bytes`, the first packet must be found, and the second be refused: then a connection reads no more. */
	function refused(incoming, bytes, segments, where) {
		incoming.reset();
		const feed = new Feed(incoming, bytes, segments);
		equal(feed.next(), 13, `${where}: PINGRESP before it`);
		const found = feed.next();
		if (found === MALFORMED) return;
		if (found === NOTHING) fail(`${where}: nothing found, nothing refused`);
		const means = meaning(incoming);
		if (means !== "malformed") equal(means, "malformed", where);
	}

	function refusedAtEverySplit(incoming, bytes, where) {
		for (let n = 0; n <= bytes.length; n++) {
			refused(incoming, bytes, split(n, bytes.length), `${where}, split ${n} of ${bytes.length}`);
		}
	}

	it("is refused at every split, without waiting for more bytes", () => {
		const incoming = new Incoming(20);
		for (const [notation, what] of MALFORMED_PACKETS)
			refusedAtEverySplit(incoming, concat(before, hex(notation)), what);
	});

	it("is refused if it is of type 0, which is reserved", () => {
		const incoming = new Incoming(20);
		for (const notation of ["00 00", "00 02 00 0A", "0F 00", "02 01 00"]) {
			refusedAtEverySplit(incoming, concat(before, hex(notation)), notation);
			refusedAtEverySplit(incoming, concat(before, hex(notation), before), `${notation} and more`);
		}
	});

	it("is refused whatever follows it", () => {
		const incoming = new Incoming(40);
		for (const [notation, what] of MALFORMED_PACKETS) {
			for (const behind of ["D0 00 D0 00", "80*8", "00*8", "FF*8"]) {
				const bytes = concat(before, hex(notation), hex(behind));
				refused(incoming, bytes, [bytes.length], `${what}, then ${behind}`);
				refused(incoming, bytes, [1], `${what}, then ${behind}, byte by byte`);
			}
		}
	});

	it("is refused as soon as its length shows that it is larger than the buffer, if it is no PUBLISH", () => {
		const incoming = new Incoming(16);
		for (const notation of [
			"20 0F",
			"40 7F",
			"90 0F",
			"90 80 01",
			"B0 FF 7F",
			"D0 FF FF 7F",
			"62 FF FF FF 7F",
			"10 0F",
			"F0 0F",
		]) {
			const bytes = concat(before, hex(notation));
			refusedAtEverySplit(incoming, bytes, notation);
			refused(incoming, concat(bytes, hex("00*12")), [16], `${notation} and more`);
		}
	});
});
