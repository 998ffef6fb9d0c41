import { ACCEPTED, Host, PRESENT } from "../../mqtt311/host.js";
import { describeSaved } from "../eager-saved.js";

describe("Of connecting eagerly, a saved session remembers", () => {
	describeSaved(Host, {
		connect: '10 0E 00 04 "MQTT" 04 00 00 00 00 02 "me"',
		accepted: ACCEPTED,
		present: PRESENT,
		refused: "20 02 00 03",
		publish: (header, identifier, text) => `${header} 06 00 01 "a" ${identifier} "${text}"`,
	});
});
