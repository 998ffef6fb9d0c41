import { ACCEPTED, Host, PRESENT } from "../../mqtt311/host.js";
import { describeLearning } from "../eager-learns.js";

describe("Of a server to which it connects eagerly, a client learns", () => {
	describeLearning(Host, {
		connect: '10 0E 00 04 "MQTT" 04 00 00 00 00 02 "me"',
		accepted: ACCEPTED,
		present: PRESENT,
		refused: "20 02 00 03",
		publish: (header, identifier, text) => `${header} 06 00 01 "a" ${identifier} "${text}"`,
	});
});
