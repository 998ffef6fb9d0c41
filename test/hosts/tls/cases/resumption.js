import { deepEqual, equal } from "../../../assert.js";
import { concat, hex } from "../../../bytes.js";
import {
	CERTIFICATE,
	DONE,
	ending,
	FINISHED,
	flight,
	HELLO,
	HELLO_SESSION,
	KEY_EXCHANGE,
	Line,
	plain,
	protect,
} from "../line.js";

/** ClientHello of the stand-in carries the identifier of the session that it offers, and no more. */
const OFFER = plain(22, "01 00 00 02 AA BB");
const NO_OFFER = plain(22, "01 00 00 00");

/** A session as an app gets it, from a handshake in full. */
function sessionOf(secure) {
	const kept = [];
	const line = new Line();
	line.greet({ ...secure, onSession: (bytes) => kept.push(bytes) });
	line.send(concat(...flight(HELLO_SESSION)));
	equal(kept.length, 0);
	line.send(concat(...ending()));
	equal(kept.length, 1);
	equal(line.secure.session, kept[0]);
	return kept[0];
}

/** What the first record is of a socket that has this session. */
function offered(session, secure) {
	const line = new Line();
	line.greet({ session, ...secure });
	deepEqual(line.writes.length, 1);
	return line.writes[0];
}

describe("A session", () => {
	it("is given to the app once it can be resumed, before anything can be written", () => {
		const line = new Line();
		line.greet({ onSession: () => line.log.push("session") });
		line.send(concat(...flight(HELLO_SESSION), ...ending()));
		line.happened("session", `writable ${line.socket.room - 29}`);
	});

	it("is not given if the server keeps none", () => {
		const line = new Line();
		line.ready({ onSession: () => line.log.push("session") });
		line.happened();
		equal(line.secure.session, undefined);
	});

	it("is resumed: the server changes its cipher at once, and the client answers", () => {
		const session = sessionOf();
		const line = new Line();
		line.greet({ session, onSession: () => line.log.push("session") });
		deepEqual(line.writes.splice(0), [OFFER]);
		line.send(concat(plain(22, HELLO_SESSION), plain(20, "01"), protect(22, FINISHED)));
		equal(line.sentTypes().join(), "20,22");
		line.happened(`writable ${line.socket.room - 29}`);
		line.send(protect(23, '"hello"', 1));
		line.happened("readable 5");
	});

	it("that is resumed is ready only when the client's Finished has been sent", () => {
		const line = new Line({ room: 90 });
		line.greet({ session: sessionOf() });
		line.squeeze(8);
		line.send(concat(plain(22, HELLO_SESSION), plain(20, "01"), protect(22, FINISHED), protect(23, '"hello"', 1)));
		line.happened();
		line.drain(35);
		line.happened();
		line.drain();
		// 8 bytes of Finished were left to be sent.
		line.happened(`writable ${90 - 8 - 29}`, "readable 5");
	});

	it("that the server does not resume is replaced by a new one, or forgotten", () => {
		for (const [hello, left] of [
			[HELLO_SESSION.replace("AA BB", "CC DD"), 204],
			["02 00 00 29 03 03 11*32 03 AA BB CC C0 2F 00", 204],
			[HELLO, undefined],
		]) {
			const line = new Line();
			line.greet({ session: sessionOf() });
			line.writes.length = 0;
			line.send(concat(...flight(hello), ...ending()));
			equal(line.sentTypes().join(), "22,20,22");
			line.happened(`writable ${line.socket.room - 29}`);
			equal(line.secure.session?.[6], left && (hello === HELLO ? undefined : hello.includes("CC DD") ? 0xcc : 0xaa));
		}
	});

	it("that fails is not tried again; one that is only cut off is", () => {
		const session = sessionOf();
		for (const [record, left] of [
			[() => concat(plain(20, "01"), protect(22, "14 00 00 0C 08*12")), undefined],
			[() => plain(21, "02 28"), undefined],
			[() => new Uint8Array(0), session],
		]) {
			const line = new Line();
			line.greet({ session });
			line.send(concat(plain(22, HELLO_SESSION), record()));
			line.lose();
			equal(line.log.length, 1);
			equal(line.secure.session, left);
		}
	});

	it("that the server takes up cannot be followed by a handshake in full", () => {
		for (const message of [CERTIFICATE, KEY_EXCHANGE, DONE]) {
			const line = new Line();
			line.greet({ session: sessionOf() });
			line.send(plain(22, HELLO_SESSION, message));
			line.refused("handshake out of order");
		}
	});

	it("is not offered if it is damaged, in any byte", () => {
		const session = sessionOf();
		deepEqual(offered(session), OFFER);
		for (let at = 0; at < session.length; at++) {
			const damaged = session.slice();
			damaged[at] ^= 1;
			deepEqual(offered(damaged), NO_OFFER);
		}
		for (const size of [0, 1, 5, 6, session.length - 1]) deepEqual(offered(session.slice(0, size)), NO_OFFER);
		deepEqual(offered(concat(session, hex("00"))), NO_OFFER);
	});

	it("is not offered to a server of another name, of another authority, or where it must be verified and was not", () => {
		const session = sessionOf();
		deepEqual(offered(session, { serverName: "other.test1" }), NO_OFFER);
		deepEqual(offered(session, { serverName: "broker.tes" }), NO_OFFER);
		deepEqual(offered(session, { serverName: "broker.test" }), OFFER);
		deepEqual(offered(session, { verify: true }), NO_OFFER);
		deepEqual(offered(session, { certificates: [hex("30 00")] }), NO_OFFER);
	});
});
