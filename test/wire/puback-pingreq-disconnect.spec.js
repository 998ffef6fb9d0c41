import { encodeAcknowledgement, encodeEmpty } from "mote-mqtt/wire";
import { hex } from "../bytes.js";
import { encodes } from "./encoding.js";

describe("PUBACK", () => {
	it("is four bytes: the type, flags 0000, and the Packet Identifier [MQTT-2.2.2-1]", () => {
		encodes(hex("40 02 00 0A"), (bytes) => encodeAcknowledgement(bytes, 0x40, 10));
		encodes(hex("40 02 00 01"), (bytes) => encodeAcknowledgement(bytes, 0x40, 1));
		encodes(hex("40 02 00 FF"), (bytes) => encodeAcknowledgement(bytes, 0x40, 255));
		encodes(hex("40 02 01 00"), (bytes) => encodeAcknowledgement(bytes, 0x40, 256));
		encodes(hex("40 02 12 34"), (bytes) => encodeAcknowledgement(bytes, 0x40, 0x1234));
		encodes(hex("40 02 FF FF"), (bytes) => encodeAcknowledgement(bytes, 0x40, 65_535));
	});
});

describe("PINGREQ", () => {
	it("is a type and nothing else [MQTT-2.2.2-1]", () => {
		encodes(hex("C0 00"), (bytes) => encodeEmpty(bytes, 12));
	});
});

describe("DISCONNECT", () => {
	it("is a type and nothing else, its reserved bits 0 [MQTT-3.14.1-1] [MQTT-2.2.2-1]", () => {
		encodes(hex("E0 00"), (bytes) => encodeEmpty(bytes, 14));
	});
});
