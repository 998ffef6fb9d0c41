import { equal, throws } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

/** What makes each callback happen, where "s" and "t" are being subscribed to and "u" and "v" unsubscribed from. */
const CAUSES = Object.freeze({
	onConnect: "20 02 01 00",
	onMessage: '32 05 00 01 "m" 00 09',
	onOversize: '32 40 00 01 "m" 00 09 "x"*59',
	onSubscribe: "90 04 FF FF 00 00",
	onUnsubscribe: "90 04 FF FF 00 00 B0 02 FF FF",
	onSettled: "90 04 FF FF 00 00 B0 02 FF FF",
	onDisconnect: "20 02 00 00",
});
const NAMES = Object.freeze(Object.keys(CAUSES));
const OPTIONS = Object.freeze({ ...KEPT, buffers: Object.freeze({ send: 64, receive: 32, unacknowledged: 128 }) });

/** A host whose client will call back `name` when `host.cause` is received: that, and more behind it. */
function about(name) {
	const host = new Host();
	const client = host.online(OPTIONS);
	client.subscribe([{ filter: "s" }, { filter: "t" }]);
	client.unsubscribe(["u", "v"]);
	if (name === "onConnect") {
		client.close();
		client.connect();
		host.meet();
	}
	host.writes.length = host.log.length = 0;
	host.cause = `${CAUSES[name]} 30 04 00 01 "ab"`;
	return host;
}

/** The server answers one request after the other, of which one at a time is on its way. */
function answer(host) {
	for (let turn = 0; turn < 6 && !host.made.settled; turn++) {
		const requests = host.writes.filter((write) => write[0] === 0x82 || write[0] === 0xa2);
		const request = requests[requests.length - 1];
		let count = 0;
		// The first one is that of about().
		if (!request) count = 2;
		else if (request[0] === 0x82) for (let at = 4; at < request.length; at += 3 + request[at + 1]) count++;
		host.send(count ? `90 0${2 + count} FF FF ${"00 ".repeat(count)}` : "B0 02 FF FF");
	}
}

// A device's stack is small: what is called in callbacks stands in the specs themselves.

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

	it("close() and connect() begin anew", () => {
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

	it("connect() changes nothing while there is a connection, and is at once where there is none", async () => {
		// From here on nothing else is on the stack, which in a device is small.
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

	it("publish() sends, or keeps, and acknowledgements keep their order", async () => {
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

	it("subscribe() and unsubscribe() send, or keep", async () => {
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

	it("another callback may be set, or taken away", () => {
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
	it("publish() of more than there is room for does not get in the way of PUBACK", () => {
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
	it("an exception does not keep what waits from being sent", () => {
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
