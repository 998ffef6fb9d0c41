import { equal } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** What makes the callback happen, while there is a connection, and "s" is subscribed to and "u" unsubscribed from. */
const CAUSES = Object.freeze({
	onMessage: '32 05 00 01 "m" 00 09',
	onOversize: '32 40 00 01 "m" 00 09 "x"*59',
	onSubscribe: "90 04 00 01 00 00",
	onUnsubscribe: "B0 02 00 02",
	onSettled: "90 04 00 01 00 00 B0 02 00 02",
	onDisconnect: "20 02 00 00",
});

const OPTIONS = Object.freeze({ ...KEPT, buffers: Object.freeze({ receive: 32 }) });

/** A connected client, where `call` is called once, in the callback `name`. More than what causes that is received. */
function inside(name, call) {
	const host = new Host();
	const client = host.online(OPTIONS);
	client.subscribe([{ filter: "s" }, { filter: "t" }]);
	client.unsubscribe(["u", "v"]);
	host.writes.length = 0;
	const callback = client[name];
	let called = false;
	client[name] = (...parameters) => {
		callback(...parameters);
		if (called) return;
		called = true;
		host.log.length = 0;
		call(client, host);
	};
	if (name === "onConnect") {
		host.lose();
		host.again(`20 02 01 00 30 04 00 01 "ab"`);
	} else host.send(`${CAUSES[name]} 30 04 00 01 "ab"`);
	equal(called, true, name);
	return host;
}

const NAMES = Object.freeze(["onConnect", ...Object.keys(CAUSES)]);

describe("Inside a callback", () => {
	it("close() ends everything at once, and no callback comes after it", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => client.close());
			equal(host.socket.closed, true, name);
			host.advance(60_000);
			host.happened();
			for (const write of host.writes) equal(write[0] !== 0x40 && write[0] !== 0xe0, true, name);
			equal(host.timers.length, 0, name);
		}
	});

	it("close() and connect() begin anew", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => {
				client.close();
				client.connect();
			});
			equal(host.log.length, 0, name);
			host.again(PRESENT);
			equal(host.log.length > 0 && host.log[0], "connected, session present", name);
			equal(host.timers.length, 1, name);
		}
	});

	it("disconnect() ends the connection when all is acknowledged", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => client.disconnect());
			host.log.length = 0;
			if (host.socket.closed) host.again(PRESENT);
			host.send("90 04 00 01 00 00 B0 02 00 02");
			host.advance(1);
			equal(host.log[host.log.length - 1], "disconnected", name);
			const { writes } = host;
			equal(writes[writes.length - 1][0], 0xe0, name);
			equal(host.socket.closed, true, name);
		}
	});

	it("connect() changes nothing while there is a connection, and is at once where there is none", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => client.connect());
			host.log.length = 0;
			if (name === "onDisconnect") {
				const { elapsed } = host;
				host.again(PRESENT);
				equal(host.elapsed - elapsed <= 1, true);
			}
			host.send('30 04 00 01 "cd"');
			equal(host.log[host.log.length - 1], "message c: d", name);
		}
	});

	it("publish() sends, or keeps, and acknowledgements keep their order", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => {
				equal(client.topic("p", { QoS: 1 }).publish("q"), 3, name);
				const expected = client.connected ? 0 : -1;
				equal(client.topic("z").publish("0"), expected, name);
			});
			if (host.socket.closed) host.again(PRESENT);
			const sent = host.writes.filter((write) => write[0] >> 4 === 3 && write[4] === 0x70);
			equal(sent.length, 1, name);
			host.send("90 04 00 01 00 00 B0 02 00 02 40 02 00 03");
			equal(host.made.settled, true, name);
		}
	});

	it("publish() of more than there is room for does not get in the way of PUBACK", () => {
		for (const QoS of [0, 1]) {
			const host = new Host({ room: 40 });
			const client = host.online({
				onMessage() {
					topic.publish("x".repeat(60));
				},
			});
			const topic = client.topic("p", { QoS });
			host.send('32 05 00 01 "m" 00 07 32 05 00 01 "m" 00 08');
			for (let i = 0; i < 20; i++) host.drain();
			const pubacks = [];
			const all = [];
			for (const write of host.writes) all.push(...write);
			for (let at = 0; at < all.length; at += 2 + all[at + 1]) if (all[at] === 0x40) pubacks.push(all[at + 3]);
			equal(pubacks.join(), "7,8");
			equal(all.length, 8 + 2 * (65 + 2 * QoS));
		}
	});

	it("subscribe() and unsubscribe() send, or keep", () => {
		for (const name of NAMES) {
			const host = inside(name, (client) => {
				equal(client.subscribe("x"), 3, name);
				equal(client.unsubscribe("y"), 4, name);
			});
			if (host.socket.closed) host.again(PRESENT);
			host.log.length = 0;
			host.send("90 04 00 01 00 00 B0 02 00 02 90 03 00 03 01 B0 02 00 04");
			const lines = host.log.filter(
				(line) => line === "subscribed x 1" || line === "unsubscribed y" || line === "settled",
			);
			equal(lines.join(), "subscribed x 1,unsubscribed y,settled", name);
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

describe("A callback that throws", () => {
	it("is the app's fault, and does not break the client", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.onMessage = () => {
			throw new Error("the app's");
		};
		let thrown = 0;
		try {
			host.send('30 04 00 01 "ab"');
		} catch {
			thrown++;
		}
		equal(thrown, 1);
		client.onMessage = undefined;
		client.topic("a", { QoS: 1 }).publish("x");
		host.send("40 02 00 01");
		host.happened("settled");
		equal(host.sockets, 1);
	});
});
