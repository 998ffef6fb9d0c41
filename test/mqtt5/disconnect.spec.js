import { equal, throws } from "../assert.js";
import { Host5, KEPT, PRESENT } from "./host.js";

/** Options of a client that logs how its connection ends: in two lines, if there is a user property a. */
function telling(host) {
	return {
		onDisconnect(end) {
			const user = host.made.properties.user("a");
			const { code, text, retry } = end;
			host.log.push(`${code} ${text}${retry === undefined ? "" : `, retry ${retry}`}`);
			if (user !== undefined) host.log.push(`a=${user}`);
		},
	};
}

describe("Disconnecting from a server of 5.0", () => {
	it("sends DISCONNECT, as short as possible, and nothing after it [MQTT-3.14.4-1] [MQTT-3.14.4-2] [MQTT-3.14.2-1]", () => {
		const host = new Host5();
		const client = host.online();
		client.disconnect();
		host.step();
		host.sent("E0 00");
		equal(host.socket.closed, true);
		host.happened("disconnected");
	});

	it("is reported also after close(), while a message with an expiry is queued", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
		client.close();
		client.disconnect();
		host.advance(1);
		host.happened("unacknowledged");
		host.advance(60_000);
		host.happened();
	});

	it("is reported once if the server ends it for good meanwhile and a message with an expiry is queued", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
		host.sent("32 0C 00 01 61 00 01 05 02 00 00 00 3C 78");
		client.disconnect(10_000);
		host.send("E0 01 8E");
		host.happened("142");
		host.advance(60_000);
		host.happened();
		host.advance(0x3fffffff);
		host.happened();
	});

	it("can make the server publish the will", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.online({ will: { topic: "w" } });
		client.disconnect(1_000, { will: true });
		host.step();
		host.sent("E0 01 04");
		equal(host.socket.closed, true);
		host.happened("disconnected");
	});

	it("can set how long the session is kept: longer, forever, or not at all", () => {
		for (const [sessionExpiry, sent] of [
			[60_001, "E0 07 00 05 11 00 00 00 3D"],
			[Infinity, "E0 07 00 05 11 FF FF FF FF"],
			[0, "E0 07 00 05 11 00 00 00 00"],
		]) {
			const host = new Host5();
			const client = host.online({ id: "me", clean: false, sessionExpiry: 5_000 });
			client.disconnect(undefined, { sessionExpiry });
			host.step();
			host.sent(sent);
		}
	});

	it("can do both", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.disconnect(1_000, { sessionExpiry: 1_000, will: true });
		host.step();
		host.sent("E0 07 04 05 11 00 00 00 01");
	});

	it("cannot keep a session that CONNECT said not to keep", () => {
		const host = new Host5();
		const client = host.online();
		throws(() => client.disconnect(1_000, { sessionExpiry: 1_000 }), RangeError, "sessionExpiry");
		throws(() => client.disconnect(1_000, { sessionExpiry: -1 }), RangeError, "sessionExpiry");
		equal(client.topic("a").publish("x"), 0);
		host.writes.length = 0;
		client.disconnect(1_000, { sessionExpiry: 0 });
		host.step();
		host.sent("E0 07 00 05 11 00 00 00 00");
	});

	it("waits for unacknowledged messages, over another connection if necessary, and then sends its own options", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(20_000, { will: true });
		// The first call counts.
		client.disconnect(20_000);
		host.advance(10);
		host.lose();
		host.again(PRESENT);
		host.writes.length = 0;
		host.send("40 02 00 01");
		host.step();
		host.sent("E0 01 04");
	});

	it("can be cancelled by connect(), with its options", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.disconnect(5_000, { will: true });
		client.connect();
		host.step();
		host.sent();
		client.disconnect();
		host.step();
		host.sent("E0 00");
	});

	it("closes without DISCONNECT if there is no room for it, so that the will is published, too", () => {
		const host = new Host5();
		const client = host.online();
		host.squeeze(2);
		client.disconnect(1_000, { will: true });
		host.step();
		host.sent();
		equal(host.socket.closed, true);
	});
});

