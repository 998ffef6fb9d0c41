import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../assert.js";
import { ACCEPTED, Host5 } from "./host.js";
import { packet } from "./packet.js";
import { refuse } from "./refuse.js";

/** Options of a client that authenticates. */
const authenticates = () => ({
	authentication: new EnhancedAuthentication({ method: "a", answer() {} }),
});
const subscribe = (client) => client.subscribe(["a", "b"]);
const unsubscribe = (client) => client.unsubscribe(["a", "b"]);

describe("Of a server of 5.0, malformed, with 81,", () => {
	it("are wrong flags [MQTT-2.1.3-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1]", () =>
		refuse(
			[
				"21 03 00 00 00",
				"42 02 00 01",
				"91 04 00 01 00 00",
				"B2 04 00 01 00 00",
				"D1 00",
				"E1 00",
				"E8 01 8B",
				"F1 00",
			],
			0x81,
		));

	it("are types that a server does not send", () =>
		refuse(["00 00", '10 0D 00 04 "MQTT" 05 02 00 3C 00 00 00', "82 00", "A2 00", "C0 00"], 0x81));

	it("are lengths of packets that are not the shortest, or do not end [MQTT-1.5.5-1]", () =>
		refuse(["D0 80 00", "40 82 00 00 01", "D0 80 80 80 80 01", "30 FF FF FF FF 7F"], 0x81));

	it("are PUBACK and PINGRESP of another length", () =>
		refuse(
			[
				"40 00",
				"40 01 00",
				"40 02 00 00",
				"40 05 00 01 00 00 00",
				"40 04 00 01 00 01",
				"40 05 00 01 00 80 00",
				"D0 01 00",
			],
			0x81,
		));

	it("are acknowledgements with properties of other packets", async () => {
		for (const wrong of [
			"01 01",
			"23 00 01",
			"21 00 01",
			"11 00 00 00 01",
			'1C 00 01 "a"',
			'15 00 01 "a"',
			"00",
			"FF 01",
		]) {
			await refuse(["40", "90", "B0"], 0x81, (header) => acknowledgement(header, wrong));
		}
	});

	it("are acknowledgements with text that is not UTF-8 [MQTT-1.5.4-1] [MQTT-1.5.7-1]", async () => {
		for (const wrong of [
			"1F 00 01 FF",
			"1F 00 01 00",
			'26 00 01 "k" 00 01 80',
			'26 00 01 80 00 01 "v"',
			'1F 00 05 "abc"',
		]) {
			await refuse(["40", "90", "B0"], 0x81, (header) => acknowledgement(header, wrong));
		}
	});

	it("are SUBACK and UNSUBACK that are truncated, or have identifier 0", () =>
		refuse(
			[
				"90 00",
				"90 01 00",
				"90 02 00 01",
				"90 03 FF FF 01",
				"90 04 00 00 00 00",
				"B0 00",
				"B0 02 FF FF",
				"B0 04 00 00 00 00",
			],
			0x81,
		));

	it("is SUBACK with an unassigned reason code [MQTT-3.9.3-2]", () =>
		refuse(["03", "11", "7F"], 0x81, (code) => `90 05 FF FF 00 00 ${code}`, {}, subscribe));

	it("is UNSUBACK with an unassigned reason code [MQTT-3.11.3-2]", () =>
		refuse(["01", "02", "7F"], 0x81, (code) => `B0 05 FF FF 00 00 ${code}`, {}, unsubscribe));

	it("are DISCONNECT and AUTH with properties of other packets [MQTT-3.14.2-2]", async () => {
		await refuse(["11 00 00 00 05", "01 01", '15 00 01 "a"', "00"], 0x81, (wrong) => packet("E0", "8B", wrong));
		await refuse(
			["11 00 00 00 05", "01 01", '1C 00 01 "a"', "00"],
			0x81,
			(wrong) => packet("F0", "18", wrong),
			authenticates,
		);
	});

	it("are DISCONNECT and AUTH whose properties do not end with the packet", async () => {
		await refuse(["E0 02 8B 01", "E0 03 8B 00 00", "E0 03 8B 80 00", 'E0 06 8B 04 1F 00 02 "a"'], 0x81);
		await refuse(["F0 02 18 01", "F0 03 18 00 00", "F0 03 18 80 00"], 0x81, undefined, authenticates);
	});
});

