import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { Property } from "mote-mqtt/mqtt5";
import { equal, throws } from "../../assert.js";
import { hex, toHex } from "../../bytes.js";
import { ACCEPTED, Host5 } from "../../mqtt5/host.js";

/** Options of a client that authenticates with the method "M": its data is "1", then "2". Logs the server's data. */
function by(host, more) {
	return {
		authentication: new EnhancedAuthentication({
			method: "M",
			begin: () => {
				host.log.push("begin");
				return ONE;
			},
			answer: (properties) => {
				const data = properties.get(Property.authenticationData);
				host.log.push(`answer ${data && toHex(data)}`);
				return OTHER;
			},
			onAuthenticated: () => host.log.push("authenticated"),
			...more,
		}),
	};
}

const ONE = hex('"1"');
const OTHER = hex('"2"');
/** CONNACK with the method. */
const CONNACK = '20 07 00 00 04 15 00 01 "M"';
/** AUTH, to be continued: with the method and "a". */
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
/** The client's answer. */
const ANSWER = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "2"';

describe("Enhanced authentication", () => {
	it("begins with CONNECT, continues with AUTH, and ends with CONNACK [MQTT-4.12.0-3] [MQTT-4.12.0-5] [MQTT-3.15.2-1]", () => {
		const host = new Host5();
		host.client(by(host));
		// Nothing is called back before the constructor has returned.
		host.happened();
		host.step();
		host.accept();
		host.happened("begin");
		host.sent('10 1A 00 04 "MQTT" 05 02 00 3C 0D 27 00 00 00 80 15 00 01 "M" 16 00 01 "1" 00 00');
		host.send(AUTH);
		host.happened("answer 61");
		host.sent(ANSWER);
		host.send('F0 06 18 04 15 00 01 "M"');
		host.happened("answer undefined");
		host.sent(ANSWER);
		host.send(CONNACK);
		host.happened("connected");
	});

	it("sends nothing but AUTH before CONNACK [MQTT-3.1.2-30]", () => {
		const host = new Host5();
		host.client(by(host));
		host.made.topic("a", { QoS: 1 }).publish("x");
		host.made.subscribe("b");
		host.meet();
		host.advance(15_000);
		host.sent();
		host.send(AUTH);
		host.sent(ANSWER);
		host.send(CONNACK);
		host.sent('82 07 FF FF 00 00 01 "b" 00', '32 07 00 01 "a" 00 01 00 "x"');
	});

	it("needs no data, in CONNECT or AUTH", () => {
		const host = new Host5();
		host.client(by(host, { begin: undefined, answer: () => undefined }));
		host.step();
		host.accept();
		host.sent('10 16 00 04 "MQTT" 05 02 00 3C 09 27 00 00 00 80 15 00 01 "M" 00 00');
		host.send(AUTH);
		host.sent('F0 06 18 04 15 00 01 "M"');
	});

	it("begins again with each connection, and has a time limit", () => {
		const host = new Host5();
		host.client(by(host));
		host.meet();
		host.send(AUTH);
		host.lose();
		host.meet();
		host.send(CONNACK);
		host.happened("begin", "answer 61", "connectionLost, retry 1000", "begin", "connected");
		host.lose();
		host.meet();
		for (let i = 0; i < 3; i++) {
			host.advance(6_000);
			host.send(AUTH);
		}
		host.log.length = 0;
		host.advance(2_000);
		host.happened("connectTimeout, retry 4000");
	});

	it("ends with CONNACK's reason if the server refuses", () => {
		const host = new Host5();
		host.client(by(host));
		host.meet();
		host.send(AUTH);
		host.send("20 03 00 87 00");
		host.happened("begin", "answer 61", "notAuthorized, retry 900000");
	});

	it("is a protocol error if it continues differently than begun [MQTT-4.12.0-2] [MQTT-4.12.0-5]", () => {
		for (const wrong of [
			// Another method, none; a reason code that is not allowed now.
			'F0 0A 18 08 15 00 01 "N" 16 00 01 "a"',
			'F0 06 18 04 16 00 01 "a"',
			'F0 0A 00 08 15 00 01 "M" 16 00 01 "a"',
			"F0 00",
			// CONNACK with another method, or none.
			'20 07 00 00 04 15 00 01 "N"',
			ACCEPTED,
		]) {
			const host = new Host5();
			host.client(by(host));
			host.meet();
			host.send(wrong);
			host.happened("begin", "protocolError, retry 1000");
			equal(host.socket.closed, true);
		}
	});

	it("is a protocol error if the client has not requested it: no AUTH is answered [MQTT-4.12.0-6] [MQTT-4.12.0-7]", () => {
		let host = new Host5();
		host.client();
		host.meet();
		host.send(AUTH);
		host.happened("protocolError, retry 1000");
		host.sent();

		host = new Host5();
		host.client();
		host.meet();
		host.send(CONNACK);
		host.happened("protocolError, retry 1000");

		host = new Host5();
		host.online();
		host.send(AUTH);
		host.sent("E0 01 82");
		host.happened("protocolError, retry 1000");
	});

	it("may be ended in a callback by close()", () => {
		const host = new Host5();
		const answer = () => {
			host.made.close();
			return ONE;
		};
		host.client(by(host, { answer }));
		host.meet();
		host.send(AUTH);
		host.sent();
		host.happened("begin");
	});

	it("ends the connection if an answer is too large", () => {
		const host = new Host5();
		host.client(by(host, { answer: () => new Uint8Array(200) }));
		host.meet();
		host.send(AUTH);
		host.sent();
		host.happened("begin", "149, retry 900000");
	});

	it("requires a method and a function", () => {
		throws(() => new EnhancedAuthentication({ method: "M" }), TypeError, "authentication.answer");
		throws(() => new EnhancedAuthentication(), TypeError, "authentication: expected an object");
		for (const name of ["begin", "onAuthenticated"])
			throws(
				() => new EnhancedAuthentication({ method: "M", answer() {}, [name]: 5 }),
				TypeError,
				`authentication.${name}`,
			);
		throws(() => new EnhancedAuthentication({ answer() {} }), TypeError, "authentication.method");
		throws(() => new EnhancedAuthentication({ method: 5, answer() {} }), TypeError, "authentication.method");
		throws(
			() => new EnhancedAuthentication({ method: "M", answer() {}, onauthenticated() {} }),
			TypeError,
			"unknown option: authentication.onauthenticated; expected onAuthenticated",
		);
		// The former option.
		throws(() => new Host5().client({ authentication: { method: "M", answer() {} } }), TypeError, "authentication");
	});
});
