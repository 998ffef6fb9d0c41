import { equal, throws } from "../../../assert.js";
import { concat, hex } from "../../../bytes.js";
import { CERTIFICATE, DONE, ending, FINISHED, flight, HELLO_REQUEST, Line, plain, protect } from "../line.js";

/** The bytes of a record in addition to its data, which the reported room excludes. */
const OVERHEAD = 29;

describe("Writing", () => {
	it("accepts the room of onWritable in one call, and returns the room that is left", () => {
		for (const room of [100, 1072, 5744]) {
			const line = new Line({ room });
			const tls = line.ready();
			line.drain();
			line.happened(`writable ${room - OVERHEAD}`);
			const bytes = new Uint8Array(room - OVERHEAD).fill(1);
			throws(() => tls.write(new Uint8Array(room - OVERHEAD + 1)), Error, `room for ${room - OVERHEAD}`);
			equal(tls.write(bytes), 0);
			equal(line.writes.length, 1);
			throws(() => tls.write(Uint8Array.of(1)), Error, "room for 0");
		}
	});

	it("accepts all kinds of bytes: an ArrayBuffer, a view of a part, a resizable view", () => {
		const line = new Line();
		const tls = line.ready();
		const window = new ArrayBuffer(8, { maxByteLength: 16 });
		const view = new Uint8Array(window);
		view.fill(9);
		window.resize(2);
		tls.write(Uint8Array.of(1, 2).buffer);
		tls.write(new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2));
		tls.write(view);
		line.sentProtected("17 01 02", "17 02 03", "17 09 09");
	});

	it("accepts bytes at an offset, and subtracts a record's overhead from the room", () => {
		const line = new Line();
		const tls = line.ready();
		let room = 1072 - OVERHEAD;
		const bytes = hex('"hello world"');
		room -= 5 + OVERHEAD;
		equal(tls.writeFrom(bytes, 6, 5), room);
		room -= 11 + OVERHEAD;
		equal(tls.writeFrom(bytes, 0, 11), room);
		equal(tls.writeFrom(bytes, 11, 0), room);
		line.sentProtected('17 "world"', '17 "hello world"');
		for (const [at, count] of [
			[12, 0],
			[-1, 1],
			[0, 12],
			[0.5, 1],
			[0, undefined],
		])
			throws(() => tls.writeFrom(bytes, at, count), RangeError);
		throws(() => tls.writeFrom([1], 0, 1), TypeError);
		const all = new Uint8Array(room + 2);
		throws(() => tls.writeFrom(all, 1, room + 1), Error, `room for ${room}`);
		equal(tls.writeFrom(all, 1, room), 0);
	});

	it("reports no more room than a record may carry", () => {
		const line = new Line({ room: 40_000 });
		line.ready();
		line.drain();
		line.happened("writable 16384");
	});

	it("is not announced when there is no room for a record", () => {
		const line = new Line();
		line.ready();
		line.squeeze(OVERHEAD);
		line.happened();
		line.squeeze(OVERHEAD + 1);
		line.happened("writable 1");
	});

	it("returns undefined once the connection has failed", () => {
		const line = new Line();
		const tls = line.ready();
		line.socket.failed = true;
		equal(tls.write(hex('"lost"')), undefined);
		equal(tls.writeFrom(hex('"lost"'), 1, 2), undefined);
		line.lose();
		line.happened("error connection lost");
		equal(tls.write(hex('"lost"')), undefined);
	});

	it("sends the handshake in parts if there is little room, and is ready when all of it is sent", () => {
		for (const room of [1, 7, 80]) {
			const line = new Line({ room });
			const tls = line.open({ clientCertificates: [new Uint8Array(200).fill(5)], clientKey: hex("30 00") });
			line.accept();
			while (line.socket.room < room) line.drain();
			line.writes.length = 0;
			line.send(concat(...flight().slice(0, 3), plain(22, "0D 00 00 06 01 01 00 00 00 00"), flight()[3]));
			for (let i = 0; i < 300; i++) line.drain();
			// Certificate, ClientKeyExchange, CertificateVerify, ChangeCipherSpec, Finished.
			equal(line.sentTypes().join(), "22,22,22,20,22");
			line.happened();
			line.send(concat(...ending()));
			line.squeeze(room);
			line.happened(...(room > OVERHEAD ? [`writable ${room - OVERHEAD}`, `writable ${room - OVERHEAD}`] : []));
			tls.close();
		}
	});
});

