import { equal, ok } from "../assert.js";
import { ACCEPTED, CONNECT, Host5, KEPT, PRESENT } from "./host.js";

/** Clients without Maximum Packet Size, and therefore by default without properties. */
class Connecting extends Host5 {
	options(options) {
		return super.options({ oversize: "stream", ...options });
	}

	/** Checks that the client's CONNECT is this. */
	connects(fixture) {
		this.step();
		this.accept();
		this.sent(fixture);
		this.made.close();
	}
}

/**
 * Checks that a client cannot be created with these options, and that the error names one of them. Without throws(),
 * because stack is scarce.
 */
function refuses(name, options, Class = TypeError) {
	let thrown;
	try {
		new Host5().client(options);
	} catch (error) {
		thrown = error;
	}
	ok(thrown instanceof Class && thrown.message.startsWith(`${name}: expected`), name);
}

describe("CONNECT of 5.0", () => {
	it("has a length of 0 if there are no properties, of the will, too [MQTT-2.2.2-1]", () => {
		const host = new Connecting();
		host.client({});
		host.connects('10 0D 00 04 "MQTT" 05 02 00 3C 00 00 00');
		host.client({ will: { topic: "w", message: "m" } });
		host.connects('10 14 00 04 "MQTT" 05 06 00 3C 00 00 00 00 00 01 "w" 00 01 "m"');
	});

	it("has its fields in order [MQTT-3.1.3-1] [MQTT-3.1.3-3] [MQTT-3.1.2-9] [MQTT-3.1.2-17] [MQTT-3.1.2-19]", () => {
		const host = new Connecting();
		host.client({
			id: "me",
			user: "u",
			password: "pw",
			will: { topic: "w/t", message: "m", QoS: 1, retain: true, willDelay: 5_000, contentType: "t" },
		});
		host.connects(
			`10 28 00 04 "MQTT" 05 EE 00 3C 00
			00 02 "me"
			09 03 00 01 "t" 18 00 00 00 05
			00 03 "w/t" 00 01 "m"
			00 01 "u" 00 02 "pw"`,
		);
	});

	it("has an identifier, which may be empty [MQTT-3.1.3-3] [MQTT-3.1.3-4]", () => {
		const host = new Connecting();
		host.client({ id: "\u00e9" });
		host.connects('10 0F 00 04 "MQTT" 05 02 00 3C 00 00 02 C3 A9');
		for (const id of ["a\0", "\ud800", 5]) refuses("id", { id });
	});

	it("has will flags of 0 and no will fields without a will [MQTT-3.1.2-11] [MQTT-3.1.2-13]", () => {
		const host = new Connecting();
		host.client({ id: "me", user: "u" });
		host.connects('10 12 00 04 "MQTT" 05 82 00 3C 00 00 02 "me" 00 01 "u"');
	});

	it("has a will at QoS 0, 1 or 2 [MQTT-3.1.2-12] [MQTT-3.1.2-9]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Connecting();
		const will = (flags) => `10 13 00 04 "MQTT" 05 ${flags} 00 3C 00 00 00 00 00 01 "w" 00 00`;
		host.client({ will: { topic: "w", QoS: 0 } });
		host.connects(will("06"));
		host.client({ will: { topic: "w", QoS: 1 } });
		host.connects(will("0E"));
		host.client({ will: { topic: "w", QoS: 2 } });
		host.connects(will("16"));
		for (const QoS of [3, -1, 1.5, "1"]) refuses("will.QoS", { will: { topic: "w", QoS } }, RangeError);
	});

	it("has a will topic that is a topic name in UTF-8 [MQTT-3.1.3-11] [MQTT-4.7.0-1]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Connecting();
		host.client({ will: { topic: "\u00e9" } });
		host.connects('10 14 00 04 "MQTT" 05 06 00 3C 00 00 00 00 00 02 C3 A9 00 00');
		for (const topic of ["a\0", "\ud800", "", "a/+", "#", undefined]) {
			let thrown;
			try {
				// Here, because stack is scarce.
				host.client({ will: { topic } });
			} catch (error) {
				thrown = error;
			}
			ok(thrown instanceof TypeError && thrown.message.startsWith("will.topic: expected"), topic);
		}
	});

	it("has a user name in UTF-8 and a password exactly if their flags say so [MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.3-12]", () => {
		const host = new Connecting();
		host.client({});
		host.connects('10 0D 00 04 "MQTT" 05 02 00 3C 00 00 00');
		host.client({ user: "\u00e9" });
		host.connects('10 11 00 04 "MQTT" 05 82 00 3C 00 00 00 00 02 C3 A9');
		host.client({ user: "u", password: new Uint8Array([0]) });
		host.connects('10 13 00 04 "MQTT" 05 C2 00 3C 00 00 00 00 01 "u" 00 01 00');
		host.client({ user: "", password: "" });
		host.connects('10 11 00 04 "MQTT" 05 C2 00 3C 00 00 00 00 00 00 00');
		for (const user of ["a\0", "\ud800"]) refuses("user", { user });
	});
});

describe("Clean Start", () => {
	it("is requested, and nothing of an earlier session is used [MQTT-3.1.2-4]", () => {
		const host = new Host5();
		const client = host.online();
		client.topic("t", { QoS: 1 }).publish("m");
		host.sent('32 07 00 01 "t" 00 01 00 "m"');
		host.lose();
		while (host.sockets < 2) host.step();
		host.accept();
		host.sent(CONNECT);
		host.send(ACCEPTED);
		// The message is still to be sent, and new to this session.
		host.sent('32 07 00 01 "t" 00 01 00 "m"');
		host.lose();
		host.log.length = 0;
		host.again(PRESENT);
		// A session that the server was to discard is refused.
		host.sent("E0 01 82");
		host.happened("protocolError, retry 4000");
	});

	it("is not set for a session that has the same identifier each time [MQTT-3.1.3-2]", () => {
		const host = new Host5();
		host.client(KEPT);
		host.step();
		host.accept();
		const first = host.writes.splice(0);
		equal(first.length, 1);
		equal(first[0][9], 0);
		host.send(ACCEPTED);
		host.lose();
		while (host.sockets < 2) host.step();
		host.accept();
		equal(String(host.writes.splice(0)[0]), String(first[0]));
	});
});
