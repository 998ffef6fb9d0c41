import { equal, throws } from "../../../assert.js";
import { concat, hex } from "../../../bytes.js";
import {
	CERTIFICATE,
	DONE,
	ending,
	FINISHED,
	flight,
	HELLO,
	HELLO_REQUEST,
	KEY_EXCHANGE,
	Line,
	plain,
	protect,
	REQUEST,
} from "../line.js";

const OUT_OF_ORDER = "records out of order";
const HANDSHAKE_ORDER = "handshake out of order";

/** A whole handshake, and data after it. */
const all = () => concat(...flight(), ...ending(), protect(23, '"hello"', 1));

describe("A handshake", () => {
	it("sends ClientHello when connected, and nothing is ready before both Finished", () => {
		const line = new Line();
		line.open();
		equal(line.tls.target, "the app's");
		equal(line.writes.length, 0);
		line.accept();
		equal(line.sentTypes().join(), "22");
		for (const record of flight()) {
			throws(() => line.tls.write(Uint8Array.of(1)), Error, "room for 0");
			line.send(record);
		}
		// ClientKeyExchange, ChangeCipherSpec, Finished.
		equal(line.sentTypes().join(), "22,20,22");
		line.send(ending()[0]);
		line.drain();
		line.happened();
		line.send(ending()[1]);
		line.happened(`writable ${1072 - 29}`);
		equal(line.tls.write(hex('"hello"')), 1072 - 29 - 34);
		line.sentProtected('17 "hello"');
	});

	for (const size of [0, 1, 3, 1000]) {
		it(`may come ${size ? `in pieces of ${size} bytes` : "all at once, with data after it"}`, () => {
			const line = new Line();
			line.onWritable = () => equal(line.received, "");
			line.greet();
			line.sendPieces(all(), size);
			equal(line.received, "hello");
			equal(line.log.filter((entry) => entry.startsWith("writable")).length, 1);
			equal(line.log.at(-1), "readable 5");
		});
	}

	it("may have several messages in a record, and a message in several records", () => {
		const messages = concat(hex(HELLO), hex(CERTIFICATE), hex(KEY_EXCHANGE), hex(REQUEST), hex(DONE));
		for (const size of [1, 5, 40, 300]) {
			const line = new Line();
			line.greet();
			for (let at = 0; at < messages.length; at += size) line.send(plain(22, messages.slice(at, at + size)));
			line.send(concat(...ending()));
			line.happened(`writable ${line.socket.room - 29}`);
		}
	});

	it("ignores warnings and HelloRequest", () => {
		const line = new Line();
		line.greet();
		for (const record of flight()) line.send(concat(plain(22, HELLO_REQUEST), plain(21, "01 70"), record));
		line.send(concat(ending()[0], protect(21, "01 5A", 0), protect(22, FINISHED, 1)));
		line.happened(`writable ${line.socket.room - 29}`);
	});

	const intruders = {
		"a fatal alert": [() => plain(21, "02 28"), "alert handshake_failure"],
		"an unknown alert": [() => plain(21, "02 63"), "alert 99"],
		close_notify: [() => plain(21, "01 00"), "closed by the server"],
		"half an alert": [() => plain(21, "01"), OUT_OF_ORDER],
		"two alerts in one": [() => plain(21, "01 70 01 70"), OUT_OF_ORDER],
		data: [() => plain(23, '"CONNACK"'), OUT_OF_ORDER],
		Finished: [() => plain(22, FINISHED), HANDSHAKE_ORDER],
		ClientHello: [() => plain(22, "01 00 00 00"), HANDSHAKE_ORDER],
		"an unknown message": [() => plain(22, "04 00 00 00"), HANDSHAKE_ORDER],
		"a record of an unknown type": [() => plain(24, "01"), "malformed record"],
		"another protocol's": [() => hex('"HTTP/1.1 400"'), "malformed record"],
		"an empty record": [() => plain(22), "malformed record"],
		"a record that is too long": [() => hex("16 03 03 48 01"), "malformed record"],
		"a message cut short by a change of ciphers": [() => concat(plain(22, "0B 00"), plain(20, "01")), OUT_OF_ORDER],
	};

	for (const what of Object.keys(intruders)) {
		it(`ends with ${what}, wherever it comes`, () => {
			const [intruder, detail] = intruders[what];
			for (let at = 0; at < 5; at++) {
				const line = new Line();
				line.greet();
				line.writes.length = 0;
				for (const record of flight().slice(0, at)) line.send(record);
				line.send(concat(intruder(), ...flight().slice(at), ...ending()));
				line.refused(detail);
			}
		});
	}

	it("ends with an early ChangeCipherSpec, and with a second one", () => {
		for (let at = 0; at < 4; at++) {
			const line = new Line();
			line.greet();
			line.send(concat(...flight().slice(0, at), ...ending()));
			line.refused(OUT_OF_ORDER);
		}
		const line = new Line();
		line.greet();
		line.send(concat(...flight(), plain(20, "01"), protect(20, "01", 0), protect(22, FINISHED, 0)));
		line.refused(OUT_OF_ORDER);
	});

	it("ends if a message is missing, or comes twice", () => {
		for (let at = 0; at < 4; at++) {
			for (const times of [0, 2]) {
				const messages = [HELLO, CERTIFICATE, KEY_EXCHANGE, DONE].flatMap((message, i) =>
					i === at ? Array(times).fill(message) : [message],
				);
				const line = new Line();
				line.greet();
				for (const message of messages) line.send(plain(22, message));
				if (times || at < 3) line.refused(HANDSHAKE_ORDER);
				else line.happened();
			}
		}
	});

	it("ends with ChangeCipherSpec in the middle of a message", () => {
		const line = new Line();
		line.greet();
		line.send(concat(...flight(), plain(22, "14 00"), ...ending()));
		line.refused(OUT_OF_ORDER);
	});

	it("ends with data between ChangeCipherSpec and Finished", () => {
		const line = new Line();
		line.greet();
		line.send(concat(...flight(), plain(20, "01"), protect(23, '"hello"', 0), protect(22, FINISHED, 1)));
		line.refused(OUT_OF_ORDER);
	});

	it("ends with a wrong Finished, or another message", () => {
		for (const [message, detail] of [
			["14 00 00 0C 08*12", "finished: auth err"],
			["14 00 00 02 07 07", "malformed handshake"],
			["0E 00 00 00", OUT_OF_ORDER],
			["00 00 00 00", OUT_OF_ORDER],
		]) {
			const line = new Line();
			line.greet();
			line.send(concat(...flight(), plain(20, "01"), protect(22, message)));
			line.refused(detail);
		}
		const line = new Line();
		line.greet();
		line.send(concat(...flight(), plain(20, "01"), plain(22, FINISHED)));
		line.refused("recordProtocol auth failed");
	});

	it("ends with an untrusted certificate, and sends an alert to the server", () => {
		const line = new Line();
		line.greet({ verify: true, certificate: hex("30 00") });
		line.writes.length = 0;
		line.send(concat(...flight()));
		equal(concat(...line.writes).join(), plain(21, "02 2A").join());
		line.refused("malformed certificate");
	});

	it("ends with a key exchange signed by an algorithm that was not offered", () => {
		for (const [signature, good] of [
			["04 01 00 02 AA BB", true],
			["04 03 00 08 30 06 02 01 01 02 01 7F", true],
			// No hash, none that is offered; anonymous, DSA, an unknown one.
			["00 01 00 02 AA BB", false],
			["02 01 00 02 AA BB", false],
			["06 01 00 02 AA BB", false],
			["04 00 00 02 AA BB", false],
			["04 02 00 02 AA BB", false],
			["04 07 00 02 AA BB", false],
			// Missing, too short, too long.
			["", false],
			["04 01 00 00", false],
			["04 01 00 02 AA", false],
			["04 01 00 02 AA BB CC", false],
			// An integer of 0, a negative one, only one, three, and something other than a sequence.
			["04 03 00 08 30 06 02 01 00 02 01 01", false],
			["04 03 00 08 30 06 02 01 01 02 01 00", false],
			["04 03 00 08 30 06 02 01 01 02 01 80", false],
			["04 03 00 05 30 03 02 01 01", false],
			["04 03 00 0B 30 09 02 01 01 02 01 01 02 01 01", false],
			["04 03 00 08 31 06 02 01 01 02 01 01", false],
		]) {
			const body = concat(hex("03 00 17 02 04 05"), hex(signature));
			const line = new Line();
			line.greet();
			line.send(plain(22, HELLO, CERTIFICATE));
			line.send(plain(22, Uint8Array.of(12, 0, 0, body.length), body, DONE));
			if (good) line.happened();
			else line.refused("malformed handshake");
		}
	});

	it("ends with a cipher that was not offered", () => {
		// AES-CBC with RSA, with DHE, with ECDHE; AES-256-GCM; the signalling value for renegotiation.
		for (const suite of ["00 2F", "00 67", "00 9E", "C0 27", "C0 30", "00 FF"]) {
			const line = new Line();
			line.greet();
			line.send(plain(22, HELLO.replace("C0 2F", suite)));
			line.refused("handshake with a cipher that was not offered");
		}
		const line = new Line();
		line.greet();
		line.send(plain(22, HELLO.replace("C0 2F", "C0 2B"), CERTIFICATE, KEY_EXCHANGE, DONE));
		line.happened();
	});

	it("requires a key exchange", () => {
		const line = new Line();
		line.greet();
		line.send(plain(22, HELLO, CERTIFICATE, DONE));
		line.refused(HANDSHAKE_ORDER);
	});

	it("ends with another version of TLS, and with a truncated ServerHello", () => {
		for (const [hello, detail] of [
			[HELLO.replace("26 03 03", "26 03 02"), "alert protocol_version"],
			["02 00 00 26 03 03 11*32 04 C0 2F 00", "malformed handshake"],
			["02 00 00 04 03 03 11 11", "malformed handshake"],
			// Extensions that are longer or shorter than the rest of the message.
			[`02 00 00 2C ${HELLO.slice(12)} 00 08 00 23 00 00`, "malformed handshake"],
			[`02 00 00 2D ${HELLO.slice(12)} 00 04 00 23 00 00 00`, "malformed handshake"],
			[`02 00 00 2C ${HELLO.slice(12)} 00 04 00 23 00 01`, "malformed handshake"],
		]) {
			const line = new Line();
			line.greet();
			line.send(plain(22, hello));
			line.refused(detail);
		}
	});
});
