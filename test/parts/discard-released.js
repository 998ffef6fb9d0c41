// What was given up on its way, and what may go once the server has released it: the same for both versions.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";

/**
 * @param Host a host of the version. @param KEPT its options of a session that is kept. @param PRESENT its CONNACK with that session.
 * @param later the two messages that go together in the end.
 */
export function describeReleased(Host, KEPT, PRESENT, later) {
	describe("A message at QoS 2 that was given up, and in the way all the same", () => {
		it("is no longer in the way once the server has released it: what comes later goes together", async () => {
			await undefined;
			const host = new Host();
			const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(2), birth: { topic: "s", QoS: 1 } });
			equal(client.topic("a", { QoS: 2 }).publish("x"), 1);
			host.lose();
			host.again(PRESENT);
			equal(client.discard(1), true);
			// Twice with something else on its way: with what is published first.
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
			host.sent(...later);
		});
	});

	describe("A message whose connections end while what is published first is on its way, too", () => {
		it("is not discarded, as it was not alone", async () => {
			await undefined;
			const host = new Host();
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
}
