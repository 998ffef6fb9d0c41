import { deepEqual, equal } from "../../../assert.js";
import { concat, hex, toHex } from "../../../bytes.js";
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

/** The server's hello announces a ticket, and has the identifier AA BB or none. */
const HELLO_TICKET = `02 00 00 2C ${HELLO.slice(12)} 00 04 00 23 00 00`;
const HELLO_BOTH = `02 00 00 2E ${HELLO_SESSION.slice(12)} 00 04 00 23 00 00`;
/** Valid for an hour. */
const TICKET = "04 00 00 0A 00 00 0E 10 00 04 DE AD BE EF";
const OTHER_TICKET = "04 00 00 09 00 00 0E 10 00 03 F0 0D 00";
const EMPTY_TICKET = "04 00 00 06 00 00 00 00 00 00";

const NO_OFFER = { identifier: "", ticket: "" };
const OFFER = { identifier: "AA BB", ticket: "" };
/** The client's own identifier is the beginning of the ticket. */
const TICKET_OFFER = { identifier: "DE AD BE EF", ticket: "DE AD BE EF" };

/** What a client offers in ClientHello, in one record. */
function offerOf(record) {
	const message = record.subarray(5);
	equal(record[0], 22);
	equal((record[3] << 8) | record[4], message.length);
	equal(message[0], 1);
	equal((message[1] << 16) | (message[2] << 8) | message[3], message.length - 4);
	let at = 38;
	const take = (sizeOfSize) => {
		let size = 0;
		while (sizeOfSize--) size = (size << 8) | message[at++];
		at += size;
		return message.subarray(at - size, at);
	};
	const identifier = toHex(take(1));
	equal(toHex(take(2)), "C0 2B C0 2F 00 FF");
	equal(toHex(take(1)), "00");
	const end = at + 2 + ((message[at] << 8) | message[at + 1]);
	equal(end, message.length);
	at += 2;
	let ticket;
	while (at < end) {
		const type = (message[at] << 8) | message[at + 1];
		at += 2;
		const data = take(2);
		if (type === 35) ticket = toHex(data);
	}
	equal(at, end);
	return { identifier, ticket };
}

/** A full handshake, with a ticket after the client's part. */
function withTicket(line, ticket = TICKET, hello = HELLO_TICKET) {
	line.send(concat(...flight(hello)));
	line.send(concat(plain(22, ticket), ...ending()));
}

/** A session with a ticket, as the app receives it. */
function ticketOf(secure) {
	const line = new Line();
	line.greet(secure);
	withTicket(line);
	line.happened(`writable ${line.socket.room - 29}`);
	return line.secure.session;
}

/** A session as the app receives it, from a full handshake. */
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

/** What a socket with this session offers. */
function offered(session, secure) {
	const line = new Line();
	line.greet({ session, ...secure });
	equal(line.writes.length, 1);
	return offerOf(line.writes[0]);
}

