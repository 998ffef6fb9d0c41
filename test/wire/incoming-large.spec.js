import { decodePublish, Incoming, isServerPacket, Message } from "mote-mqtt/wire";
import { equal, fail, ok } from "../assert.js";
import { concat, hex, toHex } from "../bytes.js";
import { Feed, HEAD, MALFORMED, meaning, NOTHING, PIECE, split } from "./feed.js";

/** Packets larger than a buffer of 16 bytes: fixed header, topic and identifier, payload; and the head that is kept of them. */
const SIZE = 16;
const LARGE = [
	["30 0F", `00 03 "a/b"`, 10, `00 03 "a/b"`, "one byte too large"],
	["31 11", `00 03 "a/b"`, 12, `00 03 "a/b"`, "QoS 0"],
	["32 0F", `00 03 "a/b" 00 0A`, 8, `00 03 "a/b" 00 0A`, "QoS 1, one byte too large"],
	["33 13", `00 03 "a/b" 12 34`, 12, `00 03 "a/b" 12 34`, "QoS 1"],
	["34 13", `00 03 "a/b" 12 34`, 12, `00 03 "a/b" 12 34`, "QoS 2"],
	["30 80 01", `00 03 "a/b"`, 123, `00 03 "a/b"`, "a length of two bytes"],
	["3A B3 02", `00 03 "a/b" FF FF`, 300, `00 03 "a/b" FF FF`, "QoS 1, a length of two bytes"],
	// Behind a head that is kept there must be 4 bytes for pieces of the payload.
	["30 13", `00 08 "topic/08"`, 9, `00 08 "topic/08"`, "a topic that just fits"],
	["30 14", `00 09 "topic/009"`, 9, "00 00", "a topic one byte too long"],
	["32 13", `00 06 "top/06" 12 34`, 9, `00 06 "top/06" 12 34`, "QoS 1, a topic that just fits"],
	["32 14", `00 07 "top/007" 12 34`, 9, "00 00 12 34", "QoS 1, a topic one byte too long"],
	["32 16", `00 08 "topic/08" 12 34`, 10, "00 00 12 34", "QoS 1, a topic that would fit at QoS 0 only"],
	["30 2A", `00 28 "t"*40`, 0, "00 00", "a topic longer than the buffer, and no payload"],
	["32 2C", `00 28 "t"*40 12 34`, 0, "00 00 12 34", "QoS 1, a topic longer than the buffer, and no payload"],
	["30 AD 01", `00 28 "t"*40`, 131, "00 00", "a topic longer than the buffer"],
];

const SMALL = [
	["40 02", "00 0A", "PUBACK 10"],
	["32 09", `00 03 "a/b" 00 0B "hi"`, "PUBLISH QoS 1 identifier 11, 61 2F 62: 68 69"],
	["D0 00", "", "PINGRESP"],
];

/** A payload in which every byte differs from its neighbours. */
function payloadOf(length) {
	const bytes = new Uint8Array(length);
	for (let i = 0; i < length; i++) bytes[i] = i * 7 + 1;
	return bytes;
}

const packet = ([fixed, fields, length]) => concat(hex(fixed), hex(fields), payloadOf(length));

/** `feed` must give the head of the large PUBLISH `row`, then its payload in pieces. */
function checkLarge(feed, [fixed, , length, head], where) {
	const { incoming } = feed;
	const type = feed.next();
	if (type !== HEAD) equal(type, HEAD, `${where}, the head`);
	if (incoming.header !== hex(fixed)[0]) equal(incoming.header, hex(fixed)[0], `${where}, header`);
	const kept = toHex(incoming.bytes, incoming.start, incoming.end);
	if (kept !== toHex(hex(head))) equal(kept, toHex(hex(head)), `${where}, what is kept`);
	if (incoming.remaining !== length) equal(incoming.remaining, length, `${where}, remaining at the head`);
	let at = 0;
	do {
		const piece = feed.next();
		if (piece !== PIECE) equal(piece, PIECE, `${where}, a piece`);
		const { bytes, start, end, remaining } = incoming;
		if (start === end && length > 0) fail(`${where}: a piece of nothing`);
		for (let i = start; i < end; i++, at++) {
			if (bytes[i] !== ((at * 7 + 1) & 255)) fail(`${where}: byte ${at} of the payload is ${bytes[i]}`);
		}
		if (remaining !== length - at) equal(remaining, length - at, `${where}, remaining behind ${at} bytes`);
	} while (incoming.remaining > 0);
	equal(at, length, `${where}, payload`);
}

function checkSmall(feed, [, , says], where) {
	const { incoming } = feed;
	const type = feed.next();
	if (type === NOTHING || type >= HEAD) fail(`${where}: found ${type} instead of ${says}`);
	const means = meaning(incoming);
	if (means !== says) equal(means, says, where);
}

