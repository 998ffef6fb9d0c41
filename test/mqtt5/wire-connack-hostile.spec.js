import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../assert.js";
import { ACCEPTED, Host5 } from "./host.js";
import { packet } from "./packet.js";

let ended;

/**
 * Each of `rows`, or the result of `make` for it, is invalid as the server's first bytes. Checks that the app is
 * told, that nothing is sent, because there is no MQTT connection yet, and that the next connection works.
 */
async function refused(rows, code, make) {
	for (let i = 0; i < rows.length; i++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		host.client({ onDisconnect });
		host.meet();
		const bytes = make ? make(rows[i]) : rows[i];
		host.send(bytes);
		equal(ended.code, code, rows[i]);
		equal(ended.retry, 1000, rows[i]);
		equal(host.socket.closed, true, rows[i]);
		host.sent();
		host.meet();
		host.send(ACCEPTED);
		host.happened("connected");
		host.made.close();
	}
}

function onDisconnect(reason) {
	ended = reason;
}

/** CONNACK with these properties. */
const connack = (properties) => packet("20", "00 00", properties);

describe("CONNACK of 5.0 that is malformed", () => {
	it("is one with reserved flags [MQTT-2.1.3-1] [MQTT-3.2.2-1]", async () => {
		await refused(["21 03 00 00 00", "28 03 00 00 00", "20 03 02 00 00", "20 03 80 00 00", "20 03 FF 00 00"], 0x81);
	});

	it("is one without a length of properties, like that of 3.1.1 [MQTT-2.2.2-1]", async () => {
		await refused(["20 00", "20 01 00", "20 02 00 00", "20 02 00 05", "20 02 01 01", "20 02 00 80"], 0x81);
	});

	it("is one that has a session and an error [MQTT-3.2.2-6]", () => refused(["20 03 01 80 00"], 0x81));

	it("is one with an unassigned reason code [MQTT-3.2.2-8]", async () => {
		await refused(["20 03 00 01 00", "20 03 00 04 00", "20 03 00 7F 00"], 0x81);
	});

	it("is one whose length of properties is not the shortest, or does not end [MQTT-1.5.5-1]", async () => {
		await refused(
			[
				"20 04 00 00 80 00",
				'20 09 00 00 85 00 1F 00 02 "ab"',
				"20 06 00 00 80 80 80 00",
				"20 07 00 00 80 80 80 80 01",
				"20 03 00 00 80",
				"20 06 00 00 FF FF FF FF",
			],
			0x81,
		);
	});

	it("is one whose properties end before or after the packet", async () => {
		await refused(
			[
				"20 03 00 00 01",
				"20 05 00 00 03 22 00",
				"20 06 00 00 04 22 00 05",
				"20 07 00 00 FF FF 7F 22 00",
				"20 04 00 00 00 00",
				"20 07 00 00 03 22 00 05 00",
			],
			0x81,
		);
	});

	it("is one whose last property is truncated by their length", async () => {
		await refused(
			[
				"20 06 00 00 02 22 00 05",
				"20 06 00 00 01 22 00 05",
				"20 08 00 00 04 11 00 00 00 05",
				"20 05 00 00 01 24 01",
				'20 08 00 00 04 1F 00 02 "ab"',
				'20 0A 00 00 06 26 00 01 "k" 00 01 "v"',
			],
			0x81,
		);
		await refused(
			['1F 00 03 "ab"', "1F 00", "1F FF FF", '26 00 01 "k"', "26 FF FF 00 00", '26 00 01 "k" 00 02 "v"'],
			0x81,
			connack,
		);
	});

	it("is one with a property that does not exist", async () => {
		await refused(
			["00", "04", "05", "0A", "0C", "14", "1B", "1D", "20", "2B", "7F", "80", "81 00", "91 00", "FF"],
			0x81,
			(unknown) => connack(`${unknown} 00 00 00 00`),
		);
	});

	it("is one with a property of another packet", async () => {
		await refused(
			[
				"01 01",
				"02 00 00 00 01",
				'03 00 01 "a"',
				'08 00 01 "a"',
				"09 00 01 00",
				"0B 01",
				"17 01",
				"18 00 00 00 01",
				"19 01",
				"23 00 01",
			],
			0x81,
			connack,
		);
	});

	it("is one with text that is not UTF-8, or has U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2]", async () => {
		const wrong = [
			"01 00",
			"01 80",
			"02 C0 80",
			"02 C3 28",
			"02 E2 82",
			"03 ED A0 80",
			"04 F4 90 80 80",
			'03 "a" 00 "b"',
		];
		await refused(wrong, 0x81, (text) => connack(`1F 00 ${text}`));
		await refused(["12", "1A", "1C", "15"], 0x81, (identifier) => connack(`${identifier} 00 02 C3 28`));
	});

	it("is one with such text in the name or value of a user property [MQTT-1.5.7-1]", async () => {
		const texts = ["00 01 00", "00 01 FF", "00 03 ED BF BF"];
		await refused(texts, 0x81, (text) => connack(`26 ${text} 00 01 "v"`));
		await refused(texts, 0x81, (text) => connack(`26 00 01 "k" ${text}`));
	});
});

