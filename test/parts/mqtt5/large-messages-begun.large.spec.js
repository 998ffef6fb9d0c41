import { LargeMessages } from "mote-mqtt/large-messages";
import { ACCEPTED, Host5, KEPT } from "../../mqtt5/host.js";

describe("A large message after one that has expired", () => {
	it("is begun once, even if the app publishes in the callback for the other one", async () => {
		await undefined;
		const host = new Host5();
		const large = new LargeMessages(16);
		const client = host.online(KEPT);
		const topic = client.topic("t", { QoS: 1 });
		client.onOutcome = (_identifier, code) => code && topic.publish("y");
		host.lose();
		client.topic("e", { QoS: 1, expiry: 0 }).publish("x");
		let later = 0;
		large.publishFrom(topic, 8, (offset, into) => {
			into.fill(0x61 + offset);
			return offset && later++ === 0 ? 0 : 4;
		});
		host.advance(900);
		host.meet();
		host.advance(3_000);
		host.send(ACCEPTED);
		large.resume();
		host.drain();
		// PINGREQ is sent before a large message.
		host.streamed("C0 00", '32 0E 00 01 "t" 00 02 00 "aaaa" "eeee"', '32 07 00 01 "t" 00 03 00 "y"');
	});
});
