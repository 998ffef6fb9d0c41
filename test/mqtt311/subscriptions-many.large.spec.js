// Where in a table of filters a handler is noted in one byte.
import { Refusal } from "mote-mqtt";
import { equal } from "../assert.js";
import { Host } from "./host.js";

describe("More than 255 filters with handlers", () => {
	it("are refused, and none gets the messages of another", async () => {
		await undefined;
		const host = new Host();
		const client = host.client({ buffers: { subscriptions: 6_000 } });
		const calls = [];
		for (let i = 0; i < 255; i++) equal(client.subscribe(`f${i}`, { onMessage: () => calls.push(i) }), 0);
		equal(client.subscribe("one more", { onMessage: () => calls.push("one more") }), Refusal.full);
		equal(client.subscribe("f254", { QoS: 1, onMessage: () => calls.push("again") }), 0);
		equal(client.subscribe("without"), 0);
		host.again();
		host.send('30 04 00 02 "f0" 30 06 00 04 "f254"');
		equal(calls.join(), "0,again");
	});
});
