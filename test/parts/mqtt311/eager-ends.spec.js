import { ACCEPTED, Host, PRESENT } from "../../mqtt311/host.js";
import { describeEnds } from "../eager-ends.js";

describe("A server to which a client connects eagerly", () => {
	describeEnds(Host, {
		connect: '10 0E 00 04 "MQTT" 04 00 00 00 00 02 "me"',
		accepted: ACCEPTED,
		present: PRESENT,
		refused: "20 02 00 03",
		badUserNameOrPassword: "20 02 00 04",
		publish: (header, identifier, text) => `${header} 06 00 01 "a" ${identifier} "${text}"`,
	});
});
