import { deepEqual } from "../assert.js";
import { hex } from "../bytes.js";
import { publishes as check } from "./encoding.js";
import { encodePublish, publishTemplate } from "./wire.js";

const NONE = new Uint8Array(0);

describe("PUBLISH", () => {
	it("at QoS 0 has no Packet Identifier, and DUP 0 [MQTT-2.3.1-5] [MQTT-3.3.1-2] [MQTT-4.3.1-1]", () => {
		check(
			`30           // type 3, DUP 0, QoS 00, RETAIN 0
			 0A           // Remaining Length 10
			 00 03 "a/b"  // Topic Name
			 "hello"      // payload`,
			{ payload: hex(`"hello"`) },
		);
	});

	it("at QoS 1 has its Packet Identifier after the Topic Name [MQTT-2.3.1-1]", () => {
		check(`32 0C 00 03 "a/b" 00 0A "hello"`, { QoS: 1, identifier: 10, payload: hex(`"hello"`) });
	});

	it("has the Topic Name as its first field [MQTT-3.3.2-1]", () => {
		check(`30 03 00 01 "t"`, { name: "t" });
		check(`30 18 00 16 "sensors/17/temperature"`, { name: "sensors/17/temperature" });
	});

	it("may have a Topic Name of more than 255 bytes, whose length has the most significant byte first [MQTT-3.3.2-1]", () => {
		check(`30 B0 02 01 2C "t"*300 "xy"`, { name: "t".repeat(300), payload: hex(`"xy"`) });
		check(`32 B0 02 01 2C "t"*300 12 34`, { name: "t".repeat(300), QoS: 1, identifier: 0x1234 });
	});

	it("has RETAIN set if the topic was made with retain", () => {
		check(`31 06 00 03 "a/b" "x"`, { retain: true, payload: hex(`"x"`) });
		check(`33 08 00 03 "a/b" 00 01 "x"`, { retain: true, QoS: 1, identifier: 1, payload: hex(`"x"`) });
	});

	it("may have an empty payload, which clears a retained message", () => {
		check(`31 05 00 03 "a/b"`, { retain: true, payload: NONE });
		check(`31 05 00 03 "a/b"`, { retain: true, payload: undefined });
		check(`30 05 00 03 "a/b"`, {});
		check(`33 07 00 03 "a/b" FF FF`, { retain: true, QoS: 1, identifier: 65_535, payload: NONE });
	});

	it("has a Packet Identifier of two bytes, most significant byte first [MQTT-2.3.1-1]", () => {
		for (const [notation, identifier] of [
			["00 01", 1],
			["00 FF", 255],
			["01 00", 256],
			["12 34", 0x1234],
			["FF FF", 65_535],
		]) {
			check(`32 07 00 03 "a/b" ${notation}`, { QoS: 1, identifier });
			check(`32 08 00 03 "a/b" ${notation} 78`, { QoS: 1, identifier, payload: hex(`"x"`) });
		}
	});

	it("has the first `length` bytes of a longer payload array", () => {
		const payload = hex(`"abcde" FF*20`);
		check(`30 0A 00 03 "a/b" "abcde"`, { payload, length: 5 });
		check(`32 0C 00 03 "a/b" 00 07 "abcde"`, { QoS: 1, identifier: 7, payload, length: 5 });
		check(`30 06 00 03 "a/b" "a"`, { payload, length: 1 });
		check(`30 05 00 03 "a/b"`, { payload, length: 0 });
		check(`32 07 00 03 "a/b" 00 07`, { QoS: 1, identifier: 7, payload, length: 0 });
		deepEqual(payload, hex(`"abcde" FF*20`));
	});

	it("may have any bytes as its payload", () => {
		check(`30 09 00 03 "a/b" 00 FF C0 80`, { payload: hex("00 FF C0 80") });
	});

	it("has a Remaining Length of one byte up to 127, of two from 128 on", () => {
		check(`30 7F 00 03 "a/b" "p"*122`, { payload: hex(`"p"*122`) });
		check(`30 80 01 00 03 "a/b" "p"*123`, { payload: hex(`"p"*123`) });
		check(`32 7F 00 03 "a/b" 00 0A "p"*120`, { QoS: 1, identifier: 10, payload: hex(`"p"*120`) });
		check(`32 80 01 00 03 "a/b" 00 0A "p"*121`, { QoS: 1, identifier: 10, payload: hex(`"p"*121`) });
		check(`33 AC 02 00 03 "a/b" 00 0A "p"*293`, { QoS: 1, identifier: 10, retain: true, payload: hex(`"p"*293`) });
	});

	it("may have a payload of 127 and of 128 bytes", () => {
		check(`30 84 01 00 03 "a/b" "p"*127`, { payload: hex(`"p"*127`) });
		check(`30 85 01 00 03 "a/b" "p"*128`, { payload: hex(`"p"*128`) });
	});

	it("has the first `length` bytes of a longer payload array after a long Remaining Length, too", () => {
		const payload = hex(`"p"*130 FF*70`);
		check(`30 87 01 00 03 "a/b" "p"*130`, { payload, length: 130 });
		check(`32 89 01 00 03 "a/b" 01 02 "p"*130`, { QoS: 1, identifier: 0x0102, payload, length: 130 });
	});

	it("does not change its template, when short and long packets alternate", () => {
		const template = publishTemplate(hex(`"a/b"`), 1, false, NONE);
		const long = hex(`"p"*121`);
		const before = template.slice();
		const bytes = new Uint8Array(131);
		for (let turn = 0; turn < 2; turn++) {
			encodePublish(bytes, 0, { template, identifierAt: 4 + 3 }, 10, long, 121);
			deepEqual(bytes, hex(`32 80 01 00 03 "a/b" 00 0A "p"*121`));
			deepEqual(template, before);
			encodePublish(bytes, 0, { template, identifierAt: 4 + 3 }, 11, long, 1);
			deepEqual(bytes.slice(0, 10), hex(`32 08 00 03 "a/b" 00 0B "p"`));
			deepEqual(template, before);
		}
	});
});
