import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

const [A, B] = ["1", "2"].map((n) => `34 06 00 01 "a" 00 0${n} "${n}"`);
const again = (packet) => packet.replace("34", "3C");

/** A client that has sent messages "1" to `count` at QoS 2, and logs their outcomes. */
function publishing(count, options) {
	const host = new Host();
	const client = host.online({
		...KEPT,
		exactlyOnce: new ExactlyOnce(),
		onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`),
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		onDisconnect: undefined,
		onConnect: undefined,
		...options,
	});
	host.topic = client.topic("a", { QoS: 2 });
	for (let i = 1; i <= count; i++) host.topic.publish(`${i}`);
	host.writes.length = 0;
	return host;
}

/** The server closes the connection, and accepts the next one. */
function close(host, connack = PRESENT) {
	host.lose();
	host.again(connack);
}

/** The identifier that is assigned next, if it is free. */
function next(host, identifier) {
	host.made.connection.session.identifier = host.made.connection.session.free = identifier - 1 || 65_535;
}

describe("A message at QoS 2 that the app discards", () => {
	it("is simply removed if it was not sent", () => {
		const host = publishing(0);
		host.lose();
		host.topic.publish("1");
		host.topic.publish("2");
		equal(host.made.discard(1), true);
		host.again(PRESENT);
		host.sent(B);
		host.happened("1: 264");
	});

	it("becomes PUBREL if it was sent, until PUBCOMP; it is reported once", () => {
		const host = publishing(2);
		equal(host.made.discard(1), true);
		equal(host.made.pending(1), 0);
		equal(host.made.discard(1), false);
		host.happened("1: 264");
		host.sent();
		host.send("50 02 00 01 50 02 00 02");
		host.sent("62 02 00 01", "62 02 00 02");
		host.send("70 02 00 02 70 02 00 01");
		host.happened("2: 0", "settled");
		equal(host.made.settled, true);
	});

	it("becomes PUBREL on the next connection, in the same place, and not as a duplicate", () => {
		const host = publishing(2);
		host.made.discard(1);
		close(host);
		host.sent("62 02 00 01", again(B));
		host.send("70 02 00 01");
		host.happened("1: 264");
		next(host, 1);
		equal(host.topic.publish("1"), 1);
	});

	it("becomes PUBREL after its connection has ended, and while it waits to be resent", () => {
		const host = publishing(2);
		host.lose();
		host.made.discard(1);
		host.again(PRESENT);
		host.sent("62 02 00 01", again(B));
		host.lose();
		host.meet();
		host.squeeze(0);
		host.send(PRESENT);
		host.made.discard(2);
		host.drain();
		host.sent("62 02 00 01", "62 02 00 02");
	});

	it("is removed if the server has lost the session", () => {
		const host = publishing(2);
		host.made.discard(1);
		close(host, ACCEPTED);
		host.sent(B);
		next(host, 1);
		equal(host.topic.publish("1"), 1);
	});

	it("cannot be discarded after PUBREC", () => {
		const host = publishing(1);
		host.send("50 02 00 01");
		equal(host.made.discard(1), false);
		equal(host.made.pending(1), 2);
		host.send("70 02 00 01");
		host.happened("1: 0", "settled");
	});

	it("is completed if it is partly written, and then becomes PUBREL", () => {
		for (const isLost of [false, true]) {
			const host = publishing(0);
			host.squeeze(20);
			host.topic.publish("1");
			host.streamed("34 06 00 01");
			equal(host.made.discard(1), true);
			host.drain();
			host.streamed('"a" 00 01 "1"');
			if (isLost) {
				close(host);
				host.sent("62 02 00 01");
			} else {
				host.send("50 02 00 01");
				host.sent("62 02 00 01");
				host.lose();
				host.again(PRESENT);
				host.sent("62 02 00 01");
			}
			host.send("70 02 00 01");
			host.happened("1: 264", "settled");
		}
	});

	it("is not resent if it is partly written and the connection ends", () => {
		const host = publishing(0);
		host.squeeze(20);
		host.topic.publish("1");
		host.topic.publish("2");
		host.made.discard(1);
		host.writes.length = 0;
		close(host);
		host.sent(B);
	});

	it("becomes PUBREL if it was partly written the second time and the connection ends", () => {
		const host = publishing(1);
		host.lose();
		host.meet();
		host.squeeze(20);
		host.send(PRESENT);
		host.streamed("3C 06 00 01");
		host.made.discard(1);
		close(host);
		host.sent("62 02 00 01");
	});
});

describe("A message at QoS 2 that the server answers by closing", () => {
	it("no longer blocks others after it was discarded, even if its PUBREL is refused, too; only its identifier stays reserved", () => {
		const host = publishing(2, { attempts: 3 });
		for (let i = 0; i < 3; i++) close(host);
		host.happened("undelivered 1, 1", "undelivered 1, 2", "undelivered 1, 3", "1: 264");
		host.writes.length = 0;
		close(host);
		host.sent("62 02 00 01", again(B));
		close(host);
		host.sent("62 02 00 01");
		close(host);
		host.sent(again(B));
		host.send("50 02 00 02");
		host.send("70 02 00 02");
		host.happened("2: 0", "settled");
		equal(host.made.settled, true);
		next(host, 1);
		equal(host.topic.publish("3"), 2);
		// The server's knowledge of it is lost with the session.
		close(host, ACCEPTED);
		next(host, 1);
		equal(host.topic.publish("1"), 1);
	});

	it("and whose PUBREL it answers by closing can be given up as well", () => {
		const host = publishing(1);
		host.send("50 02 00 01");
		host.lose();
		host.happened("undelivered 1, 1");
		equal(host.made.discard(1), true);
		host.happened("1: 264", "settled");
		host.again(PRESENT);
		host.sent();
		next(host, 1);
		equal(host.topic.publish("2"), 2);
	});

	it("is no longer suspected after PUBREC, and others are sent with it again", () => {
		const host = publishing(2);
		close(host);
		close(host);
		host.sent(again(A));
		host.send("50 02 00 01");
		host.sent("62 02 00 01", again(B));
	});
});
