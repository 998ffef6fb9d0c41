import { Host5 } from "./host.js";

const ONLINE = Object.freeze({ topic: "s", message: "on", retain: true });
const ONLINE_1 = Object.freeze({ ...ONLINE, QoS: 1 });

describe("Birth in 5.0", () => {
	it("has no identifier at QoS 0", () => {
		const host = new Host5();
		host.client({ birth: ONLINE });
		host.again();
		host.sent('31 06 00 01 "s" 00 "on"');
	});

	it("has one at QoS 1", () => {
		const host = new Host5();
		host.client({ birth: ONLINE_1 });
		host.again();
		host.sent('33 08 00 01 "s" FF FE 00 "on"');
	});
});
