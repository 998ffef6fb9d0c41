import { Client } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { CONNECT, Host, Resolver, TCP } from "./host.js";

/** The constructor must throw a `Class` whose message begins with `name`, a colon, and the expected value. */
function refuses(name, Class, options) {
	const host = new Host();
	const all = host.options(options);
	let error;
	try {
		new Client(all);
	} catch (thrown) {
		error = thrown;
	}
	equal(error instanceof Class, true, `${name}: ${error}`);
	equal(error.message.indexOf(`${name}: expected `), 0, error.message);
	equal(host.timers.length, 0);
}

/** The option `name` must be refused with each of `values`. */
function refusesEach(name, Class, values) {
	for (const value of values) refuses(name, Class, { [name]: value });
}

describe("Options of a client", () => {
	it("must include a host", () => {
		for (const options of [undefined, null, {}, 5]) throws(() => new Client(options), TypeError, ": expected ");
	});

	it("must have host, socket, dns, timer, time and random of the right types", () => {
		refusesEach("host", TypeError, [undefined, "", 5, null]);
		refusesEach("socket", TypeError, [undefined, null, {}, TCP]);
		refusesEach("dns", TypeError, [{}, 5, Resolver]);
		refusesEach("timer", TypeError, [undefined, null]);
		refusesEach("time", TypeError, [undefined, null]);
		refusesEach("random", TypeError, [0.5, {}, null]);
	});

	it("must have functions as callbacks", () => {
		for (const name of [
			"onConnect",
			"onMessage",
			"onOversize",
			"onSubscribe",
			"onUnsubscribe",
			"onSettled",
			"onDisconnect",
		]) {
			refusesEach(name, TypeError, [5, "f", {}]);
		}
	});

	it("must have a valid port", () => {
		refusesEach("port", RangeError, [0, -1, 65_536, 1.5, "1883", Number.NaN, {}]);
	});

	it("must have an id that is a valid MQTT string, and not empty with clean: false [MQTT-3.1.3-4] [MQTT-3.1.3-7]", () => {
		refusesEach("id", TypeError, [5, null, "a\0", "\ud800"]);
		refuses("id", TypeError, { clean: false });
		refuses("id", TypeError, { clean: false, id: "" });
		refusesEach("clean", TypeError, [0, 1, "true", null]);
		throws(() => new Host().client({ clean: 1 }), TypeError, 'clean: expected true, false or "once"');
	});

	it("must have a user and a password that MQTT allows, and no password without a user [MQTT-3.1.2-22] [MQTT-3.1.3-11]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		refusesEach("user", TypeError, [5, null, "a\0", "\udc00"]);
		refuses("user", TypeError, { password: "p" });
		for (const password of [5, null, {}, [1], "\ud800", new Uint16Array(1)]) {
			refuses("password", TypeError, { user: "u", password });
		}
	});

	it("must have keepAlive and timeout in milliseconds within their ranges", () => {
		refusesEach("keepAlive", RangeError, [-1, 1, 999, 65_535_001, 1_000.5, "60000", Number.NaN, Infinity]);
		refusesEach("timeout", RangeError, [0, -1, 2 ** 31, 0.5, "1", Infinity]);
	});

	it("must have a reconnect that is false, or a minimum pause that is not above the maximum", () => {
		refusesEach("reconnect", TypeError, [0, null, true, 5]);
		refuses("reconnect.minimum", RangeError, { reconnect: { minimum: 0, maximum: 5 } });
		refuses("reconnect.minimum", RangeError, { reconnect: { minimum: "1", maximum: 5 } });
		refuses("reconnect.maximum", RangeError, { reconnect: { minimum: 10, maximum: 5 } });
		refuses("reconnect.maximum", RangeError, { reconnect: { minimum: 1, maximum: 2 ** 31 } });
	});

	it("must have buffers with sizes within their ranges", () => {
		for (const size of [0, 31, 65_536, 64.5, "512", -1]) {
			refuses("buffers.send", RangeError, { buffers: { send: size } });
			refuses("buffers.receive", RangeError, { buffers: { receive: size } });
		}
		for (const size of [-1, 0.5, "1", 524_289, 2 ** 31]) {
			refuses("buffers.unacknowledged", RangeError, { buffers: { unacknowledged: size } });
		}
		refusesEach("oversize", TypeError, ["drop", true, null]);
	});

	it("must have a will with a topic and with valid other fields [MQTT-3.1.3-10] [MQTT-3.1.2-14]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		refuses("will.topic", TypeError, { will: {} });
		refusesEach("will", TypeError, ["gone", 5]);
		for (const topic of [undefined, "", "a/#", "+", "a\0", 5]) refuses("will.topic", TypeError, { will: { topic } });
		for (const message of [5, null, {}, "\ud800"]) {
			refuses("will.message", TypeError, { will: { topic: "a", message } });
		}
		for (const QoS of [3, -1, "1", 0.5, null]) refuses("will.QoS", RangeError, { will: { topic: "a", QoS } });
		for (const retain of [1, "true", null]) refuses("will.retain", TypeError, { will: { topic: "a", retain } });
	});
});

