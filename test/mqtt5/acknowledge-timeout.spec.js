import { Host5, KEPT, PRESENT } from "./host.js";

describe("An acknowledgement of 5.0 that never comes, on a connection that works otherwise", () => {
	it("is noticed after five minutes or a little later: reported, the connection ended, the message resent", () => {
		const host = new Host5();
		const client = host.online({
			...KEPT,
			onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		});
		client.topic("a", { QoS: 1 }).publish("1");
		for (let i = 0; i < 360; i++) {
			if (i === 299) host.happened();
			host.writes.length = 0;
			host.advance(1_000);
			if (host.socket.closed) break;
			if (host.writes.length) host.send("D0 00");
		}
		host.happened("undelivered 1, 1", "acknowledgeTimeout, retry 1000");
		// No DISCONNECT, because it may not be the server's fault.
		host.sent();
		host.again(PRESENT);
		host.sent('3A 07 00 01 "a" 00 01 00 "1"');
	});
});
