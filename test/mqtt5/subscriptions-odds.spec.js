// What a client sends first on a connection, and an app that acts in the callbacks for that.
import { equal } from "../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "./host.js";

describe("A birth message that the server does not accept, and an app that closes in the callback", () => {
	it("is followed by no callback", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client({
			birth: { topic: "s", message: "on", retain: true },
			onOutcome() {
				host.log.push("outcome");
				client.close();
			},
		});
		host.meet();
		// Retain Available: 0.
		host.send("20 05 00 00 02 25 00");
		host.happened("outcome");
		equal(client.connected, false);
		equal(host.timers.length, 0);
	});
});

describe("A filter of 5.0 whose SUBACK was awaited when the connection ended", () => {
	it("is not blamed for connections that end before CONNACK, nor for refusals", async () => {
		await undefined;
		const host = new Host5();
		host.client(KEPT).subscribe("a");
		host.again();
		host.lose();
		for (let i = 0; i < 6; i++) {
			host.meet();
			if (i % 2) host.lose();
			else host.send("20 03 00 88 00");
		}
		equal(host.log.includes("subscribed a 259") || host.log.includes("subscribed a 136"), false);
		host.again(PRESENT);
		host.sent('82 07 FF FF 00 00 01 "a" 00');
	});
});

describe("A handler in 5.0", () => {
	it("that unsubscribes does not take the message and its properties from others", async () => {
		await undefined;
		const host = new Host5();
		const client = host.online();
		client.subscribe("a/b", { onMessage: () => client.unsubscribe("a/b") });
		const onMessage = (message) => host.log.push(`${message.text} ${client.properties.get(3)}`);
		client.subscribe("a/+", { onMessage });
		client.subscribe("a/#", { onMessage });
		host.send("90 04 FF FF 00 00 90 05 FF FF 00 00 00");
		host.log.length = 0;
		host.send('30 0B 00 03 "a/b" 04 03 00 01 "t" "x"');
		host.happened("x t", "x t");
	});
});

describe("A filter that was set aside, and that the server then says it does not support", () => {
	it("is not requested when the connection has lasted", async () => {
		await undefined;
		const host = new Host5();
		const client = host.client({ ...KEPT, reconnect: { minimum: 100, maximum: 1_000 } });
		client.subscribe("a/#");
		for (let i = 0; i < 3; i++) {
			host.again(i ? PRESENT : ACCEPTED);
			host.lose();
		}
		// Wildcard Subscription Available: 0.
		host.again("20 05 01 00 02 28 00");
		host.log.length = 0;
		host.advance(5_000);
		host.sent();
		host.happened("subscribed a/# 162", "settled");
	});
});