describe("A PUBLISH larger than the buffer", () => {
	it("comes as its head and pieces of its payload, at every split", () => {
		const incoming = new Incoming(SIZE);
		for (const row of LARGE) {
			const bytes = packet(row);
			for (let n = 0; n <= bytes.length; n++) {
				const where = `${row[4]}, split ${n} of ${bytes.length}`;
				const feed = new Feed(incoming, bytes, split(n, bytes.length));
				checkLarge(feed, row, where);
				equal(feed.next(), NOTHING, where);
			}
		}
	});

	it("is followed by the next packets, at every split", () => {
		const incoming = new Incoming(SIZE);
		for (const row of LARGE) {
			const bytes = concat(
				packet(SMALL[1]),
				packet(row),
				packet(SMALL[0]),
				packet(row),
				packet(SMALL[1]),
				packet(SMALL[2]),
			);
			for (let n = 0; n <= bytes.length; n++) {
				const where = `${row[4]}, split ${n} of ${bytes.length}`;
				const feed = new Feed(incoming, bytes, split(n, bytes.length));
				checkSmall(feed, SMALL[1], where);
				checkLarge(feed, row, where);
				checkSmall(feed, SMALL[0], where);
				checkLarge(feed, row, where);
				checkSmall(feed, SMALL[1], where);
				checkSmall(feed, SMALL[2], where);
				equal(feed.next(), NOTHING, where);
			}
		}
	});

	it("comes in segments of any size", () => {
		const incoming = new Incoming(SIZE);
		const bytes = concat(...LARGE.map(packet));
		for (let segment = 2; segment < 40; segment++) {
			for (const segments of [[segment], [segment, 1], [1, segment, 2]]) {
				const feed = new Feed(incoming, bytes, segments);
				for (const row of LARGE) checkLarge(feed, row, `${row[4]}, segments of ${segments}`);
				equal(feed.next(), NOTHING);
			}
		}
	});

	it("keeps its topic in every buffer that has room for the head, and only there", () => {
		const fixed = "32 BD 02";
		const fields = `00 0A "topic/10ch" 12 34`;
		// The head with its fixed header is 3 + 2 + 10 + 2 bytes; 4 more are for pieces.
		for (let size = 9; size < 40; size++) {
			const incoming = new Incoming(size);
			const row = [fixed, fields, 303, size < 21 ? "00 00 12 34" : fields];
			const bytes = packet(row);
			for (const segments of [[1000], [1], [3], [7, 2]]) {
				checkLarge(new Feed(incoming, bytes, segments), row, `buffer ${size}, segments of ${segments}`);
			}
		}
	});

	it("has a head that decodes as a PUBLISH without its payload", () => {
		const incoming = new Incoming(SIZE);
		const message = new Message(new Uint8Array(0));
		for (const row of LARGE) {
			equal(new Feed(incoming, packet(row), [5]).next(), HEAD);
			equal(isServerPacket(incoming.header), true);
			const { header } = incoming;
			equal(decodePublish(incoming, message, true), true, row[4]);
			equal(message.end - message.start, 0, row[4]);
			equal(message.QoS, (header & 6) >> 1, row[4]);
			if (message.QoS) equal(message.identifier, (hex(row[1]).at(-2) << 8) | hex(row[1]).at(-1), row[4]);
			incoming.reset();
		}
	});

	it("is forgotten when the stream is reset, wherever that is", () => {
		const incoming = new Incoming(SIZE);
		for (const row of LARGE) {
			const bytes = packet(row);
			for (let n = 1; n < bytes.length && n < 60; n++) {
				for (const segments of [[n], [1]]) {
					const half = new Feed(incoming, bytes.slice(0, n), segments);
					while (half.next() !== NOTHING);
					incoming.reset();
					const feed = new Feed(incoming, packet(SMALL[1]), [n]);
					checkSmall(feed, SMALL[1], `${row[4]}, after ${n} bytes`);
					equal(feed.next(), NOTHING);
				}
			}
		}
	});

	it("is refused as soon as its topic's length shows that it is malformed", () => {
		const incoming = new Incoming(SIZE);
		for (const [notation, what] of [
			["30 14 00 00", "an empty topic [MQTT-4.7.3-1]"],
			["32 14 00 00", "an empty topic at QoS 1 [MQTT-4.7.3-1]"],
			["30 14 00 13", "a topic one byte longer than the packet"],
			["30 14 01 03", "a topic 256 bytes longer than the packet"],
			["30 14 FF FF", "the longest topic in a short packet"],
			["32 14 00 13", "a topic longer than the packet at QoS 1"],
			["32 14 00 12", "no room for an identifier [MQTT-2.3.1-1]"],
			["32 14 00 11", "room for half an identifier [MQTT-2.3.1-1]"],
			["30 80 80 04 FF FF", "a length of three bytes, a topic one byte longer"],
		]) {
			for (const more of ["", "00*8", "FF*8"]) {
				const bytes = hex(`D0 00 ${notation} ${more}`);
				for (let n = 0; n <= bytes.length; n++) {
					incoming.reset();
					const feed = new Feed(incoming, bytes, split(n, bytes.length));
					equal(feed.next(), 13);
					equal(feed.next(), MALFORMED, `${what}, split ${n} of ${bytes.length}`);
				}
			}
		}
	});

	it("is taken with the longest topic that its length allows", () => {
		const incoming = new Incoming(SIZE);
		checkLarge(new Feed(incoming, hex(`30 14 00 12 "t"*18`), [4]), ["30 14", "", 0, "00 00"], "QoS 0");
		checkLarge(new Feed(incoming, hex(`32 14 00 10 "t"*16 00 01`), [4]), ["32 14", "", 0, "00 00 00 01"], "QoS 1");
	});

	it("is seen by its head's first byte to have invalid flags [MQTT-3.3.1-4] [MQTT-3.3.1-2]", () => {
		const incoming = new Incoming(SIZE);
		for (const [notation, valid] of [
			["36", false],
			["3E", false],
			["38", false],
			["39", false],
			["3D", true],
		]) {
			incoming.reset();
			equal(new Feed(incoming, hex(`${notation} 14 00 03 "a/b" 00 01 FF*9`), [1]).next(), HEAD, notation);
			equal(isServerPacket(incoming.header), valid, notation);
		}
	});
});

