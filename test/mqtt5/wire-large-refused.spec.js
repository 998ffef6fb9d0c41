import { equal } from "../assert.js";
import { packet } from "./packet.js";
import { refuse } from "./refuse.js";
import { SMALL, STREAM, streaming } from "./streaming.js";

describe("A message of 5.0 too large for the buffer", () => {
	it("is refused with 81 if its head is malformed", () =>
		refuse(
			[
				'30 40 00 01 "a" 80 00 "b"*59',
				'30 40 00 01 "a" 02 00 00 "b"*58',
				'30 40 00 01 "#" 00 "b"*60',
				'32 40 00 01 "a" 00 00 00 "b"*58',
				'30 40 00 01 "a" 05 03 00 02 C0 80 "b"*55',
				'30 40 00 01 "a" 02 02 00 "b"*58',
				'36 40 00 01 "a" 00 01 00 "b"*58',
			],
			0x81,
			undefined,
			STREAM,
		));

	it("is refused with 82 if its head is a protocol error", () =>
		refuse(
			['30 40 00 00 00 "b"*61', '30 40 00 01 "a" 04 01 01 01 01 "b"*56', '30 40 00 01 "a" 02 0B 00 "b"*58'],
			0x82,
			undefined,
			STREAM,
		));

	it("is refused with 94 if its alias is invalid", () =>
		refuse(['30 40 00 01 "a" 03 23 00 01 "b"*57'], 0x94, undefined, STREAM));

	it("is refused with 95 if the memory ends within the length of its properties", () =>
		refuse(
			['30 8C 01 00 1A "a"*26 80', '32 8C 01 00 18 "a"*24 00 01 80', '30 8C 01 00 19 "a"*25 80 80'],
			0x95,
			undefined,
			STREAM,
		));

	it("is refused with 95 if its head, or another packet, is too large", () =>
		refuse(
			['30 40 00 1C "a"*28', '30 40 00 01 "a" 3C', "40 40 00 01 00", "90 FF FF FF 7F", "30 FF FF 01 FF FF"],
			0x95,
			undefined,
			STREAM,
		));

	it("that may not come in pieces is refused with 95, because Maximum Packet Size was announced [MQTT-3.1.2-24]", () =>
		refuse([packet("30", '00 01 "a"', "01 01", '"b"*30'), '30 22 00 01 "a" 00'], 0x95, undefined, { buffers: SMALL }));

	it("is limited by its properties: exactly full, and one byte too many", async () => {
		// Refused first, so that there is only one machine at a time.
		await refuse(['30 2F 00 01 "a" 17 03 00 14 "t"*20 "b"*20'], 0x95, undefined, STREAM);
		// Head and 4 bytes for pieces: 2 + 3 + 1 + 22 + 4 = 32.
		const fits = await streaming();
		fits.send('30 2E 00 01 "a" 16 03 00 13 "t"*19 "b"*20');
		equal(fits.log.length, 5);
	});
});
