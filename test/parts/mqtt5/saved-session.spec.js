import { restoreSession } from "mote-mqtt/saved-session";
import { equal } from "../../assert.js";
import { Host5, PRESENT } from "../../mqtt5/host.js";
import { Host } from "../../mqtt311/host.js";
import { awake, options, saved } from "./saved-session.js";

/** One at a time, because memory is small. */
let host;

/** The device has slept, and starts again. */
function restore(bytes) {
	host = undefined;
	host = awake();
	return restoreSession(host.made, bytes);
}

/** A function of its own, so that no topic holds the client when the device starts again. */
function publishTwo(options) {
	const topic = host.made.topic("a", options);
	topic.publish("1");
	topic.publish("2");
}

describe("A saved session of 5.0", () => {
	it("has sent messages with their properties, released ones, and the identifiers of delivered ones", () => {
		host = new Host5();
		host.online(options());
		publishTwo({ QoS: 2, contentType: "t" });
		host.send('50 02 00 02 34 06 00 01 "b" 00 07 00');
		host.lose();
		host.made.topic("c", { QoS: 1 }).publish("3");
		equal(restore(saved(host)), true);
		host.again(PRESENT);
		host.sent("62 02 00 02", '3C 0B 00 01 "a" 00 01 04 03 00 01 "t1"', '32 07 00 01 "c" 00 03 00 "3"');
		host.send('3C 06 00 01 "b" 00 07 00 70 02 00 02 50 02 00 01');
		host.sent("50 02 00 07", "62 02 00 01");
		host.happened("connected, session present", "published 2 0");
	});

	it("has aliased topics by name", () => {
		host = new Host5();
		host.online(options(), "20 06 00 00 03 22 00 02");
		publishTwo({ QoS: 1 });
		equal(restore(saved(host)), true);
		host.again(PRESENT);
		host.sent('3A 07 00 01 "a" 00 01 00 "1"', '3A 07 00 01 "a" 00 02 00 "2"');
	});

	it("cannot be used by 3.1.1, nor the other way round", () => {
		host = new Host5();
		host.client(options());
		const bytes = saved(host);
		host = new Host();
		host.client(options());
		equal(restoreSession(host.made, bytes), false);
		equal(restore(saved(host)), false);
		equal(restore(bytes), true);
	});
});
