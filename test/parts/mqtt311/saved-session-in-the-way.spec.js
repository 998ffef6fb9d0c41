import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

const A = '3C 06 00 01 "a" 00 01 "1"';

/** One at a time, because memory is small. */
let host;

/** A new machine, with a client that has restored `bytes`, if given. */
function wake(bytes) {
	host = new Host();
	host.client({
		...KEPT,
		exactlyOnce: new ExactlyOnce(),
		attempts: 4,
		onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`),
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		onConnect: undefined,
		onDisconnect: undefined,
	});
	if (bytes) equal(restoreSession(host.made, bytes), true);
}

/** The saved session when the device goes to sleep. */
function sleep() {
	const bytes = new Uint8Array(savedSize(host.made));
	saveSession(host.made, bytes);
	host.made.close();
	return bytes;
}

/** The identifier that is assigned next, if it is free. */
function next(identifier) {
	host.made.connection.session.identifier = host.made.connection.session.free = identifier - 1 || 65_535;
}

describe("A message that the server answers by closing, on a device that sleeps in between", () => {
	it("is found and given up, because attempts are saved; and so are reserved identifiers", () => {
		wake();
		const topic = host.made.topic("a", { QoS: 2 });
		topic.publish("1");
		topic.publish("2");
		host.again(ACCEPTED);
		let bytes;
		for (let i = 1; i <= 4; i++) {
			host.writes.length = 0;
			host.lose();
			host.happened(`undelivered 1, ${i}`, ...(i > 3 ? ["1: 264"] : []));
			bytes = sleep();
			wake(bytes);
			host.again(PRESENT);
			// One at a time from the second attempt on. Given up, it becomes PUBREL.
			if (i > 1 && i < 4) host.sent(A);
		}
		host.sent("62 02 00 01", A.replace('00 01 "1"', '00 02 "2"'));
		// PUBREL is refused, too.
		for (let i = 1; i <= 3; i++) {
			host.lose();
			bytes = sleep();
			wake(bytes);
			host.again(PRESENT);
		}
		host.send("50 02 00 02 70 02 00 02");
		host.happened("2: 0", "settled");
		bytes = sleep();
		equal(bytes.length, 30 + 2);
		wake(bytes);
		host.again(PRESENT);
		next(1);
		equal(host.made.topic("a", { QoS: 1 }).publish("3"), 2);
		bytes = sleep();
		wake(bytes);
		host.again(ACCEPTED);
		next(1);
		equal(host.made.topic("a", { QoS: 1 }).publish("4"), 1);
	});

	it("is saved with reserved identifiers", () => {
		wake();
		// The checksum is zlib's.
		const bytes = hex(
			"6D 02 00 02 00 00 00 00 4D 04 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 02 71 78 3E 15",
		);
		equal(restoreSession(host.made, bytes), true);
		host.again(PRESENT);
		const topic = host.made.topic("a", { QoS: 1 });
		next(1);
		equal(topic.publish("3"), 3);
		next(65_533);
		equal(topic.publish("3"), 65_533);
		equal(topic.publish("3"), 4);
		host.send("40 02 00 03 40 02 FF FD 40 02 00 04");
		bytes[11] = 4;
		const saved = sleep();
		deepEqual(saved.slice(0, 30), bytes.slice(0, 30));
	});
});
