import { Host } from "../../mqtt311/host.js";
import { describeWrongCredentials } from "../credentials-wrong.js";

describe("Credentials", () => {
	describeWrongCredentials(Host, '10 0F 00 04 "MQTT" 04 82 00 3C 00 00 00 01 "u"');
});
