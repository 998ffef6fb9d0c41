import { deepEqual } from "../assert.js";
import { hex } from "../bytes.js";
import { encodeConnect } from "./wire.js";

const NONE = new Uint8Array(0);

function check(notation, fields, where) {
	deepEqual(encodeConnect(fields, 4), hex(notation), where);
}

describe("CONNECT", () => {
	it("is 14 bytes long with an empty Client Identifier and Clean Session [MQTT-3.1.3-3] [MQTT-2.2.2-1]", () => {
		check(
			`10           // type 1, flags reserved as 0000
			 0C           // Remaining Length 12
			 00 04 "MQTT" // Protocol Name
			 04           // Protocol Level
			 02           // Connect Flags: Clean Session
			 00 00        // Keep Alive 0
			 00 00        // Client Identifier`,
			{ id: NONE, clean: true, keepAlive: 0 },
		);
	});

	it("has the Client Identifier first in its payload [MQTT-3.1.3-3]", () => {
		check(`10 15 00 04 "MQTT" 04 00 00 0A 00 09 "sensor-17"`, { id: hex(`"sensor-17"`), clean: false, keepAlive: 10 });
	});

	it("has the Keep Alive in seconds, most significant byte first", () => {
		check(`10 0D 00 04 "MQTT" 04 02 00 FF 00 01 "a"`, { id: hex(`"a"`), clean: true, keepAlive: 255 });
		check(`10 0D 00 04 "MQTT" 04 02 01 00 00 01 "a"`, { id: hex(`"a"`), clean: true, keepAlive: 256 });
		check(`10 0D 00 04 "MQTT" 04 02 12 34 00 01 "a"`, { id: hex(`"a"`), clean: true, keepAlive: 0x1234 });
		check(`10 0D 00 04 "MQTT" 04 02 FF FF 00 01 "a"`, { id: hex(`"a"`), clean: true, keepAlive: 65_535 });
	});

	it("has all fields in the specification's order [MQTT-3.1.3-1]", () => {
		check(
			`10 25
			 00 04 "MQTT" 04
			 CE            // User Name, Password, Will QoS 1, Will, Clean Session: 1100 1110
			 00 3C         // Keep Alive 60
			 00 02 "id"    // Client Identifier
			 00 03 "w/t"   // Will Topic
			 00 04 "gone"  // Will Message
			 00 04 "user"  // User Name
			 00 04 "word"  // Password`,
			{
				id: hex(`"id"`),
				clean: true,
				keepAlive: 60,
				will: { topic: hex(`"w/t"`), message: hex(`"gone"`), QoS: 1, retain: false },
				user: hex(`"user"`),
				password: hex(`"word"`),
			},
		);
	});

	it("has Will Topic, Will Message, Will QoS and Will Retain if there is a will [MQTT-3.1.2-9] [MQTT-3.1.2-14]", () => {
		const topic = hex(`"w"`);
		const message = hex(`"m"`);
		const rows = [
			// Retain, QoS, Will, Clean Session
			["04", 0, false, false],
			["06", 0, false, true],
			["0C", 1, false, false],
			["0E", 1, false, true],
			["14", 2, false, false],
			["16", 2, false, true],
			["24", 0, true, false],
			["26", 0, true, true],
			["2C", 1, true, false],
			["2E", 1, true, true],
			["34", 2, true, false],
			["36", 2, true, true],
		];
		for (const [flags, QoS, retain, clean] of rows) {
			check(
				`10 13 00 04 "MQTT" 04 ${flags} 00 00 00 01 "a" 00 01 "w" 00 01 "m"`,
				{ id: hex(`"a"`), clean, keepAlive: 0, will: { topic, message, QoS, retain } },
				flags,
			);
		}
	});

	it("has a Will Message of length 0 if the will's message is empty [MQTT-3.1.2-9]", () => {
		check(`10 12 00 04 "MQTT" 04 26 00 00 00 01 "a" 00 01 "w" 00 00`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			will: { topic: hex(`"w"`), message: NONE, QoS: 0, retain: true },
		});
	});

	it("has no will fields and no will flags without a will [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15]", () => {
		check(`10 0D 00 04 "MQTT" 04 00 00 00 00 01 "a"`, { id: hex(`"a"`), clean: false, keepAlive: 0, will: undefined });
		check(`10 13 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 00 01 "p"`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			user: hex(`"u"`),
			password: hex(`"p"`),
		});
	});

	it("has a User Name if and only if the User Name Flag is set [MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.2-20]", () => {
		check(`10 10 00 04 "MQTT" 04 82 00 00 00 01 "a" 00 01 "u"`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			user: hex(`"u"`),
		});
		check(`10 0F 00 04 "MQTT" 04 82 00 00 00 01 "a" 00 00`, { id: hex(`"a"`), clean: true, keepAlive: 0, user: NONE });
	});

	it("has a Password, of any bytes, if and only if the Password Flag is set [MQTT-3.1.2-20] [MQTT-3.1.2-21]", () => {
		check(`10 16 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 00 04 00 FF C0 80`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			user: hex(`"u"`),
			password: hex("00 FF C0 80"),
		});
		check(`10 12 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 00 00`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			user: hex(`"u"`),
			password: NONE,
		});
	});

	it("has a Will Message of any bytes", () => {
		check(`10 15 00 04 "MQTT" 04 04 00 00 00 01 "a" 00 01 "w" 00 03 00 FF ED`, {
			id: hex(`"a"`),
			clean: false,
			keepAlive: 0,
			will: { topic: hex(`"w"`), message: hex("00 FF ED"), QoS: 0, retain: false },
		});
	});

	it("has a Remaining Length of two bytes from 128 on, for example with a long password", () => {
		const fields = { id: hex(`"a"`), clean: true, keepAlive: 0, user: hex(`"u"`) };
		check(`10 7F 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 00 6D "p"*109`, {
			...fields,
			password: hex(`"p"*109`),
		});
		check(`10 80 01 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 00 6E "p"*110`, {
			...fields,
			password: hex(`"p"*110`),
		});
	});

	it("has the length of each field with the most significant byte first", () => {
		check(`10 BE 02 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 01 2C "p"*300`, {
			id: hex(`"a"`),
			clean: true,
			keepAlive: 0,
			user: hex(`"u"`),
			password: hex(`"p"*300`),
		});
	});
});
