import { ACCEPTED, CONNECT, Host5 } from "./host.js";

describe("Connecting with 5.0", () => {
	it("sends CONNECT first, with protocol version 5 [MQTT-3.1.0-1] [MQTT-3.1.2-1]", () => {
		const host = new Host5();
		host.client();
		host.step();
		host.accept();
		host.sent(CONNECT);
		host.send(ACCEPTED);
		host.happened("connected");
	});
});
