import { ACCEPTED, Host5, PRESENT } from "../../mqtt5/host.js";
import { describeEnds } from "../eager-ends.js";

describe("A server of 5.0 to which a client connects eagerly", () => {
	describeEnds(Host5, {
		connect: '10 19 00 04 "MQTT" 05 00 00 00 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"',
		accepted: ACCEPTED,
		present: PRESENT,
		refused: "20 03 00 88 00",
		badUserNameOrPassword: "20 03 00 86 00",
		publish: (header, identifier, text) => `${header} 07 00 01 "a" ${identifier} 00 "${text}"`,
	});
});
