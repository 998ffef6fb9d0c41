import { Host } from "../../mqtt311/host.js";
import { describePromises } from "../credentials-promise.js";

describe("Credentials of an async function", () => {
	describePromises(Host, '10 0F 00 04 "MQTT" 04 82 00 3C 00 00 00 01 "u"');
});
