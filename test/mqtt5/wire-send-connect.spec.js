import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { throws } from "../assert.js";
import { hex } from "../bytes.js";
import { CONNECT, Host5 } from "./host.js";

/** Checks that the first packet of a client with these options is this. */
async function connects(options, fixture) {
	await undefined;
	const host = new Host5();
	host.client(options);
	host.step();
	host.accept();
	host.streamed(fixture);
	host.made.close();
}

/** Checks that these options are refused by an error of this class that names the option. */
async function wrong(options, Class, name) {
	await undefined;
	const host = new Host5();
	let thrown;
	// Without throws(), which would take too much stack.
	try {
		host.client(options);
	} catch (error) {
		thrown = error;
	}
	const again = () => {
		throw thrown;
	};
	throws(again, Class, name);
}

/** CONNECT with these flags, properties and payload; Maximum Packet Size 128 is always included. */
const START = '00 04 "MQTT" 05';
const SIZE = "27 00 00 00 80";

describe("CONNECT of 5.0", () => {
	it("has Maximum Packet Size and nothing else by default [MQTT-3.1.2-1] [MQTT-2.2.2-1]", () => connects({}, CONNECT));

	it("has no Maximum Packet Size if larger messages come in pieces", () =>
		connects({ oversize: "stream" }, `10 0D ${START} 02 00 3C 00 00 00`));

	it("has identifier, user name and password after the properties [MQTT-3.1.3-1] [MQTT-3.1.2-17] [MQTT-3.1.2-19]", () =>
		connects(
			{ id: "me", user: "é", password: hex("00 FF"), keepAlive: 5_000 },
			`10 1C ${START} C2 00 05 05 ${SIZE} 00 02 "me" 00 02 C3 A9 00 02 00 FF`,
		));

	it("has a session expiry in seconds, rounded up", async () => {
		await connects({ sessionExpiry: 1 }, `10 17 ${START} 02 00 3C 0A 11 00 00 00 01 ${SIZE} 00 00`);
		await connects({ sessionExpiry: 3_600_000 }, `10 17 ${START} 02 00 3C 0A 11 00 00 0E 10 ${SIZE} 00 00`);
		await connects({ sessionExpiry: 0 }, CONNECT);
	});

	it("has a session without expiry if it is not clean, or Infinity is requested [MQTT-3.1.2-4]", async () => {
		await connects({ id: "me", clean: false }, `10 19 ${START} 00 00 3C 0A 11 FF FF FF FF ${SIZE} 00 02 "me"`);
		await connects({ sessionExpiry: Infinity }, `10 17 ${START} 02 00 3C 0A 11 FF FF FF FF ${SIZE} 00 00`);
		await connects({ sessionExpiry: 1e15 }, `10 17 ${START} 02 00 3C 0A 11 FF FF FF FF ${SIZE} 00 00`);
	});

	it("has every other property that is requested", () =>
		connects(
			{
				sessionExpiry: 10_000,
				receiveMaximum: 20,
				aliases: { receive: 3, size: 8 },
				requestResponseInformation: true,
				requestProblemInformation: false,
				userProperties: { k: ["v", ""], é: "w" },
			},
			`10 36 ${START} 02 00 3C 29 11 00 00 00 0A 21 00 14 ${SIZE} 22 00 03 19 01 17 00
			26 00 01 "k" 00 01 "v" 26 00 01 "k" 00 00 26 00 02 C3 A9 00 01 "w" 00 00`,
		));

	it("has the method and the data of enhanced authentication", async () => {
		const authentication = (more) => new EnhancedAuthentication({ method: "m", answer() {}, ...more });
		await connects(
			{ authentication: authentication({ begin: () => hex("00 01") }) },
			`10 1B ${START} 02 00 3C 0E ${SIZE} 15 00 01 "m" 16 00 02 00 01 00 00`,
		);
		await connects({ authentication: authentication() }, `10 16 ${START} 02 00 3C 09 ${SIZE} 15 00 01 "m" 00 00`);
	});

	it("has a will without properties [MQTT-3.1.2-9]", () =>
		connects(
			{ will: { topic: "w", message: "bye", QoS: 1, retain: true } },
			`10 1B ${START} 2E 00 3C 05 ${SIZE} 00 00 00 00 01 "w" 00 03 "bye"`,
		));

	it("has a will with every property, before its topic [MQTT-3.1.2-9] [MQTT-3.1.3-1]", () =>
		connects(
			{
				will: {
					topic: "w",
					message: hex("FF"),
					QoS: 2,
					payloadFormat: 0,
					contentType: "c",
					responseTopic: "r",
					correlationData: hex("00"),
					userProperties: { k: "v" },
					willDelay: 1_001,
					messageExpiry: 60_000,
				},
			},
			`10 38 ${START} 16 00 3C 05 ${SIZE} 00 00 1F 01 00 03 00 01 "c" 08 00 01 "r" 09 00 01 00 18 00 00 00 02
			02 00 00 00 3C 26 00 01 "k" 00 01 "v" 00 01 "w" 00 01 FF`,
		));

	it("has lengths of two bytes if necessary [MQTT-1.5.5-1]", () =>
		connects(
			{ userProperties: { k: "v".repeat(130) } },
			`10 9B 01 ${START} 02 00 3C 8D 01 ${SIZE} 26 00 01 "k" 00 82 "v"*130 00 00`,
		));
});