describe("Reading", () => {
	it("returns a record in parts, and continues by itself when it is read later", () => {
		const line = new Line();
		const tls = line.ready();
		line.reading = false;
		line.send(concat(protect(23, '"hello"', 1), protect(23, '"world"', 2), protect(21, "01 00", 3)));
		line.happened("readable 5");
		throws(() => tls.read(new Uint8Array(6)), Error, "5 available");
		throws(() => tls.read(0), Error, "0 bytes");
		line.read(2);
		line.read(3);
		equal(tls.read(), undefined);
		line.happened();
		line.step();
		line.happened("readable 5");
		equal(String.fromCharCode(...new Uint8Array(tls.read())), "world");
		line.happened();
		line.step();
		line.happened("error closed by the server");
	});

	it("returns a new ArrayBuffer for a number, and fills a given buffer", () => {
		const line = new Line();
		const tls = line.ready();
		line.reading = false;
		line.send(protect(23, "01 02 03 04 05 06 07", 1));
		equal(new Uint8Array(tls.read(2)).join(), "1,2");
		const view = new Uint8Array(6);
		equal(tls.read(new DataView(view.buffer, 1, 2)), 2);
		equal(tls.read(view.buffer.slice(0, 1)), 1);
		equal(view.join(), "0,3,4,0,0,0");
		equal(new Uint8Array(tls.read()).join(), "6,7");
	});

	it("fills bytes at an offset, and nothing around them", () => {
		const line = new Line();
		const tls = line.ready();
		line.reading = false;
		line.send(protect(23, "01 02 03 04 05 06 07", 1));
		const bytes = new Uint8Array(5);
		equal(tls.readInto(bytes, 2, 2), 2);
		equal(bytes.join(), "0,0,1,2,0");
		throws(() => tls.readInto(bytes, 2, 4), RangeError);
		throws(() => tls.readInto(bytes, -1, 1), RangeError);
		throws(() => tls.readInto(new Uint8Array(6), 0, 6), Error, "5 available");
		equal(tls.readInto(bytes, 5, 0), undefined);
		equal(tls.readInto(bytes, 0, 5), 5);
		equal(bytes.join(), "3,4,5,6,7");
		equal(tls.readInto(bytes, 0, 1), undefined);
		equal(bytes.join(), "3,4,5,6,7");
	});

	it("continues when the rest is read because there is room again", () => {
		const line = new Line();
		line.ready();
		line.reading = false;
		line.send(concat(protect(23, '"hello"', 1), protect(23, '"world"', 2)));
		line.happened("readable 5");
		line.onWritable = () => {
			line.onWritable = undefined;
			line.reading = true;
			line.read(5);
		};
		line.drain();
		line.happened(`writable ${1072 - OVERHEAD}`, "readable 5");
		equal(line.received, "helloworld");
		equal(line.timers.length, 0);
	});

	it("delivers what came before the connection was lost or closed, and then reports that once", () => {
		for (const [goodbye, detail] of [
			[new Uint8Array(0), "connection lost"],
			[protect(21, "01 00", 3), "closed by the server"],
			[protect(21, "02 0A", 3), "alert unexpected_message"],
		]) {
			const line = new Line();
			line.ready();
			line.send(concat(protect(23, '"hello"', 1), protect(23, '" you"', 2), goodbye));
			line.lose();
			line.happened("readable 5", "readable 4", `error ${detail}`);
			equal(line.received, "hello you");
		}
	});

	it("keeps unread data when the connection is lost", () => {
		const line = new Line();
		line.ready();
		line.reading = false;
		line.send(protect(23, '"hello"', 1));
		line.lose();
		line.happened("readable 5");
		line.read(5);
		line.step();
		line.happened("error connection lost");
	});

	it("answers the server's close_notify, and no other alert", () => {
		for (const [alert, answer] of [
			["01 00", ["15 01 00"]],
			["02 14", []],
		]) {
			const line = new Line();
			line.ready();
			line.send(protect(21, alert, 1));
			line.sentProtected(...answer);
			equal(line.socket.closed, true);
		}
	});

	it("ignores empty records, warnings, and requests for a new handshake", () => {
		const line = new Line();
		line.ready();
		line.send(
			concat(
				protect(23, "", 1),
				protect(21, "01 5A", 2),
				protect(22, HELLO_REQUEST, 3),
				protect(22, HELLO_REQUEST, 4),
				protect(23, '"hello"', 5),
			),
		);
		line.happened("readable 5");
		equal(line.writes.length, 0);
	});

	it("ends with a record that is no longer allowed, or is not authentic", () => {
		for (const [record, detail] of [
			[() => protect(20, "01", 1), "malformed record"],
			[() => protect(22, FINISHED, 1), "malformed record"],
			[() => protect(22, CERTIFICATE, 1), "malformed record"],
			[() => protect(22, DONE, 1), "malformed record"],
			[() => protect(24, "01", 1), "malformed record"],
			[() => protect(23, "01", 2), "malformed record"],
			[() => plain(23, '"hello"'), "malformed record"],
			[() => plain(21, "02 28"), "malformed record"],
			[() => plain(20, "01"), "malformed record"],
			[() => hex("17 03 03 00 00"), "malformed record"],
			[() => hex("17 03 03 FF FF"), "malformed record"],
			[() => hex("17 02 03 00 01 00"), "malformed record"],
		]) {
			const line = new Line();
			const tls = line.ready();
			line.send(concat(record(), protect(23, '"hello"', 2)));
			line.happened(`error ${detail}`);
			line.sentProtected("15 02 14");
			equal(line.socket.closed, true);
			equal(tls.read(), undefined);
			line.lose();
			line.happened();
		}
	});
});

