import { Host5 } from "./host.js";
import { packet } from "./packet.js";
import { refuse } from "./refuse.js";

/** PUBLISH with these properties. */
const publish = (properties) => packet("30", '00 01 "a"', properties, '"b"');
/** PUBLISH with this topic. */
const topic = (field) => packet("30", field, "", '"b"');
const TEXTS = ["01 00", "01 80", "02 C0 80", "02 C3 28", "02 E2 82", "03 ED A0 80", "04 F4 90 80 80", '03 "a" 00 "b"'];

describe("PUBLISH of 5.0 that is malformed, with 81", () => {
	it("is one with invalid flags [MQTT-3.3.1-4]", () =>
		refuse(
			[
				'36 07 00 01 "a" 00 01 00 "b"',
				'37 07 00 01 "a" 00 01 00 "b"',
				'3E 07 00 01 "a" 00 01 00 "b"',
				'3F 07 00 01 "a" 00 01 00 "b"',
			],
			0x81,
		));

	it("is one that ends before its properties [MQTT-3.3.2-1] [MQTT-2.2.2-1]", () =>
		refuse(
			[
				"30 00",
				"30 01 00",
				"30 02 00 00",
				"30 02 00 01",
				'30 03 00 01 "a"',
				'30 03 00 02 "a"',
				'32 04 00 01 "a" 01',
				'32 05 00 01 "a" 00 01',
			],
			0x81,
		));

	it("is one with identifier 0", () => refuse(['32 07 00 01 "a" 00 00 00 "b"', '34 07 00 01 "a" 00 00 00 "b"'], 0x81));

	it("is one whose length of properties is not the shortest, or does not end [MQTT-1.5.5-1]", () =>
		refuse(
			['30 05 00 01 "a" 80 00', '30 07 00 01 "a" 82 00 01 01', '30 04 00 01 "a" 80', '30 08 00 01 "a" 80 80 80 80 01'],
			0x81,
		));

	it("is one whose properties end after the packet", () =>
		refuse(
			['30 04 00 01 "a" 01', '30 05 00 01 "a" 02 01', '30 07 00 01 "a" 04 01 01 "b"', '30 06 00 01 "a" FF 7F 01'],
			0x81,
		));

	it("is one whose last property is truncated by their length", () =>
		refuse(
			[
				'30 06 00 01 "a" 01 01 01',
				'30 09 00 01 "a" 04 02 00 00 00 01',
				'30 09 00 01 "a" 04 03 00 02 "ab"',
				'30 07 00 01 "a" 02 0B 80 01',
			],
			0x81,
		));

	it("is one whose last property is truncated by the packet", () =>
		refuse(["03 00 03 61", "09 FF FF", "09 00", "02 00", "0B 80", "23 00", '26 00 01 "k"', "26 00 01"], 0x81, (cut) =>
			packet("30", '00 01 "a"', cut),
		));

	it("is one with a property that does not exist", () =>
		refuse(["00", "04", "0A", "14", "1E", "2B", "80", "FF"], 0x81, (unknown) => publish(`${unknown} 00 00 00 00`)));

	it("is one with a property of another packet", () =>
		refuse(
			[
				"11 00 00 00 01",
				'12 00 01 "a"',
				"13 00 01",
				'15 00 01 "a"',
				"16 00 00",
				"17 01",
				"18 00 00 00 01",
				"19 01",
				'1A 00 01 "a"',
				'1C 00 01 "a"',
				'1F 00 01 "a"',
				"21 00 01",
				"22 00 01",
				"24 01",
				"25 01",
				"27 00 00 01 00",
				"28 01",
				"29 01",
				"2A 01",
			],
			0x81,
			publish,
		));

	it("is one with a subscription identifier that is not in the shortest form, or too long [MQTT-1.5.5-1]", () =>
		refuse(["0B 81 00", "0B 80 80 00", "0B FF FF FF FF 01"], 0x81, publish));
});

describe("PUBLISH of 5.0 with text", () => {
	it("in its topic that is not UTF-8, or has U+0000 or wildcards, is malformed [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.3.2-2]", async () => {
		await refuse(TEXTS, 0x81, (text) => topic(`00 ${text}`));
		await refuse(['00 01 "#"', '00 01 "+"', '00 03 "a/+"', '00 03 "a/#"', '00 02 "a+"'], 0x81, topic);
	});

	it("in its content type that is not UTF-8 is malformed [MQTT-3.3.2-19]", () =>
		refuse(TEXTS, 0x81, (text) => publish(`03 00 ${text}`)));

	it("in its response topic that is not UTF-8 is malformed [MQTT-3.3.2-13]", () =>
		refuse(TEXTS, 0x81, (text) => publish(`08 00 ${text}`)));

	it("in a user property that is not UTF-8 is malformed, name or value [MQTT-1.5.7-1]", async () => {
		await refuse(TEXTS, 0x81, (text) => publish(`26 00 ${text} 00 01 "v"`));
		await refuse(TEXTS, 0x81, (text) => publish(`26 00 01 "k" 00 ${text}`));
	});
});

describe("PUBLISH of 5.0 that is a protocol error", () => {
	it("is one that has a property twice, with 82", () =>
		refuse(
			["01 01", "02 00 00 00 05", '03 00 01 "t"', '08 00 01 "r"', "09 00 01 00", "23 00 01"],
			0x82,
			(property) => publish(`${property} 26 00 01 "k" 00 01 "v" ${property}`),
			{ aliases: { receive: 2 } },
		));

	it("is one whose payload format is neither 0 nor 1, with 82", () => refuse(["01 02", "01 FF"], 0x82, publish));

	it("is one with subscription identifier 0, with 82", () => refuse(["0B 00", "0B 01 0B 00"], 0x82, publish));

	it("is one whose response topic is invalid, with 82 [MQTT-3.3.2-14]", () =>
		refuse(["08 00 00", '08 00 01 "#"', '08 00 03 "a/+"'], 0x82, publish));

	it("is one with neither topic nor alias, with 82", () => refuse(["30 03 00 00 00", '30 04 00 00 00 "b"'], 0x82));

	it("is one with an alias that has no topic yet, with 82", () =>
		refuse(["30 06 00 00 03 23 00 02"], 0x82, undefined, { aliases: { receive: 2 } }));

	it("is one with an alias of 0, or above the client's maximum, with 94 [MQTT-3.3.2-8] [MQTT-3.3.2-11] [MQTT-3.1.2-26]", () =>
		refuse(["23 00 00", "23 00 03", "23 FF FF"], 0x94, publish, { aliases: { receive: 2 } }));

	it("is one with an alias if the client accepts none, with 94 [MQTT-3.1.2-27]", () =>
		refuse(["23 00 01", "23 00 00"], 0x94, publish));

	it("is one at QoS 2 that was not requested: 9B is only for servers", () => {
		const host = new Host5();
		host.online();
		host.send('34 07 00 01 "a" 00 01 00 "b"');
		host.sent("E0 01 83");
		host.happened("qosNotSupported, retry 900000");
	});
});
