import { equal, throws } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** The moments, in milliseconds since the first, at which a client opens sockets, while `run` lets each one fail. */
function moments(host, count, run) {
	const all = [];
	while (all.length < count) {
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		all.push(host.elapsed);
		run();
	}
	return all.map((each) => each - all[0]);
}

describe("A server that refuses a client", () => {
	it("for a moment, as its user data base is away, is tried again slowly, with jitter", () => {
		for (const [random, retry] of [
			[0, 450_000],
			[0.5, 675_000],
		]) {
			const host = new Host();
			host.client({ ...KEPT, random: () => random });
			host.again("20 02 00 05");
			host.happened(`notAuthorized, retry ${retry}`);
			host.advance(retry - 1);
			equal(host.sockets, 1);
			host.again();
			host.happened("connected");
		}
	});

	it("is tried again as slowly as the app says, and pauses after other failures are as long as ever", () => {
		const host = new Host();
		host.client({ reconnect: { refused: 30_000 } });
		host.again("20 02 00 04");
		host.again("20 02 00 03");
		host.again("20 02 00 04");
		host.again("20 02 00 03");
		host.happened(
			"badUserNameOrPassword, retry 30000",
			"serverUnavailable, retry 1000",
			"badUserNameOrPassword, retry 30000",
			"serverUnavailable, retry 2000",
		);
	});

	it("is not tried again where the app says so, until connect()", () => {
		const host = new Host();
		const client = host.client({ reconnect: { refused: false } });
		host.again("20 02 00 05");
		host.happened("notAuthorized");
		host.advance(86_400_000);
		equal(host.sockets, 1);
		client.connect();
		host.again("20 02 00 03");
		host.happened("serverUnavailable, retry 1000");
	});

	it("does not keep a device awake that wants to sleep: disconnect() is told at once, as no try is left in its time", () => {
		const host = new Host();
		const client = host.client(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(20_000);
		host.again("20 02 00 05");
		host.happened("notAuthorized");
		equal(host.timers.length, 0);
		equal(client.settled, false);
		client.connect();
		host.again(PRESENT);
		host.sent('32 06 00 01 "a" 00 01 "x"');
	});

	it("cannot be told to be tried in no time, and other pauses need not be said for that", () => {
		const host = new Host();
		for (const refused of [0, -1, 1.5, "1000", true, null, 2 ** 31])
			throws(() => host.client({ reconnect: { refused } }), RangeError, "reconnect.refused");
		for (const reconnect of [true, null, 0, 5, ""]) throws(() => host.client({ reconnect }), TypeError, "reconnect");
		host.client({ reconnect: { refused: 5_000, minimum: undefined } });
		host.step();
		host.lose();
		host.happened("connectFailed, retry 1000");
	});
});

describe("connect(), called in onDisconnect,", () => {
	it("makes no more connections than one for each shortest pause, and pauses told go on growing", () => {
		const host = new Host();
		const told = [];
		const client = host.client({
			onDisconnect({ retry }) {
				told.push(retry);
				client.connect();
			},
		});
		const all = moments(host, 10, () => host.lose());
		equal(all.slice(0, 2).join(), "0,1");
		for (let i = 3; i < all.length; i++) equal(all[i] - all[i - 1] >= 999, true, all.join());
		equal(told.join(), "1000,2000,4000,8000,16000,32000,60000,60000,60000,60000");
	});

	it("does so where `reconnect` is false as well: a second is the shortest pause then", () => {
		const host = new Host();
		const client = host.client({ reconnect: false, onDisconnect: () => client.connect() });
		const all = moments(host, 6, () => host.lose());
		for (let i = 3; i < all.length; i++) equal(all[i] - all[i - 1] >= 999, true, all.join());
	});

	it("does so with close() before it, and after a connection that was accepted", () => {
		const host = new Host();
		const client = host.client({
			onDisconnect() {
				client.close();
				client.connect();
			},
		});
		const all = moments(host, 6, () => {
			host.accept();
			host.send("20 02 00 00");
			host.lose();
		});
		for (let i = 3; i < all.length; i++) equal(all[i] - all[i - 1] >= 999, true, all.join());
	});

	it("never makes the wait longer, whatever the clock says", () => {
		for (const ticks of [0, 0x7fffffff - 500, -500]) {
			const host = new Host({ ticks });
			const client = host.client({ reconnect: { minimum: 10_000, maximum: 60_000 }, random: () => 0 });
			host.step();
			host.lose();
			client.connect();
			host.step();
			host.lose();
			// The pause is 10 seconds, and another one may be skipped in 10.
			host.advance(5_000);
			client.connect();
			const { sockets } = host;
			host.advance(5_001);
			equal(host.sockets, sockets + 1);
		}
	});

	it("after months counts at once, or after the shortest pause", () => {
		for (const days of [1, 24, 25, 40, 49, 50, 100]) {
			const host = new Host();
			const client = host.online({ ...KEPT, silence: 0, keepAlive: 0 });
			client.close();
			client.connect();
			client.close();
			host.advance(days * 86_400_000);
			client.connect();
			host.advance(1_000);
			equal(host.sockets, 2, days);
		}
	});
});