describe("The end of TCP", () => {
	it("before the connection is reported as a failure to connect", () => {
		const line = new Line();
		line.open();
		line.lose();
		line.refused("connection failed");
	});

	it("is reported when the handshake's last record could not be sent, whatever was received", () => {
		const line = new Line({ room: 7 });
		line.greet();
		line.squeeze(7);
		line.send(concat(...flight(), ...ending(), protect(23, '"hello"', 1)));
		for (let i = 0; i < 9; i++) line.drain();
		line.happened();
		line.socket.onError();
		line.refused("connection lost");
	});

	it("is reported at once, wherever it comes in the handshake", () => {
		const all = concat(...flight(), ...ending());
		for (let size = 0; size < all.length; size += 9) {
			const line = new Line();
			line.greet();
			line.sendPieces(all.slice(0, size), 0);
			line.lose();
			line.refused("connection lost");
		}
	});
});

describe("close()", () => {
	it("sends close_notify, and closes the TCP socket; once", () => {
		const line = new Line();
		const tls = line.ready();
		tls.write(hex('"bye"'));
		tls.close();
		tls.close();
		line.sentProtected('17 "bye"', "15 01 00");
		equal(line.socket.closed, true);
		equal(tls.write(hex('"bye"')), undefined);
		equal(tls.read(), undefined);
	});

	it("sends nothing before the handshake's end, and without room", () => {
		for (let at = 0; at < 5; at++) {
			const line = new Line();
			const tls = line.open();
			if (at) line.accept();
			for (const record of flight().slice(0, at - 1)) line.send(record);
			line.writes.length = 0;
			tls.close();
			equal(line.writes.length, 0);
			equal(line.socket.closed, true);
		}
		const line = new Line();
		const tls = line.ready();
		line.socket.room = 30;
		line.squeeze(30);
		tls.close();
		equal(line.writes.length, 0);
	});

	it("is followed by no callback, even from within one", () => {
		const line = new Line();
		line.greet();
		line.onWritable = () => line.tls.close();
		line.send(concat(...flight(), ...ending(), protect(23, '"hello"', 1)));
		equal(line.log.length, 1);
		const { socket } = line;
		socket.onReadable(5);
		socket.onWritable(500);
		socket.onError();
		equal(line.log.length, 1);
	});

	it("drops unread data, also when a timer is about to continue", () => {
		const line = new Line();
		const tls = line.ready();
		line.reading = false;
		line.send(concat(protect(23, '"hello"', 1), protect(23, '"world"', 2)));
		line.read(5);
		tls.close();
		line.step();
		line.happened("readable 5");
	});
});
