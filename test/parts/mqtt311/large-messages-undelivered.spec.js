import { Reason } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { deepEqual, equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { PRESENT as PRESENT_5 } from "../../mqtt5/host.js";
import { PRESENT } from "../../mqtt311/host.js";
import { drained, give, publisher, publisher5, TOTAL } from "../large-messages.js";

const BEHIND = '32 06 00 01 "a" 00 02 "x"';

/** A client whose large message, with a small one after it, is partly written. */
function half(make, options) {
	const host = make({ onDisconnect: undefined, onConnect: undefined, ...options });
	host.made.onUndelivered = (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`);
	host.large.publishFrom(host.topic, TOTAL, give);
	host.topic.publish("x");
	return host;
}

const half1 = (options) => half((more) => publisher(1, more), options);

// After `await`, nothing else is on a device's small stack.

describe("A large message during which the server closes the connection", () => {
	it("is reported each time, because the server has read its length", async () => {
		await undefined;
		const host = half1();
		for (let i = 1; i < 4; i++) {
			host.lose();
			host.happened(`undelivered 1, ${i}`);
			host.again(PRESENT);
		}
		drained(host);
		host.send("40 02 00 01");
		host.happened("outcome 1 0");
		// The next message is sent.
		deepEqual(drained(host), hex(BEHIND));
	});

	it("is given up after so many `attempts`, and the next one is sent", async () => {
		await undefined;
		const host = half1({ attempts: 2 });
		host.lose();
		host.again(PRESENT);
		host.lose();
		host.happened("undelivered 1, 1", "undelivered 1, 2", `outcome 1 ${Reason.discarded}`);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
		equal(host.large.waiting, false);
		host.send("40 02 00 02");
		host.happened("outcome 2 0", "settled");
	});

	it("with DISCONNECT of 5.0, too: packet too large", async () => {
		await undefined;
		const host = half((options) => publisher5({}, options), { attempts: 1 });
		host.send("E0 02 95 00");
		host.happened("undelivered 1, 1", `outcome 1 ${Reason.discarded}`);
		host.again(PRESENT_5);
		deepEqual(drained(host, 9), hex('32 07 00 01 "a" 00 02 00 "x"'));
	});

	it("at QoS 2 is given up as well", async () => {
		await undefined;
		const host = half((options) => publisher(2, options), { attempts: 1, exactlyOnce: new ExactlyOnce() });
		host.lose();
		host.happened("undelivered 1, 1", `outcome 1 ${Reason.discarded}`);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND.replace("32", "34")));
	});

	it("is not blamed if silence has ended the connection, nor at QoS 0, nor before it has begun", async () => {
		await undefined;
		let host = half1({ keepAlive: 0, timeout: 5_000 });
		host.advance(6_000);
		host.happened();
		host = undefined;
		await undefined;
		host = half((more) => publisher(0, more));
		host.lose();
		host.happened();
		host = undefined;
		await undefined;
		host = half1();
		host.lose();
		host.happened("undelivered 1, 1");
		while (host.sockets < 2) host.step();
		host.accept();
		host.lose();
		host.happened();
	});
});