describe("A PUBLISH of megabytes", () => {
	/** Lets `count` zero bytes arrive without having them; found() is called for each type found. */
	function feedZeros(incoming, count, found) {
		const { window } = incoming;
		while (count > 0) {
			const size = Math.min(count, incoming.wanted());
			window.cut(size);
			incoming.received(size);
			count -= size;
			for (let type = incoming.next(); type !== NOTHING; type = incoming.next()) found(type);
		}
	}

	it("may be as long as four bytes of length can say", () => {
		for (const [notation, remaining] of [
			["FF FF FF 0F", 33_554_431],
			["80 80 80 10", 33_554_432],
			["81 80 80 10", 33_554_433],
			["80 80 80 40", 134_217_728],
			["FF FF FF 7F", 268_435_455],
		]) {
			for (const segments of [[100], [1], [2, 3]]) {
				const incoming = new Incoming(64);
				const feed = new Feed(incoming, hex(`30 ${notation} 00 03 "a/b"`), segments);
				equal(feed.next(), HEAD, notation);
				equal(incoming.remaining, remaining - 5, notation);
				equal(feed.next(), NOTHING, notation);
				ok(incoming.wanted() > 0, notation);
			}
		}
	});

	it("is passed over piece by piece, and the next packet is found", () => {
		const incoming = new Incoming(4096);
		const feed = new Feed(incoming, hex(`32 87 80 80 04 00 03 "a/b" 12 34`), [Infinity]);
		equal(feed.next(), HEAD);
		equal(incoming.remaining, 8_388_608);
		let sum = 0;
		feedZeros(incoming, 8_388_608, (type) => {
			if (type !== PIECE) equal(type, PIECE);
			sum += incoming.end - incoming.start;
			if (incoming.remaining !== 8_388_608 - sum) equal(incoming.remaining, 8_388_608 - sum);
		});
		equal(sum, 8_388_608);
		checkSmall(new Feed(incoming, hex("40 02 00 0A"), [1]), SMALL[0], "behind it");
	});

	it("may have a topic of 65,535 bytes in a small buffer", () => {
		for (const [fixed, identifier, head] of [
			["30 83 80 04", "", "00 00"],
			["32 85 80 04", "12 34", "00 00 12 34"],
		]) {
			for (const segments of [[100], [1]]) {
				const incoming = new Incoming(SIZE);
				equal(new Feed(incoming, hex(`${fixed} FF FF`), segments).next(), NOTHING);
				feedZeros(incoming, 65_535, (type) => equal([type, incoming.remaining].join(), `${HEAD},2`));
				// Without an identifier the head is complete with the topic's last byte.
				let found = identifier ? HEAD : PIECE;
				const feed = new Feed(incoming, hex(`${identifier} "hi" D0 00`), segments);
				if (identifier) {
					equal(feed.next(), HEAD);
					equal(toHex(incoming.bytes, incoming.start, incoming.end), head);
					found = feed.next();
				} else found = feed.next();
				let payload = "";
				for (; found === PIECE && payload.length < 5; found = incoming.remaining ? feed.next() : NOTHING) {
					payload += `${payload && " "}${toHex(incoming.bytes, incoming.start, incoming.end)}`;
				}
				equal(payload, "68 69");
				equal(feed.next(), 13);
				ok(identifier === "" || head !== "");
			}
		}
	});
});
