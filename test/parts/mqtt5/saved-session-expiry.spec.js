import { restoreSession } from "mote-mqtt/saved-session";
import { equal, throws } from "../../assert.js";
import { ACCEPTED, Host5, PRESENT } from "../../mqtt5/host.js";
import { awake, options, saved } from "./saved-session.js";

/** One at a time, because memory is small. */
let host;

/** The device has slept, and starts again. */
function restore(bytes, slept) {
	host = undefined;
	host = awake();
	return restoreSession(host.made, bytes, slept);
}

describe("A saved session of 5.0", () => {
	it("subtracts the time before and during sleep from a message's expiry", () => {
		host = new Host5();
		host.client(options());
		// It waits for 5 of 100 seconds, sleeps for 20, waits for 15.
		host.made.topic("a", { QoS: 1, expiry: 100_000 }).publish("1");
		host.made.close();
		host.advance(5_000);
		equal(restore(saved(host), 19_500), true);
		host.noSocket = true;
		host.advance(10_000);
		host.noSocket = false;
		host.again(ACCEPTED);
		equal(Math.floor(host.elapsed / 1_000), 15);
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 3C "1"');
	});

	it("is not restored with an invalid time, because messages could not expire", () => {
		host = new Host5();
		host.client(options());
		const bytes = saved(host);
		for (const slept of [-1, Number.NaN, "long", {}])
			throws(() => restoreSession(host.made, bytes, slept), RangeError, "slept: expected");
	});

	it("counts the time of several sleeps", () => {
		host = new Host5();
		host.client(options());
		host.made.topic("a", { QoS: 1, expiry: 100_000 }).publish("1");
		for (let i = 0; i < 4; i++) equal(restore(saved(host), 20_000), true);
		host.again(ACCEPTED);
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 14 "1"');
	});

	it("has messages that expire in sleep, except those that were sent before, and those that never do [MQTT-4.3.3-7]", () => {
		host = new Host5();
		host.online(options());
		host.made.topic("a", { QoS: 2, expiry: 60_000 }).publish("1");
		host.lose();
		host.made.topic("a", { QoS: 2, expiry: 60_000 }).publish("2");
		host.made.topic("a", { QoS: 1, expiry: 0xffffffff * 1_000 }).publish("3");
		host.made.topic("b", { QoS: 2 }).publish("4");
		equal(restore(saved(host), 61_000), true);
		host.again(PRESENT);
		equal(host.writes[0][0], 0x3c);
		equal(host.writes[1][0], 0x32);
		equal(host.writes.length, 3);
		host.happened("connected, session present", "published 2 261");
		// However long it was.
		equal(restore(saved(host), 1e15), true);
		host.again(ACCEPTED);
		host.sent('34 07 00 01 "b" 00 04 00 "4"');
		host.happened("connected", "published 1 261", "published 3 261");
	});
});
