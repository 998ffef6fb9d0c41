import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { equal } from "../../assert.js";
import { Host5, KEPT } from "../../mqtt5/host.js";
import { ACCEPTED_311, fallen, UNSUPPORTED, UNSUPPORTED_5 } from "./fallen.js";

describe("A server that does not speak 5.0", () => {
	it("is left without DISCONNECT if the will is to be published", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const will = { topic: "w", message: "m" };
		let host = fallen({ will });
		host.made.disconnect(1_000, { will: true });
		host.step();
		host.sent();
		equal(host.socket.closed, true);
		// Not until everything is acknowledged. There is memory for only one client.
		host = undefined;
		host = fallen({ will });
		host.made.topic("a", { QoS: 1 }).publish("x");
		host.made.disconnect(1_000, { will: true });
		host.writes.length = 0;
		host.advance(10);
		equal(host.socket.closed, false);
		host.send("40 02 00 01");
		host.step();
		host.sent();
		equal(host.socket.closed, true);
	});

	it("is left in the same way if that was requested before the fallback", async () => {
		await undefined;
		const will = { topic: "w", message: "m" };
		const host = new Host5();
		const client = host.client({ ...KEPT, fallback, will, onDisconnect: undefined });
		client.topic("a", { QoS: 1 }).publish("x");
		host.meet();
		client.disconnect(60_000, { will: true });
		host.send(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.writes.length = 0;
		host.send("40 02 00 01");
		host.step();
		host.sent();
		equal(host.socket.closed, true);
		// The next time, without that, as usual.
		client.connect();
		host.again(ACCEPTED_311);
		client.disconnect();
		host.step();
		host.sent("E0 00");
	});

	it("gets an empty user name with a password alone, because 3.1.1 requires one, or neither", () => {
		const host = new Host5();
		host.client({ fallback, password: "p", onDisconnect: undefined });
		host.meet();
		host.send(UNSUPPORTED);
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		host.accept();
		host.sent('10 11 00 04 "MQTT" 04 C2 00 3C 00 00 00 00 00 01 "p"');
	});

	it("is not used without the requested authentication, whoever requests that", () => {
		for (const [connack, happened] of [
			[UNSUPPORTED, "unsupportedProtocolVersion, retry 900000"],
			[UNSUPPORTED_5, "unsupportedProtocolVersion, retry 900000"],
		]) {
			const host = new Host5();
			const authentication = new EnhancedAuthentication({ method: "M", answer: () => undefined });
			const client = host.client({ ...KEPT, fallback, authentication });
			client.topic("a", { QoS: 1, contentType: "t" }).publish("x");
			host.meet();
			host.send(connack);
			host.happened(happened);
			host.advance(600_000);
			equal(host.sockets, 1);
			// The next connection is of 5.0, with the method, and has its queued messages unchanged.
			client.connect();
			host.step();
			host.accept();
			host.sent('10 1D 00 04 "MQTT" 05 00 00 3C 0E 11 FF FF FF FF 27 00 00 00 80 15 00 01 "M" 00 02 "me"');
			host.send('20 07 00 00 04 15 00 01 "M"');
			host.sent('32 0B 00 01 "a" 00 01 04 03 00 01 "t" "x"');
		}
	});

	it("may not come in the middle of 5.0: CONNACK with return code 1 is not allowed as a second one", () => {
		const host = new Host5();
		host.online({ fallback });
		host.send(UNSUPPORTED);
		host.sent("E0 01 82");
		host.happened("protocolError, retry 1000");
		host.meet();
		host.send("20 03 00 00 00");
		host.happened("connected");
	});

	it("has acknowledged a message when that is reported: it is not resent or reported again, whatever the callback does", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		for (const QoS of [1, 2]) {
			const host = new Host5();
			let told = 0;
			const onOutcome = () => {
				told++;
				host.made.close();
				host.made.connect();
			};
			host.client({ fallback, exactlyOnce: new ExactlyOnce(), onDisconnect: undefined, onOutcome });
			host.meet();
			host.send(UNSUPPORTED);
			host.again(ACCEPTED_311);
			host.made.topic("a", { QoS }).publish("x");
			host.send(QoS > 1 ? "50 02 00 01 70 02 00 01" : "40 02 00 01");
			equal(told, 1);
			equal(host.made.settled, true);
			host.again("20 02 00 00");
			host.sent();
			equal(told, 1);
		}
	});

	it("may send more than there is room for, which is skipped, as with 3.1.1", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = fallen();
		host.send('32 8E 01 00 01 "a" 00 09 "x"*137 30 04 00 01 "b" "y"');
		host.sent("40 02 00 09");
		host.happened("oversize a 137", "message b: y");
	});

	it("may not send packets of 5.0: these are malformed, and not answered", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		for (const packet of ["E0 00", "F0 00", "40 03 00 01 00", "B0 04 FF FF 00 00", "41 02 00 01", "71 02 00 01"]) {
			const host = fallen();
			host.made.topic("a", { QoS: 1 }).publish();
			host.writes.length = 0;
			host.send(packet);
			host.sent();
			equal(host.socket.closed, true, packet);
			host.happened();
		}
	});
});
