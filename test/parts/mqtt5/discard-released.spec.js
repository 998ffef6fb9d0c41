import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

describe("A message at QoS 2 that was given up and still makes the server close", () => {
	it("is no longer suspected once the server has released it, and later messages are sent together", async () => {
		await undefined;
		const host = new Host5();
		const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(2), birth: { topic: "s", QoS: 1 } });
		equal(client.topic("a", { QoS: 2 }).publish("x"), 1);
		host.lose();
		host.again(PRESENT);
		equal(client.discard(1), true);
		// Twice together with the birth message.
		for (let i = 0; i < 2; i++) {
			host.lose();
			host.again(PRESENT);
		}
		host.writes.length = 0;
		host.send("40 02 FF FE");
		host.sent("62 02 00 01");
		host.send("70 02 00 01");
		const topic = client.topic("b", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		host.sent('32 07 00 01 "b" 00 02 00 "1"', '32 07 00 01 "b" 00 03 00 "2"');
	});
});

describe("A message whose connections end while the birth message is pending, too", () => {
	it("is not discarded, because it was not alone", async () => {
		await undefined;
		const host = new Host5();
		const client = host.online({ ...KEPT, attempts: 2, birth: { topic: "s", QoS: 1 } });
		client.topic("a", { QoS: 1 }).publish("x");
		for (let i = 0; i < 4; i++) {
			host.lose();
			host.again(PRESENT);
		}
		equal(client.pending(1) > 0, true);
		host.send("40 02 FF FE");
		host.lose();
		equal(client.pending(1), 0);
	});
});