describe("DISCONNECT from a server", () => {
	it("ends the connection, without an answer, and is reported: reason, its text, properties [MQTT-4.13.2-1]", () => {
		const host = new Host5();
		host.online(telling(host));
		// Server shutting down, Reason String "bye", User Property a: b.
		host.send('E0 0F 8B 0D 1F 00 03 "bye" 26 00 01 "a" 00 01 "b"');
		host.sent();
		equal(host.socket.closed, true);
		host.happened("139 bye, retry 1000", "a=b");
		host.again();
		host.happened("connected");
		host.send("E0 01 97");
		host.happened("151 quotaExceeded, retry 2000");
		host.again();
		// A code that is not assigned.
		host.send("E0 02 FE 00");
		host.happened("connected", "254 reason code 254, retry 4000");
	});

	it("is never final: one forbidden publish does not make an accepted client a refused one", () => {
		for (const [code, text] of [
			[0x87, "notAuthorized"],
			[0x8a, "banned"],
			[0x8c, "badAuthenticationMethod"],
			[0x90, "topicNameInvalid"],
			[0x95, "packetTooLarge"],
			[0x9c, "useAnotherServer"],
			[0x9d, "serverMoved"],
		]) {
			const host = new Host5();
			host.online(telling(host));
			host.send(new Uint8Array([0xe0, 1, code]));
			host.happened(`${code} ${text}, retry 1000`);
			host.again();
			host.happened("connected");
		}
	});

	it("because another client has the session is followed by slow retries, so that two clients do not disconnect each other forever", () => {
		const host = new Host5();
		host.online(telling(host));
		host.send("E0 01 8E");
		host.happened("142 sessionTakenOver, retry 900000");
		host.again();
		host.happened("connected");
	});

	it("before CONNACK is a protocol error [MQTT-3.14.0-1]", () => {
		const host = new Host5();
		host.client(telling(host));
		host.meet();
		host.send("E0 00");
		host.happened("130 protocolError, retry 1000");
		equal(host.socket.closed, true);
	});

	it("is reported after what came before it", () => {
		const host = new Host5();
		host.online(telling(host));
		host.send('30 05 00 01 "a" 00 "x" E0 01 89 30 05 00 01 "a" 00 "y"');
		host.happened("message a: x", "137 serverBusy, retry 1000");
	});

	it("leaves no properties for the next end", () => {
		const host = new Host5();
		const client = host.online(telling(host));
		host.send('E0 09 8B 07 26 00 01 "a" 00 01 "b"');
		host.happened("139 serverShuttingDown, retry 1000", "a=b");
		host.again('20 0A 00 00 07 26 00 01 "a" 00 01 "c"');
		host.lose();
		host.happened("connected", "259 connectionLost, retry 2000");
		host.again('20 0A 00 00 07 26 00 01 "a" 00 01 "c"');
		client.disconnect();
		host.step();
		host.happened("connected", "0 disconnected");
	});
});

describe("The end of a connection that was never opened", () => {
	it("has no properties, even if the last one had", () => {
		const host = new Host5();
		class Resolver {
			resolve(question) {
				host.questions++;
				if (host.questions === 1) question.onResolved(question.host, "10.0.0.1");
				else question.onError();
			}
		}
		host.client({ host: "broker.local", dns: { io: Resolver }, ...telling(host) });
		host.meet();
		host.send("20 03 00 00 00");
		host.send('E0 09 8B 07 26 00 01 "a" 00 01 "b"');
		host.happened("connected", "139 serverShuttingDown, retry 1000", "a=b");
		host.advance(1_001);
		host.happened("256 hostNotFound, retry 2000");
	});
});

describe("CONNACK with an error", () => {
	it("is reported with reason, its text and properties, and retried later", () => {
		const host = new Host5();
		host.client({
			onDisconnect: ({ code, text, retry }) => host.log.push(code, text, retry, host.made.properties.find(38)),
		});
		host.meet();
		// Server busy, Reason String "bye", a user property.
		host.send('20 10 00 89 0D 1F 00 03 "bye" 26 00 01 "a" 00 01 "b"');
		host.happened(137, "bye", 1000, true);
		host.sent();
		equal(host.socket.closed, true);
	});

	it("is not retried if an app says so", () => {
		for (const code of [0x84, 0x85, 0x86, 0x87, 0x8a, 0x8c, 0x9b, 0x9c, 0x9d]) {
			const host = new Host5();
			host.client({
				reconnect: { refused: false },
				onDisconnect: ({ code, retry }) => host.log.push(`${code} ${retry}`),
			});
			host.meet();
			host.send(new Uint8Array([0x20, 3, 0, code, 0]));
			host.happened(`${code} undefined`);
			host.advance(86_400_000);
			equal(host.sockets, 1);
		}
	});
});
