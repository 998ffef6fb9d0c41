import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { concat } from "../bytes.js";
import { Host, KEPT, StandardTCP, TCP } from "./host.js";

// The socket of host.js throws if more is written than it has room for. On a device, such an exception means a reboot.

/** The overhead of a TLS record in bytes: 29 with an AEAD cipher, up to 69 with others; 0 is plain TCP, 9 a small overhead. */
const OVERHEADS = Object.freeze([0, 9, 29, 45, 69]);

/** The packets written, in order: the first byte of each, and the identifier of PUBACK and PUBREC. */
function packets(host) {
	const all = host.collected();
	const list = [];
	for (let at = 0; at < all.length; at += 2 + all[at + 1])
		list.push(`${all[at].toString(16)} ${all[at] === 0x40 || all[at] === 0x50 ? all[at + 3] : ""}`.trim());
	return list;
}

/** Drains the socket until all is written. Returns the packets. */
function drained(host) {
	for (let i = 0; i < 20; i++) host.drain();
	return packets(host);
}

/** A client that publishes a message of `size` bytes at `QoS` in onMessage. */
function answering(overhead, io, QoS, size) {
	const host = new Host({ overhead, io, room: 400 });
	host.online({ ...KEPT, keepAlive: 0, exactlyOnce: new ExactlyOnce() });
	host.collect(320);
	const topic = host.made.topic("a", { QoS });
	const payload = new Uint8Array(size);
	host.made.onMessage = () => {
		host.result = topic.publish(payload);
	};
	return host;
}

// After `await`, nothing else is on a device's small stack.

describe("A socket whose writes take more room than their bytes", () => {
	for (const io of [TCP, StandardTCP]) {
		const which = io === TCP ? "" : " and the socket has only ECMA-419's methods";

		it(`never gets more than it has room for, with any room, if the app publishes in onMessage${which}`, async () => {
			await undefined;
			for (const overhead of OVERHEADS) {
				for (let QoS = 0; QoS < 3; QoS++) {
					for (let room = 0; room < 110; room++) {
						const host = answering(overhead, io, QoS, 20);
						host.squeeze(room);
						host.send('32 06 00 01 "m" 00 07 "x"');
						const written = drained(host);
						const where = `${overhead} ${QoS} ${room}`;
						// Without room, the message may be refused, but it must not be lost.
						equal(written.includes("40 7"), true, where);
						equal(written.filter((each) => each[0] === "3").length, host.result >= 0 ? 1 : 0, where);
						equal(host.socket.closed, false, where);
					}
				}
			}
		});
	}

	it("gets each PUBACK, in order, however the room comes back", async () => {
		await undefined;
		for (const overhead of OVERHEADS) {
			for (const step of [1, 3, 4, 29, 33, 73, 100]) {
				const host = answering(overhead, TCP, 1, 5);
				host.capacity = 80;
				host.squeeze(0);
				for (let i = 1; i < 8; i++) host.send(`32 06 00 01 "m" 00 0${i} "x"`);
				for (let i = 0; i < 2_500; i++) {
					host.socket.room = Math.min(host.capacity, host.socket.room + step);
					host.socket.onWritable(host.socket.room);
				}
				const written = packets(host);
				equal(
					written.filter((each) => each[0] === "4").join(),
					"40 1,40 2,40 3,40 4,40 5,40 6,40 7",
					`${overhead} ${step}`,
				);
				equal(written.filter((each) => each[0] === "3").length, 7);
			}
		}
	});

	it("gets PUBREC, PUBREL and PUBCOMP later if there was no room for them", async () => {
		await undefined;
		for (const overhead of OVERHEADS) {
			for (let room = 0; room < 80; room += 3) {
				const host = answering(overhead, TCP, 2, 1);
				host.squeeze(room);
				host.send('34 06 00 01 "m" 00 07 "x" 62 02 00 07');
				const written = drained(host);
				host.send("50 02 00 01");
				written.push(...drained(host));
				const where = `${overhead} ${room}`;
				equal(written.filter((each) => each === "50 7").length, 1, where);
				equal(written.filter((each) => each === "70").length, 1, where);
				equal(written.filter((each) => each === "62").length, 1, where);
				equal(written.filter((each) => each === "34").length, 1, where);
			}
		}
	});

	it("gets CONNECT in parts, and PINGREQ and DISCONNECT", async () => {
		await undefined;
		for (const overhead of OVERHEADS) {
			const host = new Host({ overhead, room: 10 + overhead });
			const client = host.client({ keepAlive: 10_000 });
			host.step();
			host.accept();
			for (let i = 0; i < 5; i++) host.drain();
			equal(concat(...host.writes.splice(0)).length, 14, overhead);
			host.send("20 02 00 00");
			host.drain();
			while (host.writes.length === 0) host.step();
			host.sent("C0 00");
			host.send("D0 00");
			host.drain();
			client.disconnect();
			host.step();
			host.sent("E0 00");
		}
	});
});
