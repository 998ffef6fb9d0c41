import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Line } from "./line.js";

const NONE = hex("");
const PONG = 0x8a;
const CLOSE = 0x88;

describe("A pong", () => {
	it("takes room, and the client sees less room", () => {
		const line = new Line({ room: 100 }).established();
		equal(line.free, 92);
		line.send(hex('89 14 "a"*20'));
		deepEqual(line.frames(), [[PONG, hex('"a"*20')]]);
		equal(line.free, 92 - 26);
		line.drain();
		equal(line.free, 92);
	});

	it("is sent also while the handshake has left less room than a data frame needs", () => {
		const line = new Line({ room: 1_072 }).open();
		line.accept();
		line.squeeze(8);
		line.answer("89 00");
		deepEqual(line.frames(), [[PONG, NONE]]);
		equal(line.free, 0);
		line.drain();
		equal(line.free, 1_072 - 24);
	});

	it("waits until there is room for it", () => {
		const line = new Line({ room: 60 }).established();
		line.ws.writeFrom(new Uint8Array(50), 0, 50);
		line.frames();
		line.send(hex('89 02 "ab"'));
		deepEqual(line.frames(), []);
		line.drain(3);
		deepEqual(line.frames(), []);
		line.drain(1);
		deepEqual(line.frames(), [[PONG, hex('"ab"')]]);
		equal(line.free, 0);
		line.drain();
		equal(line.free, 52);
		deepEqual(line.frames(), []);
	});

	it("answers only the last of several pings if there was no room for the others", () => {
		const line = new Line({ room: 60 }).established();
		line.ws.writeFrom(new Uint8Array(50), 0, 50);
		line.frames();
		line.send(hex('89 02 "ab" 8A 01 "x" 89 03 "cde"'));
		line.send(hex('82 01 "!"'));
		deepEqual(line.received, hex('"!"'));
		line.drain();
		deepEqual(line.frames(), [[PONG, hex('"cde"')]]);
	});

	it("is sent only once the whole ping has arrived", () => {
		const line = new Line({ room: 60 }).established();
		line.ws.writeFrom(new Uint8Array(50), 0, 50);
		line.frames();
		line.send(hex('89 02 "ab" 89 03 "c"'));
		line.drain();
		deepEqual(line.frames(), []);
		line.send(hex('"de"'));
		deepEqual(line.frames(), [[PONG, hex('"cde"')]]);
	});

	it("is sent only once the client has read the data that arrived before the ping", () => {
		const line = new Line().established();
		line.most = 0;
		line.send(hex('82 02 "ab" 89 00'));
		deepEqual(line.frames(), []);
		line.most = Infinity;
		line.read(2);
		line.advance(1);
		deepEqual(line.frames(), [[PONG, NONE]]);
	});

	it("may be followed by a close frame, if the app closes in onWritable", () => {
		const line = new Line().established();
		line.onWritable = () => line.ws.close();
		line.send(hex('89 00 82 01 "a"'));
		deepEqual(line.received, NONE);
		deepEqual(line.frames(), [
			[PONG, NONE],
			[CLOSE, hex("03 E8")],
		]);
		deepEqual(line.errors, []);
	});
});

describe("close()", () => {
	it("sends a close frame with the code 1000, and no callback comes after it", () => {
		const line = new Line().established();
		line.ws.writeFrom(hex('"abc"'), 0, 3);
		const { socket } = line;
		line.ws.close();
		deepEqual(line.frames(), [
			[0x82, hex('"abc"')],
			[CLOSE, hex("03 E8")],
		]);
		equal(socket.closed, true);
		line.ws.close();
		// The SDK's simulator calls back on a socket that was closed.
		socket.onReadable(10);
		socket.onWritable(100);
		socket.onError();
		deepEqual(line.errors, []);
		deepEqual(line.received, NONE);
		equal(line.timers.length, 0);
	});

	it("sends no close frame if there is no room for one", () => {
		const line = new Line({ room: 20 }).established();
		line.ws.writeFrom(new Uint8Array(12), 0, 12);
		line.frames();
		line.ws.close();
		deepEqual(line.frames(), []);
		equal(line.socket.closed, true);
	});

	it("is possible in every callback", () => {
		for (const bytes of [
			'82 01 "a"',
			'82 01 "a" 82 01 "b"',
			'82 02 "ab"',
			'02 01 "a" 80 01 "b" 89 00',
			'82 7E 00 7E "a"*126',
		]) {
			for (const reads of [true, false]) {
				const line = new Line().established();
				line.onReadable = (count) => {
					if (reads) line.ws.readInto(new Uint8Array(count), 0, count);
					line.ws.close();
				};
				line.send(hex(bytes));
				deepEqual(line.frames(), [[CLOSE, hex("03 E8")]]);
				deepEqual(line.errors, []);
			}
		}
		const line = new Line().open();
		line.accept();
		line.onWritable = () => line.ws.close();
		line.answer('82 01 "a"');
		deepEqual(line.frames(), [[CLOSE, hex("03 E8")]]);
		deepEqual(line.received, NONE);
		deepEqual(line.errors, []);
	});
});

describe("A lost connection", () => {
	it("is reported with the text of the socket below", () => {
		const line = new Line().established();
		line.socket.onError("certificate not trusted");
		line.ended("certificate not trusted");
	});

	it("is reported only once all received data has been read", () => {
		const line = new Line().established();
		line.most = 0;
		line.send(hex('82 02 "ab" 02 01 "c"'));
		line.lose();
		deepEqual(line.errors, []);
		line.most = Infinity;
		line.read(2);
		line.advance(1);
		line.finish();
		deepEqual(line.received, hex('"abc"'));
		deepEqual(line.errors, [undefined]);
		equal(line.timers.length, 0);
	});
});
