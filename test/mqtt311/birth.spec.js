// The birth message, which is published first on each connection, for example "online".
import { Client, Refusal } from "mote-mqtt";
import { equal } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

const ONLINE = Object.freeze({ topic: "s", message: "on", QoS: 1, retain: true });

/** Checks that a client with this option is refused with `text`. Without throws(), because stack is scarce. */
function refuses(host, options, type, text) {
	const all = host.options(options);
	let thrown;
	try {
		new Client(all);
	} catch (error) {
		thrown = error;
	}
	equal(thrown instanceof type && thrown.message.startsWith(text), true, text);
}

describe("Birth", () => {
	it("is published first after each CONNACK, before filters and queued messages", () => {
		const host = new Host();
		const client = host.client({ ...KEPT, birth: ONLINE });
		client.topic("a", { QoS: 1 }).publish("x");
		client.subscribe("f");
		client.onConnect = () => client.topic("z").publish("y");
		host.again();
		host.sent(
			'33 07 00 01 "s" FF FE "on"',
			'82 06 FF FF 00 01 "f" 00',
			'32 06 00 01 "a" 00 01 "x"',
			'30 04 00 01 "z" "y"',
		);
		host.send("40 02 FF FE 90 03 FF FF 00 40 02 00 01");
		host.drain();
		equal(client.settled, true);
		host.lose();
		host.again(PRESENT);
		host.sent('33 07 00 01 "s" FF FE "on"', '30 04 00 01 "z" "y"');
	});

	it("is sent even if the queue is full", () => {
		const host = new Host();
		const client = host.client({ ...KEPT, birth: ONLINE, buffers: { unacknowledged: 12 } });
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("x"), Refusal.full);
		host.again();
		host.sent('33 07 00 01 "s" FF FE "on"', '32 06 00 01 "a" 00 01 "x"');
	});

	it("is settled when it is acknowledged, which is reported then", () => {
		const host = new Host();
		const client = host.client({ birth: ONLINE });
		host.again();
		equal(client.settled, false);
		host.happened("connected");
		host.send("40 02 FF FE");
		equal(client.settled, true);
		host.happened("settled");
		host.send("40 02 FF FE");
		host.happened();
	});

	it("that was not acknowledged is resent with DUP in the same session, and without in a new one [MQTT-3.3.1-1]", () => {
		const host = new Host();
		host.client({ ...KEPT, birth: ONLINE });
		host.again();
		host.writes.length = 0;
		host.lose();
		host.again(PRESENT);
		host.sent('3B 07 00 01 "s" FF FE "on"');
		host.lose();
		host.again(ACCEPTED);
		host.sent('33 07 00 01 "s" FF FE "on"');
		host.send("40 02 FF FE");
		host.lose();
		host.again(PRESENT);
		host.sent('33 07 00 01 "s" FF FE "on"');
	});

	it("does not keep disconnect() from ending when the connection is lost", () => {
		const host = new Host();
		const client = host.client({ birth: ONLINE });
		host.again();
		host.lose();
		equal(client.settled, true);
		client.disconnect();
		host.advance(1);
		equal(host.log[host.log.length - 1], "disconnected");
	});

	it("is written in parts if the socket has little room, before everything else", () => {
		const host = new Host({ room: 20 });
		const client = host.client({ birth: { topic: "s", message: "0123456789012345678901234567890" } });
		client.subscribe("f");
		host.again();
		for (let i = 0; i < 5; i++) host.drain();
		host.streamed('30 22 00 01 "s" "0123456789012345678901234567890" 82 06 FF FF 00 01 "f" 00');
	});

	it("may be longer than 127 bytes, and than buffers.send, and have no message", () => {
		const host = new Host();
		host.client({ birth: { topic: "s", message: "x".repeat(200), QoS: 1 }, buffers: { send: 32 } });
		host.again();
		host.sent('32 CD 01 00 01 "s" FF FE "x"*200');
		const empty = new Host();
		empty.client({ birth: { topic: "s" } });
		empty.again();
		empty.sent('30 03 00 01 "s"');
	});

	it("is checked when the client is made", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host();
		for (const [birth, text, type] of [
			[{ topic: "a/#" }, "birth.topic: expected", TypeError],
			[{ topic: "a", QoS: 2 }, "birth.QoS: expected", RangeError],
			[{ topic: "a", retain: 1 }, "birth.retain: expected", TypeError],
			[{ topic: "a", qos: 1 }, "unknown option: birth.qos; expected QoS", TypeError],
			[{ topic: "a", message: 5 }, "birth.message: expected", TypeError],
			["online", "birth: expected", TypeError],
			[null, "birth: expected", TypeError],
		])
			refuses(host, { birth }, type, text);
		equal(host.timers.length, 0);
	});
});
