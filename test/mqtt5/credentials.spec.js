// User name, password and will, in the forms that apps may use.
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";

const START = '00 04 "MQTT" 05';
const SIZE = "27 00 00 00 80";

/** The first packet of the host's client. */
function greeted(host) {
	host.step();
	host.accept();
}

describe("A password of 5.0", () => {
	it("may come without a user name [MQTT-3.1.2-16] [MQTT-3.1.2-19]", () => {
		for (const password of ["pw", hex('"pw"')]) {
			const host = new Host5();
			host.client({ password });
			greeted(host);
			host.sent(`10 16 ${START} 42 00 3C 05 ${SIZE} 00 00 00 02 "pw"`);
		}
	});

	it("may be empty, as a user name may be", () => {
		const host = new Host5();
		host.client({ user: "", password: "" });
		greeted(host);
		host.sent(`10 16 ${START} C2 00 3C 05 ${SIZE} 00 00 00 00 00 00`);
	});
});

describe("A value given as bytes", () => {
	it("is copied, so that an app may clear its password at once", () => {
		const host = new Host5();
		const password = hex('"secret"');
		const message = hex('"gone"');
		const correlationData = hex('"17"');
		host.client({ user: "u", password, will: { topic: "w", message, correlationData } });
		password.fill(0);
		message.fill(0);
		correlationData.fill(0);
		const sent = `10 2C ${START} C6 00 3C 05 ${SIZE} 00 00 05 09 00 02 "17" 00 01 "w" 00 04 "gone" 00 01 "u" 00 06 "secret"`;
		for (let i = 0; i < 2; i++) {
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.accept();
			host.sent(sent);
			host.send("20 03 00 00 00");
			host.lose();
		}
	});

	it("is copied for a topic: its correlation data, and a queued payload", () => {
		const host = new Host5();
		const client = host.client();
		const correlationData = hex('"17"');
		const payload = hex('"x"');
		const topic = client.topic("a", { QoS: 1, correlationData });
		topic.publish(payload);
		correlationData.fill(0);
		payload.fill(0);
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('32 0C 00 01 "a" 00 01 05 09 00 02 "17" "x"');
		equal(client.settled, false);
	});
});
