import { fallback } from "mote-mqtt/fallback";
import { Statistics } from "mote-mqtt/statistics";
import { deepEqual, equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

/** A connected client with statistics. */
function counting(options, connack = ACCEPTED) {
	const host = new Host5();
	// Without online(), which takes more of a device's small stack.
	host.client({ ...KEPT, statistics: new Statistics(), onOutcome: undefined, ...options });
	host.again(connack);
	host.writes.length = host.log.length = 0;
	host.counted = host.made.statistics;
	return host;
}

describe("The statistics of a client of 5.0", () => {
	it("count sent messages, by name and by alias, and resent ones", () => {
		// Topic Alias Maximum is 1.
		const host = counting({}, "20 06 00 00 03 22 00 01");
		const topic = host.made.topic("abc", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		host.made.topic("d").publish("3");
		equal(host.counted.sent, 3);
		host.lose();
		host.again(PRESENT);
		deepEqual([host.counted.sent, host.counted.sentAgain], [5, 2]);
	});

	it("count messages that the server refuses, or that cannot be sent, and expired ones", () => {
		const host = counting();
		const topic = host.made.topic("a", { QoS: 1 });
		topic.publish("1");
		host.send("40 03 00 01 97");
		equal(host.counted.refused, 1);
		topic.publish("2");
		host.send("40 03 00 02 10");
		equal(host.counted.refused, 1);
		host.lose();
		host.made.topic("a", { QoS: 1, retain: true }).publish("3");
		host.made.topic("a", { QoS: 1, expiry: 1_000 }).publish("4");
		host.advance(500);
		host.meet();
		host.advance(3_000);
		// Retain Available is 0.
		host.send("20 05 01 00 02 25 00");
		deepEqual([host.counted.refused, host.counted.expired, host.counted.waiting], [2, 1, 0]);
	});

	it("count received messages, and the reasons why connections ended", () => {
		const host = counting();
		host.send('30 05 00 01 "a" 00 "x"');
		host.send("E0 01 8B");
		deepEqual([host.counted.received, host.counted.failures(0x8b)], [1, 1]);
	});

	it("continue after fallback to 3.1.1", () => {
		const host = new Host5();
		host.client({ ...KEPT, statistics: new Statistics(), fallback, onDisconnect: undefined });
		host.counted = host.made.statistics;
		const topic = host.made.topic("a", { QoS: 1 });
		host.meet();
		host.send("20 02 00 01");
		host.meet();
		host.send("20 02 00 00");
		topic.publish("1");
		topic.publish(new Uint8Array(400));
		host.send('30 04 00 01 "a" "x"');
		deepEqual(
			[host.counted.connections, host.counted.sent, host.counted.received, host.counted.rejected],
			[1, 1, 1, 1],
		);
		deepEqual([host.counted.failures(0x84), host.counted.waiting], [1, 1]);
	});
});