/** The first packet of a client with `options` must be `fixture`. */
function connects(options, fixture) {
	const host = new Host();
	host.client(options);
	host.step();
	host.accept();
	host.sent(fixture);
	return host;
}

describe("Options of a client on the wire", () => {
	it("default to Clean Session, Keep Alive 60, port 1883 and no other fields", async () => {
		await undefined;
		const host = connects({}, CONNECT);
		equal(host.socket.options.port, 1883);
	});

	it("have their default values if they are undefined", async () => {
		await undefined;
		const nothing = { port: undefined, id: undefined, clean: undefined, keepAlive: undefined, reconnect: undefined };
		const host = connects({ ...nothing, timeout: undefined, oversize: undefined, buffers: undefined }, CONNECT);
		equal(host.socket.options.port, 1883);
	});

	it("have their default values also in `buffers` and topic(), if they are undefined", async () => {
		await undefined;
		new Host().client({ buffers: { send: undefined } }).topic("a", { QoS: undefined, retain: undefined });
		connects(
			{ will: { topic: "w", message: undefined, QoS: undefined, retain: undefined } },
			'10 11 00 04 "MQTT" 04 06 00 3C 00 00 00 01 "w" 00 00',
		);
	});

	it("include id and clean, sent as Client Identifier and Clean Session", async () => {
		await undefined;
		connects({ id: "a" }, '10 0D 00 04 "MQTT" 04 02 00 3C 00 01 "a"');
		connects({ id: "a", clean: false }, '10 0D 00 04 "MQTT" 04 00 00 3C 00 01 "a"');
	});

	it("include keepAlive, sent as Keep Alive in seconds, rounded up", async () => {
		await undefined;
		connects({ keepAlive: 0 }, '10 0C 00 04 "MQTT" 04 02 00 00 00 00');
		connects({ keepAlive: 1_000 }, '10 0C 00 04 "MQTT" 04 02 00 01 00 00');
		connects({ keepAlive: 1_001 }, '10 0C 00 04 "MQTT" 04 02 00 02 00 00');
		connects({ keepAlive: 65_535_000 }, '10 0C 00 04 "MQTT" 04 02 FF FF 00 00');
	});

	it("may include a will without a message, sent with an empty Will Message [MQTT-3.1.2-9]", async () => {
		await undefined;
		connects({ will: { topic: "w" } }, '10 11 00 04 "MQTT" 04 06 00 3C 00 00 00 01 "w" 00 00');
	});

	it("may include a will with all its fields, also at QoS 2 [MQTT-3.1.2-14]", async () => {
		await undefined;
		connects(
			{ will: { topic: "w/t", message: "gone", QoS: 1, retain: true } },
			'10 17 00 04 "MQTT" 04 2E 00 3C 00 00 00 03 "w/t" 00 04 "gone"',
		);
		connects(
			{ will: { topic: "w", message: hex("00 FF"), QoS: 2 } },
			'10 13 00 04 "MQTT" 04 16 00 3C 00 00 00 01 "w" 00 02 00 FF',
		);
	});

	it("may include user and password, as text or as bytes [MQTT-3.1.3-1]", async () => {
		await undefined;
		connects({ user: "u" }, '10 0F 00 04 "MQTT" 04 82 00 3C 00 00 00 01 "u"');
		connects({ user: "", password: "" }, '10 10 00 04 "MQTT" 04 C2 00 3C 00 00 00 00 00 00');
		connects({ user: "u", password: hex("00 FE") }, '10 13 00 04 "MQTT" 04 C2 00 3C 00 00 00 01 "u" 00 02 00 FE');
	});
});
