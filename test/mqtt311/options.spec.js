import { Client } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { CONNECT, Host, Resolver, TCP } from "./host.js";

/** The constructor must throw a `Class`, whose message begins with `name`, a colon, and what was expected. */
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

/** Each of `values` for the option `name` must be refused. */
function refusesEach(name, Class, values) {
	for (const value of values) refuses(name, Class, { [name]: value });
}

describe("Options of a client", () => {
	it("are needed: a host at least", () => {
		for (const options of [undefined, null, {}, 5]) throws(() => new Client(options), TypeError, ": expected ");
	});

	it("host, socket, dns, timer, time and random must be what they are for", () => {
		refusesEach("host", TypeError, [undefined, "", 5, null]);
		refusesEach("socket", TypeError, [undefined, null, {}, TCP]);
		refusesEach("dns", TypeError, [{}, 5, Resolver]);
		refusesEach("timer", TypeError, [undefined, null]);
		refusesEach("time", TypeError, [undefined, null]);
		refusesEach("random", TypeError, [0.5, {}, null]);
	});

	it("callbacks must be functions", () => {
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

	it("port must be a port", () => {
		refusesEach("port", RangeError, [0, -1, 65_536, 1.5, "1883", Number.NaN, {}]);
	});

	it("id must be a string that MQTT can carry; with clean: false it must not be empty [MQTT-3.1.3-4] [MQTT-3.1.3-7]", () => {
		refusesEach("id", TypeError, [5, null, "a\0", "\ud800"]);
		refuses("id", TypeError, { clean: false });
		refuses("id", TypeError, { clean: false, id: "" });
		refusesEach("clean", TypeError, [0, 1, "true", null]);
		throws(() => new Host().client({ clean: 1 }), TypeError, 'clean: expected true, false or "once"');
	});

	it("user and password must be what MQTT can carry, and no password goes without a user [MQTT-3.1.2-22] [MQTT-3.1.3-11]", async () => {
		// A device has little stack: from here on nothing else is on it.
		await undefined;
		refusesEach("user", TypeError, [5, null, "a\0", "\udc00"]);
		refuses("user", TypeError, { password: "p" });
		for (const password of [5, null, {}, [1], "\ud800", new Uint16Array(1)]) {
			refuses("password", TypeError, { user: "u", password });
		}
	});

	it("keepAlive and timeout must be milliseconds in their range", () => {
		refusesEach("keepAlive", RangeError, [-1, 1, 999, 65_535_001, 1_000.5, "60000", Number.NaN, Infinity]);
		refusesEach("timeout", RangeError, [0, -1, 2 ** 31, 0.5, "1", Infinity]);
	});

	it("reconnect must be false, or two times with the first not above the second", () => {
		refusesEach("reconnect", TypeError, [0, null, true, 5]);
		refuses("reconnect.minimum", RangeError, { reconnect: { minimum: 0, maximum: 5 } });
		refuses("reconnect.minimum", RangeError, { reconnect: { minimum: "1", maximum: 5 } });
		refuses("reconnect.maximum", RangeError, { reconnect: { minimum: 10, maximum: 5 } });
		refuses("reconnect.maximum", RangeError, { reconnect: { minimum: 1, maximum: 2 ** 31 } });
	});

	it("buffers must have sizes in their range", () => {
		for (const size of [0, 31, 65_536, 64.5, "512", -1]) {
			refuses("buffers.send", RangeError, { buffers: { send: size } });
			refuses("buffers.receive", RangeError, { buffers: { receive: size } });
		}
		for (const size of [-1, 0.5, "1", 524_289, 2 ** 31]) {
			refuses("buffers.unacknowledged", RangeError, { buffers: { unacknowledged: size } });
		}
		refusesEach("oversize", TypeError, ["drop", true, null]);
	});

	it("will must have a topic, and all else that it has must be right [MQTT-3.1.3-10] [MQTT-3.1.2-14]", async () => {
		// A device has little stack: from here on nothing else is on it.
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
	it("are by default: a clean session, keep alive 60 seconds, nothing else; port 1883", async () => {
		await undefined;
		const host = connects({}, CONNECT);
		equal(host.socket.options.port, 1883);
	});

	it("are by default what is given as undefined", async () => {
		await undefined;
		const nothing = { port: undefined, id: undefined, clean: undefined, keepAlive: undefined, reconnect: undefined };
		const host = connects({ ...nothing, timeout: undefined, oversize: undefined, buffers: undefined }, CONNECT);
		equal(host.socket.options.port, 1883);
	});

	it("of parts are by default what is given as undefined as well", async () => {
		await undefined;
		new Host().client({ buffers: { send: undefined } }).topic("a", { QoS: undefined, retain: undefined });
		connects(
			{ will: { topic: "w", message: undefined, QoS: undefined, retain: undefined } },
			'10 11 00 04 "MQTT" 04 06 00 3C 00 00 00 01 "w" 00 00',
		);
	});

	it("are the identifier, and whether the session is kept", async () => {
		await undefined;
		connects({ id: "a" }, '10 0D 00 04 "MQTT" 04 02 00 3C 00 01 "a"');
		connects({ id: "a", clean: false }, '10 0D 00 04 "MQTT" 04 00 00 3C 00 01 "a"');
	});

	it("have keepAlive in seconds, rounded up", async () => {
		await undefined;
		connects({ keepAlive: 0 }, '10 0C 00 04 "MQTT" 04 02 00 00 00 00');
		connects({ keepAlive: 1_000 }, '10 0C 00 04 "MQTT" 04 02 00 01 00 00');
		connects({ keepAlive: 1_001 }, '10 0C 00 04 "MQTT" 04 02 00 02 00 00');
		connects({ keepAlive: 65_535_000 }, '10 0C 00 04 "MQTT" 04 02 FF FF 00 00');
	});

	it("have a will with a topic and no message, which then is empty [MQTT-3.1.2-9]", async () => {
		await undefined;
		connects({ will: { topic: "w" } }, '10 11 00 04 "MQTT" 04 06 00 3C 00 00 00 01 "w" 00 00');
	});

	it("have a will with everything, at QoS 2 as well [MQTT-3.1.2-14]", async () => {
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

	it("have user and password, as text or bytes [MQTT-3.1.3-1]", async () => {
		await undefined;
		connects({ user: "u" }, '10 0F 00 04 "MQTT" 04 82 00 3C 00 00 00 01 "u"');
		connects({ user: "", password: "" }, '10 10 00 04 "MQTT" 04 C2 00 3C 00 00 00 00 00 00');
		connects({ user: "u", password: hex("00 FE") }, '10 13 00 04 "MQTT" 04 C2 00 3C 00 00 00 01 "u" 00 02 00 FE');
	});
});