describe("CONNACK of 5.0 that is a protocol error", () => {
	it("is one that has a property twice", async () => {
		const properties = [
			"11 00 00 00 0A",
			"21 00 14",
			"24 01",
			"25 00",
			"27 00 00 04 00",
			'12 00 02 "c7"',
			"22 00 05",
			'1F 00 02 "ok"',
			"28 01",
			"29 01",
			"2A 01",
			"13 00 1E",
			'1A 00 03 "r/s"',
			'1C 00 01 "h"',
			'15 00 01 "m"',
			"16 00 01 00",
		];
		await refused(properties, 0x82, (property) => connack(`${property} ${property}`));
		await refused(properties, 0x82, (property) => connack(`${property} 26 00 01 "k" 00 01 "v" ${property}`));
	});

	it("is one with a 0 that is not allowed", async () => {
		await refused([connack("21 00 00"), connack("27 00 00 00 00")], 0x82);
	});

	it("is one with a flag that is neither 0 nor 1", async () => {
		await refused(["24", "25", "28", "29", "2A"], 0x82, (flag) => connack(`${flag} 02`));
		await refused(["24", "25", "28", "29", "2A"], 0x82, (flag) => connack(`${flag} FF`));
	});

	it("is one with authentication data and no method, whether the client authenticates or not [MQTT-4.12.0-6]", async () => {
		const wrong = ["16 00 00", "16 00 01 FF", '1F 00 01 "a" 16 00 01 FF', "16 00 01 FF 22 00 05"];
		await refused(wrong, 0x82, connack);
		await refused(['15 00 01 "m"', '15 00 01 "m" 16 00 01 FF'], 0x82, connack);
		for (const properties of wrong) {
			await undefined;
			const host = new Host5();
			const authentication = new EnhancedAuthentication({ method: "m", answer() {} });
			host.client({ authentication, onDisconnect });
			host.meet();
			host.send(connack(properties));
			equal(ended.code, 0x82, properties);
			equal(host.socket.closed, true);
			host.sent();
			host.made.close();
		}
	});

	it("is any other packet instead of it [MQTT-3.2.0-1] [MQTT-3.14.0-1] [MQTT-4.12.0-6]", async () => {
		await refused(
			[
				'30 05 00 01 "a" 00 "b"',
				"40 02 00 01",
				"50 02 00 01",
				"62 02 00 01",
				"70 02 00 01",
				"90 04 00 01 00 00",
				"B0 04 00 01 00 00",
				"D0 00",
				"E0 00",
				"E0 02 8B 00",
				"F0 00",
				'F0 06 18 04 15 00 01 "m"',
			],
			0x82,
		);
	});
});