describe("A session", () => {
	it("is passed to the app once it can be resumed, before anything can be written", () => {
		const line = new Line();
		line.greet({ onSession: () => line.log.push("session") });
		line.send(concat(...flight(HELLO_SESSION), ...ending()));
		line.happened("session", `writable ${line.socket.room - 29}`);
	});

	it("is not passed if the server stores none", () => {
		const line = new Line();
		line.ready({ onSession: () => line.log.push("session") });
		line.happened();
		equal(line.secure.session, undefined);
	});

	it("is resumed: the server changes its cipher at once, and the client answers", () => {
		const session = sessionOf();
		const line = new Line();
		line.greet({ session, onSession: () => line.log.push("session") });
		deepEqual(offerOf(line.writes[0]), OFFER);
		line.writes.length = 0;
		line.send(concat(plain(22, HELLO_SESSION), plain(20, "01"), protect(22, FINISHED)));
		equal(line.sentTypes().join(), "20,22");
		line.happened(`writable ${line.socket.room - 29}`);
		line.send(protect(23, '"hello"', 1));
		line.happened("readable 5");
	});

	it("that is resumed is ready only after the client's Finished was sent", () => {
		const line = new Line({ room: 90 });
		line.greet({ session: sessionOf() });
		line.squeeze(8);
		line.send(concat(plain(22, HELLO_SESSION), plain(20, "01"), protect(22, FINISHED), protect(23, '"hello"', 1)));
		line.happened();
		line.drain(35);
		line.happened();
		line.drain();
		// 8 bytes of Finished were not sent yet.
		line.happened(`writable ${90 - 8 - 29}`, "readable 5");
	});

	it("that the server does not resume is replaced by a new one, or deleted", () => {
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
			equal(line.secure.session?.[8], left && (hello === HELLO ? undefined : hello.includes("CC DD") ? 0xcc : 0xaa));
		}
	});

	it("that fails is not offered again, unless it was only interrupted", () => {
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

	it("that the server resumes cannot be followed by a full handshake", () => {
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
		for (const size of [0, 1, 5, 6, 8, 9, session.length - 1]) deepEqual(offered(session.slice(0, size)), NO_OFFER);
		deepEqual(offered(concat(session, hex("00"))), NO_OFFER);
	});

	it("is not offered to a server with another name or authority, or if it was not verified and must be", () => {
		const session = sessionOf();
		deepEqual(offered(session, { serverName: "other.test1" }), NO_OFFER);
		deepEqual(offered(session, { serverName: "broker.tes" }), NO_OFFER);
		deepEqual(offered(session, { serverName: "broker.test" }), OFFER);
		deepEqual(offered(session, { verify: true }), NO_OFFER);
		deepEqual(offered(session, { certificates: [hex("30 00")] }), NO_OFFER);
	});
});

describe("A ticket", () => {
	it("is requested, and passed to the app once the handshake is complete", () => {
		const line = new Line();
		line.greet({ onSession: () => line.log.push("session") });
		deepEqual(offerOf(line.writes[0]), NO_OFFER);
		line.send(concat(...flight(HELLO_TICKET)));
		line.send(plain(22, TICKET));
		line.happened();
		equal(line.secure.session, undefined);
		line.send(concat(...ending()));
		line.happened("session", `writable ${line.socket.room - 29}`);
		deepEqual(offered(line.secure.session), TICKET_OFFER);
	});

	it("is included in the handshake's digest, although ssl/session does not know it", () => {
		const line = new Line();
		line.greet();
		line.send(concat(...flight(HELLO_TICKET)));
		const { digested } = line.tls.conversation.session.handshakeDigests.SHA256;
		line.send(plain(22, TICKET));
		deepEqual(digested, [...hex(TICKET)]);
	});

	it("is preferred to an identifier; an empty one is ignored", () => {
		const line = new Line();
		line.greet();
		withTicket(line, TICKET, HELLO_BOTH);
		deepEqual(offered(line.secure.session), TICKET_OFFER);
		const other = new Line();
		other.greet();
		withTicket(other, EMPTY_TICKET, HELLO_BOTH);
		deepEqual(offered(other.secure.session), OFFER);
		const third = new Line();
		third.greet();
		withTicket(third, EMPTY_TICKET);
		equal(third.secure.session, undefined);
	});

	it("is resumed, with a new one or without", () => {
		const hello = HELLO_TICKET.replace("02 00 00 2C", "02 00 00 30").replace("11*32 00", "11*32 04 DE AD BE EF");
		const bare = `02 00 00 2A ${HELLO.slice(12).replace("11*32 00", "11*32 04 DE AD BE EF")}`;
		for (const [records, fresh] of [
			[[plain(22, bare)], false],
			[[plain(22, hello), plain(22, OTHER_TICKET)], true],
			[[plain(22, hello, OTHER_TICKET)], true],
			[[plain(22, hex(hello).subarray(0, 9)), plain(22, hex(hello).subarray(9), OTHER_TICKET)], true],
			[[plain(22, hello), plain(22, EMPTY_TICKET)], false],
		]) {
			const session = ticketOf();
			const line = new Line();
			line.greet({ session, onSession: () => line.log.push("session") });
			line.writes.length = 0;
			line.send(concat(...records, ...ending()));
			equal(line.sentTypes().join(), "20,22");
			line.happened(...(fresh ? ["session"] : []), `writable ${line.socket.room - 29}`);
			deepEqual(offered(line.secure.session), fresh ? { identifier: "F0 0D 00", ticket: "F0 0D 00" } : TICKET_OFFER);
		}
	});

	it("that is not accepted is replaced by another one, or deleted", () => {
		for (const [hello, ticket, left] of [
			[HELLO_TICKET, OTHER_TICKET, { identifier: "F0 0D 00", ticket: "F0 0D 00" }],
			[HELLO_SESSION, undefined, OFFER],
			[HELLO, undefined, NO_OFFER],
		]) {
			const line = new Line();
			line.greet({ session: ticketOf() });
			line.send(concat(...flight(hello)));
			line.send(concat(...(ticket ? [plain(22, ticket)] : []), ...ending()));
			line.happened(`writable ${line.socket.room - 29}`);
			deepEqual(offered(line.secure.session), left);
		}
	});

	it("longer than 1,536 bytes is not kept", () => {
		for (const size of [1_536, 1_537]) {
			const line = new Line();
			line.greet();
			const ticket = concat(
				Uint8Array.of(4, 0, (size + 6) >> 8, size + 6, 0, 0, 0, 0, size >> 8, size),
				new Uint8Array(size).fill(5),
			);
			withTicket(line, ticket);
			line.happened(`writable ${line.socket.room - 29}`);
			equal(line.secure.session?.length, size === 1_536 ? 8 + size + 48 + "broker.test".length : undefined);
		}
	});

	it("is allowed only after the client's part, and only if the server has announced it", () => {
		const OUT_OF_ORDER = "handshake out of order";
		const RECORDS = "records out of order";
		for (const [detail, ...records] of [
			// First of all, before the certificate, after ServerHelloDone in one record, twice, and unannounced.
			[OUT_OF_ORDER, plain(22, TICKET)],
			[OUT_OF_ORDER, plain(22, HELLO_TICKET), plain(22, TICKET)],
			[OUT_OF_ORDER, ...flight(HELLO_TICKET).slice(0, 3), plain(22, DONE, TICKET)],
			[OUT_OF_ORDER, ...flight(HELLO_TICKET), plain(22, TICKET), plain(22, TICKET)],
			[OUT_OF_ORDER, ...flight(HELLO_TICKET), plain(22, TICKET, CERTIFICATE)],
			[OUT_OF_ORDER, ...flight(HELLO), plain(22, TICKET)],
			// It is missing or late.
			[RECORDS, ...flight(HELLO_TICKET), plain(20, "01")],
			[RECORDS, ...flight(HELLO_TICKET), plain(22, TICKET), plain(20, "01"), protect(22, TICKET)].map((each, i) =>
				i ? each : "handshake: unknown type: 4",
			),
			// Its size is wrong.
			["malformed handshake", ...flight(HELLO_TICKET), plain(22, "04 00 00 05 00 00 00 00 00")],
			["malformed handshake", ...flight(HELLO_TICKET), plain(22, "04 00 00 07 00 00 00 00 00 02 AA")],
			["malformed handshake", ...flight(HELLO_TICKET), plain(22, "04 00 00 08 00 00 00 00 00 01 AA BB")],
		]) {
			const line = new Line();
			line.greet();
			line.send(concat(...records));
			line.refused(detail);
			equal(line.secure.session, undefined);
		}
	});

	it("is not offered if it is damaged, in any byte, nor to another server", () => {
		const session = ticketOf();
		for (let at = 0; at < session.length; at++) {
			const damaged = session.slice();
			damaged[at] ^= 1;
			deepEqual(offered(damaged), NO_OFFER);
		}
		deepEqual(offered(session, { serverName: "other.test1" }), NO_OFFER);
		deepEqual(offered(session, { certificates: [hex("30 00")] }), NO_OFFER);
		deepEqual(offered(session, { verify: true }), NO_OFFER);
	});
});