describe("An invalid option of 5.0 is named:", () => {
	for (const [name, Class, values] of [
		["sessionExpiry", RangeError, [-1, Number.NaN, "x", "60000", null, {}]],
		["receiveMaximum", RangeError, [0, -1, 1.5, 65_536, "1", Number.NaN]],
		["requestResponseInformation", TypeError, [0, 1, 2, "yes", "1", null]],
		["requestProblemInformation", TypeError, [-1, Number.NaN]],
		["userProperties", TypeError, ["x", 1, null, ["v"], { k: 1 }, { k: ["v", undefined] }, { k: "\0" }, { "\0": "v" }]],
		["authentication", TypeError, [{}, true, null, "m", { method: "m", answer() {} }]],
		["fallback", TypeError, [{}, true, null, "yes"]],
		["redirect", TypeError, [{}, true, null, "yes"]],
	])
		it(name, async () => {
			for (const value of values) {
				await wrong({ [name]: value }, Class, name);
			}
		});

	it("the method of authentication", () => {
		for (const method of [5, "\0", undefined, null, {}])
			throws(() => new EnhancedAuthentication({ method, answer() {} }), TypeError, "authentication.method");
		for (const answer of [undefined, null, "m", {}])
			throws(() => new EnhancedAuthentication({ method: "m", answer }), TypeError, "authentication.answer");
	});

	it("aliases", async () => {
		for (const [aliases, name] of [
			[{ send: -1 }, "aliases.send"],
			[{ send: 65_536 }, "aliases.send"],
			[{ receive: 1.5 }, "aliases.receive"],
			[{ receive: 65_536 }, "aliases.receive"],
			[{ size: 0 }, "aliases.size"],
			[{ size: "8" }, "aliases.size"],
		]) {
			await wrong({ aliases }, RangeError, name);
		}
	});

	it("those of a will", async () => {
		for (const [option, Class, name] of [
			[{ willDelay: -1 }, RangeError, "will.willDelay"],
			[{ messageExpiry: Number.NaN }, RangeError, "will.messageExpiry"],
			[{ payloadFormat: 2 }, RangeError, "will.payloadFormat"],
			[{ contentType: 5 }, TypeError, "will.contentType"],
			[{ contentType: "\0" }, TypeError, "will.contentType"],
			[{ responseTopic: "#" }, TypeError, "will.responseTopic"],
			[{ responseTopic: "" }, TypeError, "will.responseTopic"],
			[{ correlationData: 5 }, TypeError, "will.correlationData"],
			[{ userProperties: { k: 5 } }, TypeError, "will.userProperties"],
		]) {
			await wrong({ will: { topic: "w", ...option } }, Class, name);
		}
	});
});
