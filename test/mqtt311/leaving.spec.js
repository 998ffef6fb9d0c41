// A device that sleeps in onDisconnect loses what is still in the socket. If that is DISCONNECT, the server publishes
// the will.
import { equal } from "../assert.js";
import { Host, KEPT, PRESENT, TCP } from "./host.js";

/** A client that has written DISCONNECT, which is still in the socket. */
function leaving(options, within) {
	const host = new Host();
	const client = host.online({ ...KEPT, ...options });
	host.isSlow = true;
	client.disconnect(within);
	host.advance(1);
	host.sent("E0 00");
	host.happened();
	return host;
}

describe("DISCONNECT that was written", () => {
	it("must have left the socket before onDisconnect is called", () => {
		const host = leaving();
		host.advance(5_000);
		host.happened();
		// Some of what was written before has.
		host.squeeze(1_070);
		host.happened();
		equal(host.socket.closed, false);
		host.drain();
		host.happened("disconnected");
		equal(host.socket.closed, true);
		equal(host.timers.length, 0);
	});

	it("has left if the server closes", () => {
		const host = leaving();
		host.lose();
		host.happened("disconnected");
		equal(host.timers.length, 0);
	});

	it("has left if the server closes, whatever the socket reports", () => {
		const texts = [];
		const host = leaving({ onDisconnect: ({ text }) => texts.push(text) });
		host.socket.onError("closed by the server");
		equal(texts.join(), "disconnected");
	});

	it("is waited for no longer than `within`, or `timeout`", () => {
		for (const [options, within, most] of [
			[{}, 3_000, 3_000],
			[{ timeout: 4_000 }, undefined, 4_000],
		]) {
			const host = leaving(options, within);
			host.advance(most - 2);
			host.happened();
			host.advance(1);
			host.happened("disconnected");
			equal(host.socket.closed, true);
		}
	});

	it("is not waited for if there is no time", () => {
		const host = new Host();
		const client = host.online();
		host.isSlow = true;
		client.disconnect(0);
		host.advance(1);
		host.sent("E0 00");
		host.happened("disconnected");
	});

	it("is followed by no handling of received packets: no message, no acknowledgement", () => {
		const host = leaving({ onMessage: (message) => host.log.push(message.topic) });
		host.send('32 06 00 01 "a" 00 01 "b"');
		for (let i = 0; i < 5; i++) host.send('32 80 02 00 01 "a" 00 02 "b"*251 30 04 00');
		host.send("00 00 FF FF FF FF FF 20 02 00 00 D0 00");
		host.sent();
		host.happened();
		equal(host.socket.received.length, 0);
		host.drain();
		host.happened("disconnected");
	});

	it("may be followed by connect(): a new connection, and nothing is told of the old one", () => {
		const host = leaving();
		const { socket } = host;
		host.made.connect();
		equal(socket.closed, true);
		host.again(PRESENT);
		host.happened("connected, session present");
		equal(host.made.topic("a", { QoS: 1 }).publish("x"), 1);
	});

	it("may be followed by close(), after which nothing is reported", () => {
		const host = leaving();
		host.made.close();
		equal(host.socket.closed, true);
		host.advance(60_000);
		host.happened();
	});

	it("may be followed by a shorter disconnect(), and by a longer one, which does not count", () => {
		const host = leaving({}, 10_000);
		host.made.disconnect(20_000);
		host.made.disconnect(500);
		host.advance(499);
		host.happened();
		host.advance(1);
		host.happened("disconnected");
		host.sent();
	});

	it("behind CONNECT, as CONNACK has not come, is waited for as well", () => {
		const host = new Host();
		const client = host.client();
		host.step();
		host.accept();
		host.isSlow = true;
		client.disconnect();
		host.advance(1);
		host.happened();
		host.send("20 02 00 00");
		host.happened();
		host.drain();
		host.happened("disconnected");
	});

	it("in a socket that has failed is told at once", () => {
		const host = new Host();
		const client = host.online();
		host.isSlow = true;
		client.disconnect();
		host.socket.failed = true;
		host.advance(1);
		host.happened("disconnected");
	});

	it("in a socket whose room never changes is told at once", () => {
		class Endless extends TCP {
			writeFrom(bytes, at, count) {
				super.writeFrom(bytes, at, count);
				this.room += count;
				return this.room;
			}
		}
		const host = new Host({ io: Endless });
		const client = host.online();
		host.isSlow = true;
		client.disconnect();
		host.advance(1);
		host.sent("E0 00");
		host.happened("disconnected");
	});

	it("when something is unacknowledged and the time is over is not waited for", () => {
		const host = new Host();
		const client = host.online(KEPT);
		host.isSlow = true;
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(1_000);
		host.advance(1_000);
		host.happened("unacknowledged");
		equal(host.socket.closed, true);
	});

	it("and was told makes the next connection the first one again: a device that connects each hour has no long pauses", () => {
		const host = new Host();
		const client = host.client(KEPT);
		for (let i = 0; i < 20; i++) {
			host.step();
			host.lose();
			host.log.length = 0;
			host.again();
			client.disconnect();
			host.advance(1);
			host.happened("connected", "disconnected");
			host.advance(3_600_000);
			client.connect();
		}
		host.step();
		host.lose();
		host.happened("connectFailed, retry 1000");
	});
});