describe("Of a server of 5.0, a protocol error, with 82,", () => {
	it("is a second CONNACK [MQTT-3.2.0-2]", () => refuse([ACCEPTED, "20 03 00 80 00"], 0x82));

	it("is a property twice in an acknowledgement, DISCONNECT or AUTH", async () => {
		const twice = '1F 00 01 "a" 1F 00 01 "a"';
		await refuse(["40", "90", "B0"], 0x82, (header) => acknowledgement(header, twice));
		await refuse([twice, '1C 00 01 "a" 1C 00 01 "a"'], 0x82, (wrong) => packet("E0", "8B", wrong));
		await refuse([twice, '15 00 01 "a" 15 00 01 "a"'], 0x82, (wrong) => packet("F0", "18", wrong), authenticates);
	});

	it("is an unexpected AUTH [MQTT-4.12.0-6]", () =>
		refuse(["F0 00", 'F0 06 18 04 15 00 01 "m"', 'F0 06 00 04 15 00 01 "m"'], 0x82));

	it("are SUBACK and UNSUBACK that do not have a code for each filter [MQTT-3.8.4-6]", async () => {
		await refuse(["90 03 FF FF 00", "90 04 FF FF 00 00", "90 06 FF FF 00 00 00 00"], 0x82, undefined, {}, subscribe);
		await refuse(["B0 03 FF FF 00", "B0 04 FF FF 00 00", "B0 06 FF FF 00 00 00 00"], 0x82, undefined, {}, unsubscribe);
	});

	it("are SUBACK and UNSUBACK without any code [MQTT-3.8.4-6]", async () => {
		const none = ["90 03 FF FF 00", "B0 03 FF FF 00", packet("90", "00 07", '1F 00 01 "a"')];
		await refuse(none, 0x82);
		await refuse(none, 0x82, undefined, {}, subscribe);
		await refuse(none, 0x82, undefined, {}, unsubscribe);
	});

	it("is what belongs to QoS 2, which is not asked for", () => refuse(["50 02 00 01", "62 02 00 01"], 0x82));
});

describe("A packet of 5.0 larger than Maximum Packet Size", () => {
	it("ends the connection with 95, whatever its type [MQTT-3.1.2-24]", () =>
		refuse(
			[
				'30 7F 00 01 "a" 00 "b"*123',
				'30 7F 00 7A "t"*122 00',
				'30 7F 00 01 "a" 7A',
				"40 7F 00 01 00 7B",
				"90 80 01",
				"E0 FF FF FF 7F",
				"D0 FF 01",
			],
			0x95,
		));

	it("is accepted if it has exactly that size", async () => {
		await undefined;
		const host = new Host5();
		host.online();
		host.send('30 7E 00 01 "a" 00 "b"*122');
		equal(host.log.length, 1);
		equal(host.made.connected, true);
	});
});

describe("A message at QoS 2 that was not asked for", () => {
	it("ends the connection, which is retried slowly, and the server is told", async () => {
		await undefined;
		const told = [];
		const host = new Host5();
		host.online({ onDisconnect: (reason) => told.push(reason) });
		host.send('34 07 00 01 "a" 00 01 00 "b"');
		equal(told.length, 1);
		equal(told[0].code, 0x9b);
		equal(told[0].retry, 900_000);
		equal(host.socket.closed, true);
		equal(host.writes.length, 1);
		equal(host.writes[0][0], 0xe0);
	});
});

describe("DISCONNECT of a server", () => {
	it("is not answered, whatever its reason [MQTT-3.14.4-1]", async () => {
		for (const bytes of ["E0 00", "E0 01 8B", "E0 02 81 00", "E0 01 82", 'E0 07 89 05 1F 00 02 "ab"']) {
			await undefined;
			const host = new Host5();
			host.online({ onDisconnect: undefined });
			host.send(bytes);
			host.sent();
			equal(host.socket.closed, true);
			host.made.close();
		}
	});
});

/** PUBACK, SUBACK or UNSUBACK with these properties. */
function acknowledgement(header, properties) {
	return header === "40" ? packet(header, "00 01 00", properties) : packet(header, "00 01", properties, "00");
}
