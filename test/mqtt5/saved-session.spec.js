import { ExactlyOnce } from "mote-mqtt/qos2";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host } from "../client/host.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "./host.js";

/** CONNACK of a server that speaks 3.1.1 only, and what one says that has the session. */
const REFUSED = "20 02 00 01";
const PRESENT_311 = "20 02 01 00";

/** Options of a client that speaks QoS 2. */
function options(more) {
	return { ...KEPT, exactlyOnce: new ExactlyOnce(), ...more };
}

/** One at a time, as memory is small. */
let host;

/** What a client saves. */
function saved() {
	const bytes = new Uint8Array(savedSize(host.made));
	equal(saveSession(host.made, bytes), bytes.length);
	return bytes;
}

/** The device has slept, and begins anew. */
function restore(bytes, slept, more) {
	host = new Host5({ ticks: 0x7ffffff0 });
	host.client(options(more));
	return restoreSession(host.made, bytes, slept);
}

describe("A saved session of 5.0", () => {
	it("has what was sent, with its properties, what is released, and what the app has had", () => {
		host = new Host5();
		host.online(options());
		const topic = host.made.topic("a", { QoS: 2, contentType: "t" });
		topic.publish("1");
		topic.publish("2");
		host.send('50 02 00 02 34 06 00 01 "b" 00 07 00');
		host.lose();
		host.made.topic("c", { QoS: 1 }).publish("3");
		equal(restore(saved()), true);
		host.again(PRESENT);
		host.sent("62 02 00 02", '3C 0B 00 01 "a" 00 01 04 03 00 01 "t1"', '32 07 00 01 "c" 00 03 00 "3"');
		host.send('3C 06 00 01 "b" 00 07 00 70 02 00 02 50 02 00 01');
		host.sent("50 02 00 07", "62 02 00 01");
		host.happened("connected, session present", "published 2 0");
	});

	it("has aliased topics by name", () => {
		host = new Host5();
		host.online(options(), "20 06 00 00 03 22 00 02");
		const topic = host.made.topic("a", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		equal(restore(saved()), true);
		host.again(PRESENT);
		host.sent('3A 07 00 01 "a" 00 01 00 "1"', '3A 07 00 01 "a" 00 02 00 "2"');
	});

	it("counts the time before, and that of the sleep, in what is left to a message", () => {
		host = new Host5();
		host.client(options());
		// It waits for 5 of 100 seconds, sleeps for 20, waits for 15.
		host.made.topic("a", { QoS: 1, expiry: 100_000 }).publish("1");
		host.made.close();
		host.advance(5_000);
		equal(restore(saved(), 19_500), true);
		host.noSocket = true;
		host.advance(10_000);
		host.noSocket = false;
		host.again(ACCEPTED);
		equal(Math.floor(host.elapsed / 1_000), 15);
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 3C "1"');
	});

	it("through several sleeps counts them all", () => {
		host = new Host5();
		host.client(options());
		host.made.topic("a", { QoS: 1, expiry: 100_000 }).publish("1");
		for (let i = 0; i < 4; i++) equal(restore(saved(), 20_000), true);
		host.again(ACCEPTED);
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 14 "1"');
	});

	it("has messages that expire in sleep, but for those that were sent before, and those that never do [MQTT-4.3.3-7]", () => {
		host = new Host5();
		host.online(options());
		host.made.topic("a", { QoS: 2, expiry: 60_000 }).publish("1");
		host.lose();
		host.made.topic("a", { QoS: 2, expiry: 60_000 }).publish("2");
		host.made.topic("a", { QoS: 1, expiry: 0xffffffff * 1_000 }).publish("3");
		host.made.topic("b", { QoS: 2 }).publish("4");
		equal(restore(saved(), 61_000), true);
		host.again(PRESENT);
		equal(host.writes[0][0], 0x3c);
		equal(host.writes[1][0], 0x32);
		equal(host.writes.length, 3);
		host.happened("connected, session present", "published 2 261");
		// However long it was.
		equal(restore(saved(), 1e15), true);
		host.again(ACCEPTED);
		host.sent('34 07 00 01 "b" 00 04 00 "4"');
		host.happened("connected", "published 1 261", "published 3 261");
	});

	it("is not one of 3.1.1, nor the other way round", () => {
		host = new Host5();
		host.client(options());
		const bytes = saved();
		host = new Host();
		host.client(options());
		equal(restoreSession(host.made, bytes), false);
		equal(restore(saved()), false);
		equal(restore(bytes), true);
	});
});

describe("A saved session of a client that has fallen back to 3.1.1", () => {
	let bytes;

	beforeEach(() => {
		host = new Host5();
		host.client(options({ fallback: true, onDisconnect: undefined }));
		host.meet();
		host.send(REFUSED);
		host.meet();
		host.send("20 02 00 00");
		const topic = host.made.topic("a", { QoS: 2, expiry: 60_000 });
		topic.publish("1");
		topic.publish("2");
		host.send("50 02 00 01");
		bytes = saved();
	});

	it("goes on with 3.1.1", () => {
		equal(restore(bytes, 1_000_000, { fallback: true }), true);
		host.meet();
		// CONNECT of 3.1.1, then its packets.
		host.send(PRESENT_311);
		host.sent("62 02 00 01", '3C 06 00 01 "a" 00 02 "2"');
		host.made.topic("a", { QoS: 1, contentType: "t" }).publish("3");
		host.sent('32 06 00 01 "a" 00 03 "3"');
		equal(saved()[1], 9);
	});

	it("cannot be used by one that may not fall back", () => {
		equal(restore(bytes, 0), false);
		equal(host.made.settled, true);
		host.meet();
		host.send(ACCEPTED);
		equal(host.made.topic("a", { QoS: 1 }).publish("1"), 1);
		host.sent('32 07 00 01 "a" 00 01 00 "1"');
	});

	it("may be one of 5.0 that is converted, if the next client has fallen before", () => {
		host = new Host5();
		host.online(options());
		host.made.topic("a", { QoS: 1, contentType: "t" }).publish("1");
		const other = saved();
		host = new Host5();
		host.client(options({ fallback: true, onDisconnect: undefined }));
		host.meet();
		host.send(REFUSED);
		equal(restoreSession(host.made, other), true);
		host.meet();
		host.send(PRESENT_311);
		host.sent('3A 06 00 01 "a" 00 01 "1"');
	});

	it("says so in its bytes: 9 in place of 8", () => {
		host = new Host5();
		host.client(options({ fallback: true, onDisconnect: undefined }));
		// The checksums are zlib's; uptime is 2.
		equal(saved().join(), hex("4D 08 00*13 02 00 00 CB A9 EB 36").join());
		host.meet();
		host.send(REFUSED);
		equal(saved().join(), hex("4D 09 00*13 02 00 00 4C 0F 20 75").join());
	});
});
