// An app's requests are kept when a client falls back to 3.1.1, and when it returns to 5.0.
import { fallback } from "mote-mqtt/fallback";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT } from "../../mqtt5/host.js";

const UNSUPPORTED = "20 02 00 01";
const ACCEPTED_311 = "20 02 00 00";

describe("A client that goes from one version to the other", () => {
	it("passes messages to handlers of filters that were subscribed to in between", async () => {
		await undefined;
		const host = new Host5();
		const chance = { is: 1 };
		const client = host.client({ ...KEPT, fallback, random: () => chance.is });
		host.again(UNSUPPORTED);
		host.again(ACCEPTED_311);
		client.subscribe("a", { onMessage: () => host.log.push("a") });
		host.send("90 03 FF FF 00");
		// Once in 32 times it requests 5.0 again.
		chance.is = 0;
		host.lose();
		host.again(ACCEPTED);
		host.log.length = 0;
		host.send('30 04 00 01 "a" 00');
		host.happened("a");
		client.subscribe("b", { onMessage: () => host.log.push("b") });
		chance.is = 1;
		host.lose();
		host.again(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.log.length = 0;
		host.send('30 03 00 01 "b"');
		host.happened("b");
	});

	it("passes messages to the first handler, even if that was added after the return to 5.0", async () => {
		await undefined;
		const host = new Host5();
		const chance = { is: 1 };
		const client = host.client({ ...KEPT, fallback, random: () => chance.is });
		host.again(UNSUPPORTED);
		host.again(ACCEPTED_311);
		chance.is = 0;
		host.lose();
		host.again(ACCEPTED);
		client.subscribe("b", { onMessage: () => host.log.push("b") });
		chance.is = 1;
		host.lose();
		host.again(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.log.length = 0;
		host.send('30 03 00 01 "b"');
		host.happened("b");
	});

	it("calls onWritable when a message that was refused before would be accepted", async () => {
		await undefined;
		const host = new Host5();
		const client = host.client({
			...KEPT,
			fallback,
			buffers: { unacknowledged: 24 },
			onWritable: (count) => host.log.push(`room ${count}`),
		});
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("y") < 0, true);
		host.again(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.log.length = 0;
		host.send("40 02 00 01");
		equal(host.log.includes("room 16"), true);
	});
});
