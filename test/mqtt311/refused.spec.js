import { equal, throws } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** The times at which a client opens sockets, in milliseconds since the first, while `run` makes each connection fail. */
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

describe("After a refusal by the server, the client", () => {
	it("tries again after a long pause with jitter, because the server's user database may be away for a moment", () => {
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

	it("tries again after the pause that the app has set, while the pauses after other failures stay the same", () => {
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

	it("does not try again before connect() if the app has set reconnect.refused to false", () => {
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

	it("reports disconnect() at once if no try is left within its timeout, so that the device can sleep", () => {
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

	it("cannot be set to try again without a pause, and reconnect.refused needs no other pauses beside it", () => {
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
	it("makes at most one connection for each shortest pause, and the reported pauses keep growing", () => {
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

	it("does so also if `reconnect` is false: then the shortest pause is a second", () => {
		const host = new Host();
		const client = host.client({ reconnect: false, onDisconnect: () => client.connect() });
		const all = moments(host, 6, () => host.lose());
		for (let i = 3; i < all.length; i++) equal(all[i] - all[i - 1] >= 999, true, all.join());
	});

	it("does so also after close(), and after an accepted connection", () => {
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

	it("never makes the pause longer, at any value of the clock", () => {
		for (const ticks of [0, 0x7fffffff - 500, -500]) {
			const host = new Host({ ticks });
			const client = host.client({ reconnect: { minimum: 10_000, maximum: 60_000 }, random: () => 0 });
			host.step();
			host.lose();
			client.connect();
			host.step();
			host.lose();
			// The pause is 10 seconds, and connect() may skip one pause in 10 seconds.
			host.advance(5_000);
			client.connect();
			const { sockets } = host;
			host.advance(5_001);
			equal(host.sockets, sockets + 1);
		}
	});

	it("connects at once or after the shortest pause, even months later", () => {
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
