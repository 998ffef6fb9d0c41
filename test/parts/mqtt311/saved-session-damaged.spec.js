import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal, throws } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

/** A session with PUBREL, a message at QoS 2 and a received identifier. The checksums are zlib's. */
const SAVED = `6D 02 01 00 00 01 00 00 4D 04 00 02 00 00 00 14 00 00 00 08 00 00 00 00 00 01
	00 04 00 01 62 02 00 01 00 08 00 02 34 06 00 01 "a" 00 02 "2" 00 07 12 02 AC 9E`;
/** The same in the format of earlier versions of Mote, without a prefix. */
const EARLIER = `4D 04 00 02 00 00 00 14 00 00 00 08 00 00 00 00 00 01
	00 04 00 01 62 02 00 01 00 08 00 02 34 06 00 01 "a" 00 02 "2" 00 07 A9 BD E7 D8`;

/** A client that was just created. */
function made(options) {
	return new Host().client({ ...KEPT, exactlyOnce: new ExactlyOnce(), ...options });
}

/** CRC-32, bit by bit, appended to the bytes. */
function sealed(bytes) {
	let crc = -1;
	for (let at = 0; at < bytes.length; at++) {
		crc ^= bytes[at];
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 && 0xedb88320);
	}
	crc = ~crc;
	return concat(bytes, Uint8Array.of(crc >> 24, crc >> 16, crc >> 8, crc));
}

/** A session with `records`, `sent` bytes of them sent, and `received` identifiers. */
function forged(records, sent = 0, received = 0) {
	const bytes = hex(records);
	const size = bytes.length - 2 * received;
	return sealed(concat(Uint8Array.of(0x4d, 4, 0, 9, 0, 0, 0, size, 0, 0, 0, sent, 0, 0, 0, 0, 0, received), bytes));
}

describe("Bytes of a session that cannot be used", () => {
	it("are those damaged anywhere; the client is unchanged", () => {
		const client = made();
		for (const bytes of [hex(SAVED), hex(EARLIER)])
			for (let at = 0; at < bytes.length; at++)
				for (const damage of [1, 0x80, 0xff]) {
					bytes[at] ^= damage;
					equal(restoreSession(client, bytes), false, at);
					bytes[at] ^= damage;
				}
		equal(savedSize(client), 30);
		equal(client.settled, true);
		equal(client.topic("a", { QoS: 1 }).publish("x"), 1);
	});

	it("are those truncated anywhere, or none; not those with more after them", () => {
		const bytes = hex(SAVED);
		const client = made();
		for (let size = 0; size < bytes.length; size++) equal(restoreSession(client, bytes.slice(0, size)), false, size);
		equal(restoreSession(client, new Uint8Array(64)), false);
		// The result of keptMemory.read() after a loss of power.
		equal(restoreSession(client, undefined), false);
		equal(restoreSession(client, new Uint8Array(64).fill(255)), false);
		equal(restoreSession(client, concat(bytes, new Uint8Array(9))), true);
	});

	it("are those too large for the client's buffers", () => {
		const bytes = hex(SAVED);
		equal(restoreSession(made({ buffers: { unacknowledged: 19 } }), bytes), false);
		equal(restoreSession(made({ buffers: { unacknowledged: 20 } }), bytes), true);
		const two = forged("00 07 00 09", 0, 2);
		equal(restoreSession(made({ exactlyOnce: new ExactlyOnce(1) }), two), false);
		equal(restoreSession(made({ exactlyOnce: new ExactlyOnce(2) }), two), true);
	});

	it("are those with QoS 2, for a client without it", () => {
		for (const records of ["00 04 00 01 62 02 00 01", '00 07 00 02 34 05 00 01 "a" 00 02']) {
			equal(restoreSession(made(), forged(records)), true);
			equal(restoreSession(made({ exactlyOnce: undefined }), forged(records)), false);
		}
		equal(restoreSession(made({ exactlyOnce: undefined }), forged("00 07", 0, 1)), false);
		equal(restoreSession(made({ exactlyOnce: undefined }), forged('00 07 00 02 32 05 00 01 "a" 00 02')), true);
	});

	it("are those of another version with a correct checksum", () => {
		equal(restoreSession(made(), forged("")), true);
		for (const [at, value] of [
			[0, 0x4e],
			[0, 0x6d],
			[1, 8],
			[1, 9],
			[1, 5],
		]) {
			const bytes = forged("").slice(0, 18);
			bytes[at] = value;
			equal(restoreSession(made(), sealed(bytes)), false, at);
		}
	});

	it("are those that are not records with a correct checksum", () => {
		for (const [records, sent] of [
			["00", 0],
			["00 00", 0],
			["00 07 00 02", 0],
			['00 08 00 02 32 05 00 01 "a" 00 02', 0],
			['00 06 00 02 32 05 00 01 "a" 00 02', 0],
			["00 04 00 02 62 03 00 02", 0],
			['00 07 00 02 32 FF FF FF FF "a" 02', 0],
			["00 04 00 02 C0 02 00 02", 0],
			["00 04 00 02 00 02 00 02", 0],
			['00 07 00 02 32 05 00 01 "a" 00 02', 1],
			['00 07 00 02 32 05 00 01 "a" 00 02', 12],
		]) {
			const client = made();
			equal(restoreSession(client, forged(records, sent)), false, records);
			equal(client.settled, true);
		}
		equal(restoreSession(made({ buffers: { unacknowledged: 1 } }), forged("00")), false);
	});
});

describe("restoreSession()", () => {
	it("throws if the client has begun to connect, or has accepted a message", () => {
		const bytes = hex(SAVED);
		const late = () => throws(() => restoreSession(host.made, bytes), Error, "just made");
		let host = new Host();
		const client = host.client({ ...KEPT, exactlyOnce: new ExactlyOnce() });
		client.topic("a", { QoS: 1 }).publish("x");
		late();
		host = new Host();
		host.client({ ...KEPT, exactlyOnce: new ExactlyOnce() });
		host.step();
		late();
		host.accept();
		late();
		host.send(ACCEPTED);
		late();
		host.made.close();
		equal(restoreSession(host.made, bytes), true);
		late();
	});

	it("skips identifiers that are in use, around the last one as well", () => {
		// In use: 65,533, 1 and 3; the last one assigned is 65,532.
		const bytes = concat(
			hex("4D 04 FF FC 00 00 00 21 00*4 00*4 00 00"),
			hex('00 07 FF FD 32 05 00 01 "a" FF FD 00 07 00 01 32 05 00 01 "a" 00 01 00 07 00 03 32 05 00 01 "a" 00 03'),
		);
		const client = made();
		equal(restoreSession(client, sealed(bytes)), true);
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish(), 2);
		equal(topic.publish(), 4);
		equal(topic.publish(), 5);
	});

	it("accepts bytes from anywhere in a buffer, in this version's format or an earlier one", () => {
		for (const text of [SAVED, EARLIER]) {
			const bytes = concat(hex("4D 04 00"), hex(text));
			const host = new Host();
			const client = host.client({ ...KEPT, exactlyOnce: new ExactlyOnce() });
			equal(restoreSession(client, bytes.subarray(3)), true);
			host.again(PRESENT);
			host.sent("62 02 00 01", '34 06 00 01 "a" 00 02 "2"');
			const into = new Uint8Array(80);
			equal(saveSession(client, into.subarray(5)), savedSize(client));
			equal(into[4] + into[5] + into[13], 0x6d + 0x4d);
		}
	});
});
