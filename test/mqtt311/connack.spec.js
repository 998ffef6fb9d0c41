import { deepEqual, equal } from "../assert.js";
import { Host, KEPT } from "./host.js";

/**
 * The server's first bytes are `bytes`. Returns the host, whose socket must have been closed without another write.
 */
function greeted(bytes, options) {
	const host = new Host();
	host.client(options);
	host.again(bytes);
	equal(host.socket.closed, true, bytes);
	host.sent();
	return host;
}

describe("CONNACK", () => {
	it("1, 2, 4 and 5 end the connection, which is retried slowly", () => {
		const rows = [
			["20 02 00 01", "unsupportedProtocolVersion"],
			["20 02 00 02", "clientIdentifierNotValid"],
			["20 02 00 04", "badUserNameOrPassword"],
			["20 02 00 05", "notAuthorized"],
		];
		for (const [connack, reason] of rows) {
			const host = greeted(connack);
			host.happened(`${reason}, retry 900000`);
			host.advance(899_999);
			equal(host.sockets, 1);
			host.again(connack);
			// It is as slow each time, and does not get slower.
			host.happened(`${reason}, retry 900000`);
			host.again();
			host.happened("connected");
		}
	});

	it("3, server unavailable, is retried later", () => {
		const host = greeted("20 02 00 03");
		host.happened("serverUnavailable, retry 1000");
		host.again();
		host.happened("connected");
	});

	it("of a refused client that connect() sends again may accept it", () => {
		const host = greeted("20 02 00 05");
		host.made.connect();
		host.again();
		host.happened("notAuthorized, retry 900000", "connected");
	});

	it("with a reserved return code of 3.1.1 is a refusal, too: it is retried slowly, and the text has the number [MQTT-3.2.2-6]", () => {
		// Adafruit IO sends 6 to those who connect too often, and 7 to those whom it has banned.
		const rows = [
			["20 02 00 06", "CONNACK 6"],
			["20 02 00 07", "CONNACK 7"],
			["20 02 00 80", "CONNACK 128"],
			["20 02 00 FF", "CONNACK 255"],
		];
		for (const [connack, expected] of rows) {
			const told = [];
			const host = greeted(connack, {
				onDisconnect: ({ code, text, retry }) => told.push(`${code}: ${text}, ${retry}`),
			});
			// 135 is notAuthorized.
			deepEqual(told.splice(0), [`135: ${expected}, 900000`]);
			host.again("20 02 00 05");
			deepEqual(told, ["135: notAuthorized, 900000"]);
			host.again();
			host.happened("connected");
		}
	});

	it("with reserved bits is malformed [MQTT-2.2.2-2]", () => {
		greeted("20 02 02 00").happened("malformedPacket, retry 1000");
		greeted("20 02 80 00").happened("malformedPacket, retry 1000");
		greeted("21 02 00 00").happened("malformedPacket, retry 1000");
	});

	it("of another length is malformed: nothing, one byte, three", () => {
		greeted("20 00").happened("malformedPacket, retry 1000");
		greeted("20 01 00").happened("malformedPacket, retry 1000");
		greeted("20 03 00 00 00").happened("malformedPacket, retry 1000");
		greeted("20 82 00 00 00").happened("malformedPacket, retry 1000");
	});

	it("with a session present and a refusal is malformed [MQTT-3.2.2-4]", () => {
		greeted("20 02 01 05", KEPT).happened("malformedPacket, retry 1000");
		greeted("20 02 01 03", KEPT).happened("malformedPacket, retry 1000");
	});

	it("with a session present, after a clean one was requested, is a protocol error", () => {
		greeted("20 02 01 00").happened("protocolError, retry 1000");
	});

	it("that refuses ends all reading: later bytes in the segment are not read from a closed socket", () => {
		const host = greeted('20 02 00 05 30 04 00 01 "ab" 20 02 00 00');
		host.happened("notAuthorized, retry 900000");
		const large = greeted(`20 02 00 05 "x"*1000`);
		large.happened("notAuthorized, retry 900000");
	});

	it("must be the server's first packet [MQTT-3.2.0-1] [MQTT-4.8.0-1]", () => {
		for (const first of [
			'30 04 00 01 "ab"', // PUBLISH
			'32 06 00 01 "a" 00 01 "b"',
			'30 85 08 00 01 "a" "b"*1026', // one larger than the buffer
			"40 02 00 01", // PUBACK
			"50 02 00 01", // PUBREC
			"62 02 00 01", // PUBREL
			"70 02 00 01", // PUBCOMP
			"90 03 00 01 00", // SUBACK
			"B0 02 00 01", // UNSUBACK
			"D0 00", // PINGRESP
		]) {
			greeted(first).happened("protocolError, retry 1000");
		}
	});

	it("must be the server's first packet; a packet that only a client sends is malformed", () => {
		for (const first of [
			"10 00",
			"82 00",
			"A2 00",
			"C0 00",
			"E0 00",
			"F0 00",
			"00 00",
			'"HTTP/1.1 400 Bad Request" 0D 0A*90',
		]) {
			greeted(first).happened("malformedPacket, retry 1000");
		}
	});

	it("must not come before CONNECT has been written", () => {
		const host = new Host({ room: 5 });
		host.client();
		host.step();
		host.accept();
		host.send("20 02 00 00");
		equal(host.socket.closed, true);
		host.happened("protocolError, retry 1000");
	});

	it("must not come twice [MQTT-4.8.0-1]", () => {
		const host = new Host();
		host.online();
		host.send("20 02 00 00");
		equal(host.socket.closed, true);
		host.happened("protocolError, retry 1000");
	});

	it("that does not come because the server closes means a lost connection", () => {
		const host = new Host();
		host.client();
		host.step();
		host.accept();
		host.lose();
		equal(host.socket.closed, true);
		host.happened("connectionLost, retry 1000");
	});

	it("that refuses is reported in words as well, different for each reason", () => {
		const words = [];
		for (let code = 1; code < 6; code++) {
			const host = new Host();
			host.client({ onDisconnect: ({ text }) => words.push(text) });
			host.again(`20 02 00 0${code}`);
		}
		equal(words.length, 5);
		for (const text of words) equal(typeof text === "string" && text.length > 5, true, text);
		equal(new Set(words).size, 5);
	});
});
