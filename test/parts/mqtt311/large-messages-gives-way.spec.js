import { Reason } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { PRESENT } from "../../mqtt311/host.js";
import { drained, give, payload, publisher, TOTAL } from "../large-messages.js";
import { begin, saved } from "../large-messages-saved.js";

const HEAD = '32 B1 02 00 01 "a" 00 01';
const BEHIND = '32 06 00 01 "a" 00 02 "x"';

// After `await`, nothing else is on a device's small stack.

describe("A large message, with `latestOnly`", () => {
	it("is replaced by a newer message until it has begun, and not later", async () => {
		await undefined;
		const host = publisher(1);
		const topic = host.made.topic("a", { QoS: 1, latestOnly: true });
		host.lose();
		host.large.publishFrom(topic, TOTAL, give);
		topic.publish("x");
		host.happened("connectionLost, retry 1000", `outcome 1 ${Reason.replaced}`);
		equal(host.large.waiting, false);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
		host.send("40 02 00 02");
		host.log.length = 0;
		host.large.publishFrom(topic, TOTAL, give);
		topic.publish("y");
		host.happened();
		deepEqual(drained(host), concat(hex(HEAD.replace(/01$/, "03")), payload(), hex('32 06 00 01 "a" 00 04 "y"')));
	});
});

describe("A large message at QoS 2 that is given up when the server may have it", () => {
	it("by its source becomes PUBREL, so that the server can forget it [MQTT-4.3.3-1]", async () => {
		await undefined;
		const host = publisher(2, { exactlyOnce: new ExactlyOnce() });
		let gives = true;
		host.large.publishFrom(host.topic, TOTAL, (offset, into, most) => (gives ? give(offset, into, most) : -1));
		drained(host);
		host.lose();
		gives = false;
		host.again(PRESENT);
		drained(host);
		host.log.length = 0;
		host.again(PRESENT);
		deepEqual(drained(host, 4), hex("62 02 00 01"));
		host.send("70 02 00 01");
		equal(host.made.settled, true);
	});

	it("with its payload, when its session is restored, becomes PUBREL", async () => {
		await undefined;
		let host = publisher(2, { exactlyOnce: new ExactlyOnce() });
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		const bytes = saved(host);
		// There is no memory for two.
		host = undefined;
		await undefined;
		host = begin("3.1.1", { exactlyOnce: new ExactlyOnce() });
		equal(restoreSession(host.made, bytes), true);
		host.happened(`outcome 1 ${Reason.payloadMissing}`);
		host.again(PRESENT);
		deepEqual(drained(host, 4), hex("62 02 00 01"));
	});
});
