import { equal } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** The pauses, in milliseconds, of a client all of whose attempts fail at once. */
function pauses(count, options) {
	const host = new Host();
	host.client(options);
	host.step();
	const pauses = [];
	for (let i = 0; i < count; i++) {
		const { elapsed } = host;
		host.lose();
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		pauses.push(host.elapsed - elapsed);
	}
	return pauses.join(" ");
}

describe("Reconnecting", () => {
	it("waits twice as long each time, up to a maximum", () => {
		equal(pauses(9, {}), "1000 2000 4000 8000 16000 32000 60000 60000 60000");
		equal(pauses(5, { reconnect: { minimum: 100, maximum: 500 } }), "100 200 400 500 500");
		equal(pauses(3, { reconnect: { minimum: 700, maximum: 700 } }), "700 700 700");
	});

	it("continues forever", () => {
		const host = new Host();
		host.client({ reconnect: { minimum: 1, maximum: 10 } });
		for (let i = 0; i < 2_000; i++) {
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.lose();
			host.log.length = 0;
		}
		host.again();
		host.happened("connected");
	});

	it("waits at random between half of that and all", () => {
		equal(pauses(4, { random: () => 0 }), "500 1000 2000 4000");
		equal(pauses(4, { random: () => 0.5 }), "750 1500 3000 6000");
		equal(pauses(2, { random: () => 0.999999 }), "1000 2000");
		let n = 0;
		equal(pauses(3, { random: () => n++ / 10 }), "500 1100 2400");
	});

	it("reports how long it waits", () => {
		const host = new Host();
		const told = [];
		host.client({ random: () => 0.25, onDisconnect: ({ retry }) => told.push(retry) });
		host.step();
		host.lose();
		const before = host.elapsed;
		while (host.sockets === 1) host.step();
		equal(host.elapsed - before, 625);
		equal(told.join(), "625");
	});

	it("begins anew only once a connection has lasted for the maximum", () => {
		const host = new Host();
		host.client({ reconnect: { minimum: 1_000, maximum: 8_000 } });
		host.again();
		host.lose();
		host.again();
		host.advance(7_900);
		host.lose();
		host.again();
		host.advance(8_001);
		host.lose();
		host.happened(
			"connected",
			"connectionLost, retry 1000",
			"connected",
			"connectionLost, retry 2000",
			"connected",
			"connectionLost, retry 1000",
		);
	});

	it("begins anew after a connection that lasted, without keep alive and across the wrap of the clock", () => {
		const host = new Host({ ticks: 0x7fffffff - 12_000 });
		host.client({ keepAlive: 0, reconnect: { minimum: 1_000, maximum: 8_000 } });
		for (let i = 0; i < 3; i++) {
			host.step();
			host.lose();
		}
		host.again();
		host.advance(8_001);
		host.lose();
		equal(host.log[host.log.length - 1], "connectionLost, retry 1000");
	});

	it("waits longer each time for a server that accepts and then closes", () => {
		const host = new Host();
		host.client();
		for (const pause of [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]) {
			host.again();
			host.advance(50);
			host.lose();
			host.happened("connected", `connectionLost, retry ${pause}`);
		}
	});

	it("is off if `reconnect` is false: one attempt", () => {
		const host = new Host();
		const client = host.client({ reconnect: false });
		host.step();
		host.lose();
		host.happened("connectFailed");
		host.advance(86_400_000);
		equal(host.sockets, 1);
		client.connect();
		host.again();
		host.lose();
		host.happened("connected", "connectionLost");
		host.advance(86_400_000);
		equal(host.sockets, 2);
	});

	it("does not wake the device while it waits, nor after it has given up", () => {
		const host = new Host();
		host.client({ reconnect: { minimum: 60_000, maximum: 60_000, refused: false } });
		host.step();
		host.lose();
		const { wakes } = host;
		host.advance(59_999);
		equal(host.wakes, wakes);
		host.advance(1);
		host.accept();
		host.send("20 02 00 05");
		host.advance(86_400_000);
		equal(host.wakes, wakes + 1);
	});

	it("is at once, if connect() is called during the wait: a button is pressed, which once in a second has an effect", () => {
		const host = new Host();
		const client = host.client();
		host.step();
		for (let i = 0; i < 5; i++) {
			host.lose();
			const { elapsed } = host;
			client.connect();
			client.connect();
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			equal(host.elapsed - elapsed <= 1, true);
			host.advance(1_000);
		}
		equal(host.sockets, 6);
		host.advance(30_000);
		// Pauses went on growing: a button that is pressed again and again makes no retry storm by itself.
		host.happened(
			"connectFailed, retry 1000",
			"connectFailed, retry 2000",
			"connectFailed, retry 4000",
			"connectFailed, retry 8000",
			"connectFailed, retry 16000",
			"connectTimeout, retry 32000",
		);
	});

	it("makes one connection, however often connect() is called", () => {
		const host = new Host();
		const client = host.client();
		client.connect();
		host.step();
		client.connect();
		host.advance(10);
		host.accept();
		client.connect();
		host.advance(10);
		host.send("20 02 00 00");
		client.connect();
		host.advance(100);
		equal(host.sockets, 1);
		host.happened("connected");
	});

	it("looks up the name each time", () => {
		const host = new Host();
		class Resolver {
			resolve(question) {
				host.questions++;
				question.onResolved(question.host, `10.0.0.${host.questions}`);
			}
		}
		host.client({ host: "broker.local", dns: { io: Resolver } });
		for (let i = 1; i < 4; i++) {
			host.again();
			equal(host.socket.options.address, `10.0.0.${i}`);
			host.lose();
		}
	});

	it("sends nothing of an earlier connection before CONNECT [MQTT-3.1.0-1]", () => {
		const host = new Host({ room: 64 });
		const client = host.online({ ...KEPT, keepAlive: 5_000 });
		const topic = client.topic("a", { QoS: 1 });
		host.squeeze(20);
		topic.publish("0123456789");
		host.send('32 06 00 01 "m" 00 01 "x"');
		host.lose();
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		host.writes.length = 0;
		host.accept();
		host.sent('10 0E 00 04 "MQTT" 04 00 00 05 00 02 "me"');
		host.drain();
		host.advance(10_000);
		host.sent();
		host.send(PRESENT);
		host.sent('32 0F 00 01 "a" 00 01 "0123456789"');
		host.advance(1);
	});
});
