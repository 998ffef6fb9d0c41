import { Host5 } from "../../mqtt5/host.js";
import { describeWrongCredentials } from "../credentials-wrong.js";

describe("Credentials, in 5.0,", () => {
	describeWrongCredentials(Host5, '10 15 00 04 "MQTT" 05 82 00 3C 05 27 00 00 00 80 00 00 00 01 "u"');
});
