import { ACCEPTED, Host5, PRESENT } from "../../mqtt5/host.js";
import { describeSaved } from "../eager-saved.js";

describe("Of connecting eagerly in 5.0, a saved session remembers", () => {
	describeSaved(Host5, {
		connect: '10 19 00 04 "MQTT" 05 00 00 00 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"',
		accepted: ACCEPTED,
		present: PRESENT,
		refused: "20 03 00 88 00",
		publish: (header, identifier, text) => `${header} 07 00 01 "a" ${identifier} 00 "${text}"`,
	});
});
