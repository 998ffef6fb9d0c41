import { equal } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

const [A, B, C] = ["1", "2", "3"].map((n) => `32 06 00 01 "a" 00 0${n} "${n}"`);
const again = (packet) => packet.replace("32", "3A");

/** A client that has sent messages "1" to `count`, and logs their outcomes. */
function publishing(count, options) {
	const host = new Host();
	const client = host.online({
		...KEPT,
		onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`),
		onDisconnect: undefined,
		onConnect: undefined,
		...options,
	});
	host.topic = client.topic("a", { QoS: 1 });
	for (let i = 1; i <= count; i++) host.topic.publish(`${i}`);
	host.writes.length = 0;
	return host;
}

describe("A message that the app discards", () => {
	it("is simply removed if it was not sent: its room is free, and others are sent", () => {
		const host = publishing(0);
		const { made, topic } = host;
		host.lose();
		for (const text of ["1", "2", "3"]) topic.publish(text);
		equal(made.discard(2), true);
		host.happened("2: 264");
		equal(made.discard(2), false);
		host.again(PRESENT);
		host.sent(A, C);
		host.send("40 02 00 01 40 02 00 03");
		host.happened("1: 0", "3: 0", "settled");
	});

	it("is simply removed while CONNECT is partly written", () => {
		const host = new Host({ room: 10 });
		host.client({ ...KEPT, onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`) });
		host.made.topic("a", { QoS: 1 }).publish("1");
		host.step();
		host.socket.connected = true;
		host.squeeze(10);
		equal(host.made.discard(1), true);
		host.happened("1: 264", "settled");
	});

	it("keeps its identifier, if it was sent, until PUBACK comes; it is reported once", () => {
		const host = publishing(2);
		equal(host.made.discard(1), true);
		host.happened("1: 264");
		equal(host.made.settled, false);
		// Reused already by the message that was discarded.
		host.made.connection.session.identifier = host.made.connection.session.free = 65_535;
		equal(host.topic.publish("3"), 3);
		host.send("40 02 00 02 40 02 00 03");
		equal(host.made.settled, false);
		host.send("40 02 00 01");
		host.happened("2: 0", "3: 0", "settled");
		equal(host.made.settled, true);
		host.made.connection.session.identifier = host.made.connection.session.free = 65_535;
		equal(host.topic.publish("1"), 1);
	});

	it("keeps nearly none of its memory, if it was sent", () => {
		const host = publishing(0);
		const payload = new Uint8Array(200);
		host.topic.publish(payload);
		equal(host.topic.publish(payload), -2);
		host.made.discard(1);
		equal(host.topic.publish(payload), 2);
	});

	it("is not resent on the next connection", () => {
		const host = publishing(3);
		host.made.discard(2);
		host.lose();
		host.again(PRESENT);
		host.sent(again(A), again(C));
		host.send("40 02 00 01 40 02 00 03");
		host.happened("2: 264", "1: 0", "3: 0", "settled");
	});

	it("is removed at once if its connection has ended", () => {
		const host = publishing(1);
		host.lose();
		equal(host.made.discard(1), true);
		host.happened("1: 264", "settled");
		equal(host.made.settled, true);
		host.again(PRESENT);
		host.sent();
	});

	it("is completed if it is partly written, and then removed", () => {
		const host = publishing(0);
		host.squeeze(20);
		host.topic.publish("1");
		host.topic.publish("2");
		host.streamed("32 06 00 01");
		equal(host.made.discard(1), true);
		equal(host.made.pending(1), 0);
		equal(host.made.discard(1), false);
		host.happened("1: 264");
		host.drain();
		host.streamed('"a" 00 01 "1"', B);
		host.send("40 02 00 01 40 02 00 02");
		host.happened("2: 0", "settled");
	});

	it("is not resent if it is partly written and the connection ends", () => {
		const host = publishing(0);
		host.squeeze(20);
		host.topic.publish("1");
		host.topic.publish("2");
		host.made.discard(1);
		host.writes.length = 0;
		host.lose();
		host.again(PRESENT);
		host.sent(B);
		host.send("40 02 00 02");
		host.happened("1: 264", "2: 0", "settled");
	});

	it("may be the last one that disconnect() waits for", () => {
		const host = publishing(1, { onDisconnect: ({ code }) => host.log.push(`ended ${code}`) });
		host.lose();
		host.log.length = 0;
		host.made.disconnect();
		host.made.discard(1);
		host.advance(1);
		host.happened("1: 264", "settled", "ended 0");
	});

	it("leaves no timer as the last one, after close() or when disconnect() is done", () => {
		for (const end of ["close", "disconnect"]) {
			const host = publishing(1);
			host.made[end](10);
			host.advance(100);
			equal(host.made.discard(1), true);
			equal(host.made.settled, true);
			equal(host.timers.length, 0);
		}
	});

	it("may be discarded when another one is acknowledged", () => {
		const host = publishing(3);
		host.made.onOutcome = (identifier) => {
			host.log.push(`${identifier}`);
			if (identifier === 1) host.made.discard(2);
		};
		host.send("40 02 00 01 40 02 00 02 40 02 00 03");
		host.happened("1", "2", "3", "settled");
	});

	it("must be an uncompleted one of this client", () => {
		const host = publishing(1);
		for (const identifier of [0, 2, -1, 65_537, undefined, NaN, "1", 1.5]) {
			equal(host.made.discard(identifier), false);
			equal(host.made.pending(identifier), 0);
		}
		host.send("40 02 00 01");
		equal(host.made.discard(1), false);
	});
});

describe("Whether a message is pending", () => {
	it("is 1 while it is queued, 2 after it was sent, 0 when it is completed", () => {
		const host = publishing(0);
		const { made, topic } = host;
		host.lose();
		topic.publish("1");
		topic.publish("2");
		equal(made.pending(1), 1);
		host.again(PRESENT);
		equal(made.pending(1), 2);
		host.lose();
		equal(made.pending(1), 2);
		host.again(PRESENT);
		equal(made.pending(1), 2);
		host.send("40 02 00 01");
		equal(made.pending(1), 0);
		equal(made.pending(2), 2);
		made.discard(2);
		equal(made.pending(2), 0);
	});

	it("is 2 for one that is partly written, or that waits to be resent", () => {
		const host = publishing(1);
		host.lose();
		host.meet();
		host.squeeze(20);
		host.send(PRESENT);
		host.topic.publish("2");
		equal(host.made.pending(1), 2);
		equal(host.made.pending(2), 1);
	});
});
