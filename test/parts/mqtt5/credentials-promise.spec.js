import { Host5 } from "../../mqtt5/host.js";
import { describePromises } from "../credentials-promise.js";

describe("Credentials of an async function, in 5.0,", () => {
	describePromises(Host5, '10 15 00 04 "MQTT" 05 82 00 3C 05 27 00 00 00 80 00 00 00 01 "u"');
});
