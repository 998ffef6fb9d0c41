import { equal, throws } from "../assert.js";
import { concat } from "../bytes.js";
import { about, answer, NAMES } from "./callbacks.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

// A device's stack is small, so the specs contain what callbacks call, instead of helper functions.

describe("Inside a callback", () => {
	it("close() ends everything at once, and no callback comes after it", () => {
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			client[NAMES[i]] = () => {
				client.close();
				host.log.length = 0;
				host.log.push("closed");
			};
			host.send(host.cause);
			equal(host.socket.closed, true, NAMES[i]);
			host.advance(60_000);
			host.happened("closed");
			for (const write of host.writes) equal(write[0] !== 0x40 && write[0] !== 0xe0, true, NAMES[i]);
			equal(host.timers.length, 0, NAMES[i]);
		}
	});

	it("close() of a client that is about to settle is not followed by onSettled", () => {
		const host = new Host();
		const client = host.online();
		client.onSubscribe = () => client.close();
		client.subscribe("s");
		host.send("90 03 FF FF 00");
		host.happened();
	});

	it("close() and connect() start again", () => {
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			const callback = client[NAMES[i]];
			client[NAMES[i]] = () => {
				client[NAMES[i]] = callback;
				client.close();
				client.connect();
				host.log.length = 0;
			};
			host.send(host.cause);
			equal(host.log.length, 0, NAMES[i]);
			host.again(PRESENT);
			equal(host.log[0], "connected, session present", NAMES[i]);
			equal(host.timers.length, 1, NAMES[i]);
		}
	});

	it("disconnect() ends the connection when all is acknowledged", () => {
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			const callback = client[NAMES[i]];
			client[NAMES[i]] = () => {
				client[NAMES[i]] = callback;
				client.disconnect();
			};
			host.send(host.cause);
			if (host.socket.closed) host.again(PRESENT);
			answer(host);
			host.advance(1);
			equal(host.log[host.log.length - 1], "disconnected", NAMES[i]);
			equal(host.writes[host.writes.length - 1][0], 0xe0, NAMES[i]);
			equal(host.socket.closed, true, NAMES[i]);
		}
	});

	it("connect() changes nothing while there is a connection, and acts at once otherwise", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		for (let i = 0; i < NAMES.length; i++) {
			const host = about(NAMES[i]);
			const client = host.made;
			const callback = client[NAMES[i]];
			client[NAMES[i]] = () => {
				client[NAMES[i]] = callback;
				client.connect();
			};
			host.send(host.cause);
			if (host.socket.closed) {
				const { elapsed } = host;
				host.again(PRESENT);
				equal(host.elapsed - elapsed <= 1, true);
			}
			host.send('30 04 00 01 "cd"');
			equal(host.log[host.log.length - 1], "message c: d", NAMES[i]);
		}
	});

	it("another callback may be set, or removed", () => {
		const host = new Host();
		const client = host.online();
		client.onMessage = () => {
			client.onMessage = undefined;
			host.log.push("once");
		};
		host.send('30 04 00 01 "ab" 30 04 00 01 "ab"');
		host.happened("once");
	});
});

describe("Inside onMessage", () => {
	it("publish() of more than there is room for does not prevent PUBACK", () => {
		for (let QoS = 0; QoS < 2; QoS++) {
			const host = new Host({ room: 40 });
			const client = host.online();
			const topic = client.topic("p", { QoS });
			client.onMessage = () => topic.publish("x".repeat(60));
			host.send('32 05 00 01 "m" 00 07 32 05 00 01 "m" 00 08');
			for (let i = 0; i < 20; i++) host.drain();
			const pubacks = [];
			const all = concat(...host.writes);
			for (let at = 0; at < all.length; at += 2 + all[at + 1]) if (all[at] === 0x40) pubacks.push(all[at + 3]);
			equal(pubacks.join(), "7,8");
			equal(all.length, 8 + 2 * (65 + 2 * QoS));
		}
	});

	it("an exception is the app's fault, and does not break the client", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.onMessage = () => {
			throw new RangeError("the app's");
		};
		throws(() => host.send('30 04 00 01 "ab"'), RangeError, "the app's");
		client.onMessage = undefined;
		client.topic("a", { QoS: 1 }).publish("x");
		host.send("40 02 00 01");
		host.happened("settled");
		equal(host.sockets, 1);
	});
});

describe("Inside onConnect", () => {
	it("an exception does not prevent queued messages from being sent", () => {
		const host = new Host();
		const onConnect = () => {
			throw new RangeError("the app's");
		};
		host
			.client({ ...KEPT, onConnect })
			.topic("a", { QoS: 1 })
			.publish("x");
		host.meet();
		throws(() => host.send(ACCEPTED), RangeError, "the app's");
		host.sent();
		host.advance(1);
		host.sent('32 06 00 01 "a" 00 01 "x"');
		host.send("40 02 00 01");
		host.happened("settled");
	});
});
