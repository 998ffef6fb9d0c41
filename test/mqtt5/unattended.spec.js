// What 5.0 adds to refusals and to disconnecting: see test/mqtt311/refused.spec.js, silence.spec.js and
// leaving.spec.js.
import { Redirect } from "mote-mqtt/redirect";
import { equal } from "../assert.js";
import { Host5, KEPT } from "./host.js";

describe("A server of 5.0 that refuses a client", () => {
	it("for a moment, while its user database is away, is retried slowly, with jitter", () => {
		const host = new Host5();
		host.client({ ...KEPT, random: () => 0 });
		host.again("20 03 00 87 00");
		host.happened("notAuthorized, retry 450000");
		host.again();
		host.happened("connected");
	});

	it("after one forbidden publish is retried as after any end", () => {
		const host = new Host5();
		const client = host.online();
		client.topic("forbidden").publish("x");
		host.send("E0 01 87");
		host.happened("notAuthorized, retry 1000");
		host.again();
		host.happened("connected");
	});
});

describe("A server of 5.0 that names another one", () => {
	it("is followed once if `reconnect` is false: two servers that name each other are abandoned", () => {
		const host = new Host5();
		const client = host.client({ reconnect: false, redirect: new Redirect() });
		for (let i = 0; i < 3; i++) {
			host.meet();
			host.send('20 0C 00 9C 09 1C 00 06 "two:99"');
			host.happened("156, retry 1000");
			host.meet();
			equal(host.socket.options.host, "two");
			host.send('20 0C 00 9C 09 1C 00 06 "one:99"');
			host.happened("156");
			host.advance(86_400_000);
			equal(host.sockets, 2 * (i + 1));
			client.connect();
		}
	});
});

describe("DISCONNECT of 5.0 that was written", () => {
	it("must have left the socket before onDisconnect is called, with any options", () => {
		for (const [options, packet] of [
			[{}, "E0 00"],
			[{ will: true }, "E0 01 04"],
			[{ sessionExpiry: 5_000 }, "E0 07 00 05 11 00 00 00 05"],
		]) {
			const host = new Host5();
			const client = host.online(KEPT);
			host.isSlow = true;
			client.disconnect(20_000, options);
			host.advance(1);
			host.sent(packet);
			// The server sends DISCONNECT at the same time.
			host.send("E0 01 8B");
			host.send('32 07 00 01 "a" 00 01 00 "b"');
			host.advance(10_000);
			host.sent();
			host.happened();
			host.drain();
			host.happened("disconnected");
			equal(host.socket.closed, true);
		}
	});
});

describe("Without keep alive, as a server of 5.0 has requested,", () => {
	it("a path that is dead without a sign is still detected, after `silence`", () => {
		const host = new Host5();
		// Server Keep Alive 0.
		host.online({ silence: 30_000 }, "20 06 00 00 03 13 00 00");
		host.advance(29_999);
		host.sent();
		host.advance(1);
		host.sent("C0 00");
		host.advance(20_000);
		host.happened("keepAliveTimeout, retry 1000");
	});
});
