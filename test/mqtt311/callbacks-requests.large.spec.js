// With a larger stack than the smallest device's, because the harness takes some of it.
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { about, answer, NAMES } from "./callbacks.js";
import { PRESENT } from "./host.js";

describe("Inside a callback", () => {
	it("publish() sends or queues, and acknowledgements keep their order", async () => {
		// The harness takes stack: from here on nothing else is on it.
		await undefined;
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			const one = client.topic("p", { QoS: 1 });
			const zero = client.topic("z");
			const callback = client[NAMES[i]];
			const q = hex('"q"');
			let first;
			let second;
			client[NAMES[i]] = () => {
				client[NAMES[i]] = callback;
				first = one.publish(q);
				second = zero.publish(q);
			};
			// Not by way of send(), which takes stack as well.
			const { socket } = host;
			socket.received = hex(host.cause);
			socket.onReadable(socket.received.length);
			equal(first, 1, NAMES[i]);
			equal(second, NAMES[i] === "onDisconnect" ? -1 : 0, NAMES[i]);
			if (host.socket.closed) host.again(PRESENT);
			equal(host.writes.filter((write) => write[0] === 0x32 && write[4] === 0x70).length, 1, NAMES[i]);
			host.send("40 02 00 01");
			host.drain();
			answer(host);
			equal(client.settled, true, NAMES[i]);
		}
	});

	it("subscribe() and unsubscribe() send or queue", async () => {
		// Encoding needs stack: from here on nothing else is on it.
		await undefined;
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			const callback = client[NAMES[i]];
			let first;
			let second;
			client[NAMES[i]] = () => {
				client[NAMES[i]] = callback;
				first = client.subscribe("x");
				second = client.unsubscribe("y");
			};
			// Not by way of send(), which takes stack as well.
			const { socket } = host;
			socket.received = hex(host.cause);
			socket.onReadable(socket.received.length);
			equal(first, 0, NAMES[i]);
			equal(second, 0, NAMES[i]);
			if (host.socket.closed) host.again(PRESENT);
			answer(host);
			equal(client.settled, true);
			equal(host.log.includes("subscribed x 0"), true, NAMES[i]);
			equal(host.log.includes("unsubscribed y"), true, NAMES[i]);
		}
	});
});
