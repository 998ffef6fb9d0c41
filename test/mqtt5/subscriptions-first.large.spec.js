import { ACCEPTED, Host5 } from "./host.js";

const ONE = Object.freeze({ QoS: 1 });

// With a larger stack than the smallest device's, because the harness takes a hundred of its slots.
function meet(host) {
	const client = host.client();
	const one = client.topic("a", ONE);
	client.subscribe("f");
	client.onConnect = () => one.publish("x");
	host.meet();
}

describe("Filters of 5.0", () => {
	it("are sent before what onConnect publishes, because the answer may need them", () => {
		const host = new Host5();
		meet(host);
		host.send(ACCEPTED);
		host.sent('82 07 FF FF 00 00 01 "f" 00', '32 07 00 01 "a" 00 01 00 "x"');
	});
});
