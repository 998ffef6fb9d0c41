import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Statistics } from "mote-mqtt/statistics";
import { deepEqual, equal, throws } from "../../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

/** A connected client with statistics. */
function counting(options) {
	const host = new Host();
	host.online({ ...KEPT, statistics: new Statistics(), ...options });
	host.counted = host.made.statistics;
	return host;
}

describe("The statistics of a client", () => {
	it("count nothing while nothing happens", () => {
		const host = new Host();
		const statistics = new Statistics();
		host.client({ ...KEPT, statistics });
		for (const name of ["connections", "failed", "sent", "sentAgain", "received", "rejected", "refused", "discarded"])
			equal(statistics[name], 0, name);
		equal(statistics.expired + statistics.replaced + statistics.failures(0x103), 0);
		equal(statistics.waiting + statistics.waitingBytes, 0);
		equal(statistics.capacity, 256);
	});

	it("count sent messages, at each QoS, and resent ones", () => {
		const host = counting({ exactlyOnce: new ExactlyOnce() });
		host.made.topic("a").publish("0");
		host.made.topic("a", { QoS: 1 }).publish("1");
		host.made.topic("a", { QoS: 2 }).publish("2");
		equal(host.counted.sent, 3);
		equal(host.counted.sentAgain, 0);
		host.send("50 02 00 02");
		host.lose();
		host.again(PRESENT);
		// PUBREL is not a message.
		deepEqual([host.counted.sent, host.counted.sentAgain], [4, 1]);
	});

	it("count a message once that is written in parts, whatever its bytes", () => {
		const host = counting();
		host.squeeze(20);
		host.made.topic("a", { QoS: 1 }).publish("000000000000000000000000");
		for (let i = 0; i < 8; i++) host.squeeze(20);
		host.streamed('32 1D 00 01 "a" 00 01 "000000000000000000000000"');
		equal(host.counted.sent, 1);
	});

	it("count received messages, including large ones, which are still acknowledged", () => {
		const host = counting();
		host.send('30 04 00 01 "a" "x" 32 06 00 01 "a" 00 09 "y"');
		host.sent("40 02 00 09");
		host.sendPieces(`30 C8 01 00 01 "a" 00*197`, 50);
		equal(host.counted.received, 3);
	});

	it("count connections, and the reasons why they ended", () => {
		const host = counting();
		for (let i = 0; i < 3; i++) {
			host.lose();
			host.again(PRESENT);
		}
		host.lose();
		host.meet();
		host.send("20 02 00 03");
		host.again(ACCEPTED);
		host.send("F0 00");
		deepEqual([host.counted.connections, host.counted.failed], [5, 6]);
		equal(host.counted.failures(0x103), 4);
		equal(host.counted.failures(0x88), 1);
		equal(host.counted.failures(0x81), 1);
		equal(host.counted.failures(0x100), 0);
		for (const code of [0, 1, -1, 0x7f, 0xffff, undefined, "a"]) equal(host.counted.failures(code), 0);
	});

	it("do not count disconnect() as a failure", () => {
		const host = counting();
		host.made.disconnect();
		host.advance(1);
		host.happened("disconnected");
		equal(host.counted.failed, 0);
	});

	it("count what publish() refuses", () => {
		const host = counting();
		host.made.topic("a", { QoS: 1 }).publish(new Uint8Array(400));
		host.lose();
		host.made.topic("a").publish("x");
		equal(host.counted.rejected, 2);
	});

	it("count messages that are given up, which are still reported", () => {
		const host = counting({ onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`) });
		const topic = host.made.topic("a", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		host.made.discard(1);
		host.send("40 02 00 02");
		host.happened("1: 264", "2: 0");
		equal(host.counted.discarded, 1);
	});

	it("contain the number and size of queued messages, and the capacity", () => {
		const host = counting();
		const topic = host.made.topic("a", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		deepEqual([host.counted.waiting, host.counted.waitingBytes, host.counted.capacity], [2, 24, 256]);
		host.made.discard(1);
		deepEqual([host.counted.waiting, host.counted.waitingBytes], [1, 17]);
		host.send("40 02 00 01 40 02 00 02");
		deepEqual([host.counted.waiting, host.counted.waitingBytes], [0, 0]);
	});

	it("continue over any number of connections, each with its own socket", () => {
		const host = counting();
		const topic = host.made.topic("a");
		for (let i = 1; i < 5; i++) {
			topic.publish("x");
			host.sent('30 04 00 01 "a" "x"');
			host.send('30 04 00 01 "a" "x"');
			deepEqual([host.counted.sent, host.counted.received], [i, i]);
			host.lose();
			host.again(PRESENT);
		}
	});

	it("are a part of their own: other objects are refused", () => {
		throws(() => new Host().client({ statistics: {} }), TypeError, "statistics");
	});
});
