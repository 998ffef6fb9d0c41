import { Host } from "../mqtt311/host.js";

describe("PUBACK", () => {
	it("is four bytes: the type, flags 0000, and the Packet Identifier [MQTT-2.2.2-1]", () => {
		const host = new Host();
		host.online({ onMessage: undefined });
		for (const identifier of ["00 0A", "00 01", "00 FF", "01 00", "12 34", "FF FF"]) {
			// The PUBACK must not depend on the message's length or on its place in the buffer.
			for (const message of [
				`32 05 00 01 "a" ${identifier}`,
				`32 06 00 01 "a" ${identifier} "x"`,
				`32 7F 00 01 "a" ${identifier} "x"*122`,
				`32 FF 01 00 01 "a" ${identifier} "x"*250`,
			]) {
				host.send(message);
				host.sent(`40 02 ${identifier}`);
				host.send(`D0 00 ${message}`);
				host.sent(`40 02 ${identifier}`);
				host.log.length = 0;
				host.drain();
			}
		}
	});
});

describe("PINGREQ", () => {
	it("is a fixed header only, with Remaining Length 0 [MQTT-2.2.2-1]", () => {
		const host = new Host();
		host.online();
		while (host.writes.length === 0) host.step();
		host.sent("C0 00");
	});
});

describe("DISCONNECT", () => {
	it("is a fixed header only, with Remaining Length 0 and reserved bits 0 [MQTT-3.14.1-1] [MQTT-2.2.2-1]", () => {
		const host = new Host();
		host.online().disconnect();
		host.step();
		host.sent("E0 00");
	});
});
