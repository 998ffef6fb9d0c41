import { equal, throws } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

const A = '32 06 00 01 "a" 00 01 "1"';

/** A client that has sent message "1", and logs outcomes. */
function publishing(options) {
	const host = new Host();
	const client = host.online({
		...KEPT,
		onOutcome: undefined,
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		onConnect: undefined,
		...options,
	});
	host.topic = client.topic("a", { QoS: 1 });
	host.topic.publish("1");
	host.writes.length = 0;
	return host;
}

/** Advances by so many seconds, in which the server answers each PINGREQ, and acknowledges nothing. */
function wait(host, seconds) {
	for (let i = 0; i < seconds && !host.socket.closed; i++) {
		host.advance(1_000);
		if (host.writes.length && !host.socket.closed) host.send("D0 00");
		host.writes.length = 0;
	}
}

describe("An acknowledgement that never comes, on a connection that works otherwise", () => {
	it("is noticed after five minutes or a little later: reported, the connection ended, the message resent", () => {
		const host = publishing();
		wait(host, 299);
		host.happened();
		wait(host, 61);
		host.happened("undelivered 1, 1", "acknowledgeTimeout, retry 1000");
		host.again(PRESENT);
		host.sent(A.replace("32", "3A"));
	});

	it("counts as an attempt, until the message is given up", () => {
		const host = publishing({ attempts: 3, acknowledgeTimeout: 10_000, keepAlive: 4_000, onDisconnect: undefined });
		for (let i = 1; i <= 3; i++) {
			wait(host, 60);
			host.again(PRESENT);
		}
		host.happened("undelivered 1, 1", "undelivered 1, 2", "undelivered 1, 3", "settled");
		host.sent();
	});

	it("is noticed with keep alive 0, or one of hours, at most half as long later", () => {
		for (const keepAlive of [0, 18 * 3_600_000]) {
			const host = publishing({ keepAlive });
			wait(host, 299);
			host.happened();
			wait(host, 152);
			host.happened("undelivered 1, 1", "acknowledgeTimeout, retry 1000");
		}
	});

	it("is noticed with keep alive 0 for a message that was published hours later", () => {
		const host = publishing({ keepAlive: 0 });
		host.send("40 02 00 01");
		wait(host, 10_000);
		host.happened("settled");
		host.topic.publish("2");
		wait(host, 451);
		host.happened("undelivered 2, 1", "acknowledgeTimeout, retry 1000");
	});

	it("does not end a connection on which each message is acknowledged late, but in time", () => {
		const host = publishing();
		for (let i = 1; i < 20; i++) {
			host.topic.publish("next");
			wait(host, 200);
			host.send(`40 02 00 ${i.toString(16).toUpperCase().padStart(2, "0")}`);
		}
		host.happened();
	});

	it("has a new time limit on each connection", () => {
		const host = publishing();
		wait(host, 250);
		host.lose();
		host.again(PRESENT);
		wait(host, 250);
		host.happened("undelivered 1, 1", "connectionLost, retry 1000");
	});

	it("is not expected for queued messages", () => {
		const host = publishing();
		host.send("40 02 00 01");
		// Enough for PINGREQ.
		host.squeeze(16);
		host.topic.publish("2");
		wait(host, 400);
		host.happened("settled");
	});

	it("may be awaited forever", () => {
		const host = publishing({ acknowledgeTimeout: Infinity });
		for (let i = 0; i < 100; i++) {
			wait(host, 1_000);
			host.drain();
		}
		host.happened();
		equal(host.made.connected, true);
	});
});

describe("What else is not acknowledged in time", () => {
	/** Advances until the connection ends, while the server answers only PINGREQ. */
	function wait(host) {
		const { socket } = host;
		for (let seconds = 0; seconds < 700 && !socket.closed; seconds++) {
			host.advance(1_000);
			if (host.writes.some((write) => write[0] === 0xc0)) host.send("D0 00");
			host.writes.length = 0;
		}
		return host.log.splice(0).pop();
	}

	it("may be that of the birth message, which is resent on the next connection; no message is blamed", () => {
		const host = new Host();
		const birth = { topic: "s", message: "on", QoS: 1 };
		host.client({ ...KEPT, birth, onUndelivered: (identifier) => host.log.push(`undelivered ${identifier}`) });
		host.again();
		host.sent('32 07 00 01 "s" FF FE "on"');
		equal(wait(host), "acknowledgeTimeout, retry 1000");
		host.again(PRESENT);
		host.sent('3A 07 00 01 "s" FF FE "on"');
	});

	it("may be SUBACK: SUBSCRIBE is resent alone, and its filter is set aside if that does not help", () => {
		const host = new Host();
		host.client(KEPT).subscribe(["good", "bad"]);
		host.again();
		host.sent('82 0F FF FF 00 04 "good" 00 00 03 "bad" 00');
		equal(wait(host), "acknowledgeTimeout, retry 1000");
		host.again(PRESENT);
		host.sent('82 09 FF FF 00 04 "good" 00');
		host.send("90 03 FF FF 00");
		host.sent('82 08 FF FF 00 03 "bad" 00');
		equal(wait(host), "acknowledgeTimeout, retry 1000");
		host.again(PRESENT);
		host.sent('82 08 FF FF 00 03 "bad" 00');
		wait(host);
		host.again(PRESENT);
		host.sent();
	});
});

describe("The option `acknowledgeTimeout`", () => {
	it("is a whole number of milliseconds, or Infinity", () => {
		for (const acknowledgeTimeout of [0, 1.5, -1, NaN, 2 ** 30, "3"])
			throws(
				() => new Host().client({ acknowledgeTimeout }),
				RangeError,
				"acknowledgeTimeout: expected a whole number",
			);
		for (const acknowledgeTimeout of [1, 2 ** 30 - 1, Infinity, undefined]) new Host().client({ acknowledgeTimeout });
	});
});
