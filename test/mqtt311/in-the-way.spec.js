import { Client } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT, TCP } from "./host.js";

const [A, B, C] = ["1", "2", "3"].map((n) => `32 06 00 01 "a" 00 0${n} "${n}"`);
const again = (packet) => packet.replace("32", "3A");

/** A client that has sent messages "1" to `count`, and logs their outcomes. */
function publishing(count, options) {
	const host = new Host();
	const client = host.online({
		...KEPT,
		onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`),
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		onDisconnect: undefined,
		onConnect: undefined,
		...options,
	});
	host.topic = client.topic("a", { QoS: 1 });
	for (let i = 1; i <= count; i++) host.topic.publish(`${i}`);
	host.writes.length = 0;
	return host;
}

/** A client with a message that goes first. With little on the stack, which in a device is small. */
function born(birth) {
	const host = new Host();
	host.made = new Client({
		...KEPT,
		birth,
		host: "10.0.0.1",
		socket: { io: TCP, machine: host },
		timer: host,
		time: host,
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
	});
	host.topic = host.made.topic("a", { QoS: 1 });
	host.again();
	return host;
}

/** The server closes the connection, and accepts the next one. */
function close(host, connack = PRESENT) {
	host.lose();
	host.again(connack);
}

describe("A message that the server answers by closing", () => {
	it("is found even if others were sent with it: after the second time, messages are sent one at a time", () => {
		const host = publishing(3);
		close(host);
		host.sent(again(A), again(B), again(C));
		host.happened("undelivered 1, 1");
		close(host);
		host.happened("undelivered 1, 2");
		// The first is good; so it was another one.
		host.sent(again(A));
		host.send("40 02 00 01");
		host.happened("1: 0");
		host.sent(again(B), again(C));
		close(host);
		close(host);
		host.happened("undelivered 2, 1", "undelivered 2, 2");
		host.writes.length = 0;
		close(host);
		host.happened("undelivered 2, 3");
		host.sent(again(B));
	});

	it("is kept, and nothing more is told, if the app closes when it is told", () => {
		const host = publishing(1, { attempts: 1, onUndelivered: () => host.made.close() });
		host.lose();
		host.happened();
		equal(host.made.pending(1), 2);
		host.made.connect();
		host.again(PRESENT);
		host.sent(again(A));
	});

	it("is found if the server acknowledges others before it closes", () => {
		const host = publishing(1);
		for (let i = 2; i < 6; i++) {
			host.topic.publish("other");
			// Only while others go with it.
			if (i < 4) host.send(`40 02 00 0${i}`);
			close(host);
		}
		host.happened("2: 0", "undelivered 1, 1", "3: 0", "undelivered 1, 2", "undelivered 1, 3", "undelivered 1, 4");
	});

	it("lets nothing pass while it is sent alone: neither later messages nor QoS 0", () => {
		const host = publishing(1);
		close(host);
		close(host);
		host.sent(again(A));
		host.topic.publish("2");
		host.made.topic("a").publish("x");
		host.sent();
		host.send("40 02 00 01");
		host.sent(B, '30 04 00 01 "a" "x"');
		host.topic.publish("3");
		host.sent(C);
	});

	it("is given up after the app's number of attempts, and the next ones are sent", () => {
		const host = publishing(2, { attempts: 3 });
		close(host);
		close(host);
		host.writes.length = 0;
		close(host);
		host.happened("undelivered 1, 1", "undelivered 1, 2", "undelivered 1, 3", "1: 264");
		host.sent(again(B));
		host.send("40 02 00 02");
		host.happened("2: 0", "settled");
	});

	it("is not given up by that option for a message that goes with it", () => {
		const host = publishing(2, { attempts: 1 });
		close(host);
		close(host);
		host.happened("undelivered 1, 1", "undelivered 1, 2");
		host.send("40 02 00 01");
		host.happened("1: 0");
	});

	it("may be given up by the app, when it is told: also the last one, and then all is settled", () => {
		const host = publishing(1);
		host.made.onUndelivered = (identifier) => host.log.push(`discarded ${host.made.discard(identifier)}`);
		host.lose();
		host.happened("1: 264", "settled", "discarded true");
		equal(host.made.settled, true);
		host.again(PRESENT);
		host.sent();
	});

	it("may make the app close when it is told: nothing more is told, and no connection made", () => {
		const host = publishing(1, { onDisconnect: () => host.log.push("disconnected") });
		host.made.onUndelivered = () => host.made.close();
		host.lose();
		host.happened();
		equal(host.next(), Infinity);
	});

	it("is still counted if the server has lost the session, and sent as new", () => {
		const host = publishing(1);
		for (let i = 1; i <= 3; i++) {
			close(host, ACCEPTED);
			host.happened(`undelivered 1, ${i}`);
			host.sent(A);
		}
	});

	it("is no longer suspected once it is acknowledged", () => {
		const host = publishing(2);
		close(host);
		host.send("40 02 00 01");
		close(host);
		host.happened("undelivered 1, 1", "1: 0", "undelivered 2, 1");
	});
});

describe("A message that the server may have answered by closing", () => {
	it("waits for SUBACK, and for PUBACK of the birth message, so that the cause is known", () => {
		const host = born({ topic: "b", message: "x", QoS: 1 });
		host.topic.publish("1");
		host.writes.length = 0;
		close(host);
		host.lose();
		host.made.subscribe("f");
		host.again(PRESENT);
		host.happened("undelivered 1, 1", "undelivered 1, 2");
		host.sent('3A 06 00 01 "b" FF FE "x"', '82 06 FF FF 00 01 "f" 00');
		host.send("90 03 FF FF 00");
		host.sent();
		host.send("40 02 FF FE");
		host.sent(again(A));
	});

	it("is not blamed for a SUBSCRIBE that the server answers by closing: that is set aside", () => {
		const host = publishing(1, { attempts: 3 });
		close(host);
		host.lose();
		host.made.subscribe("f");
		host.log.length = 0;
		for (let i = 0; i < 5 && !host.log.length; i++) {
			host.again(PRESENT);
			host.lose();
		}
		host.happened("subscribed f 259");
		host.again(PRESENT);
		host.sent(again(A));
	});

	it("is discarded only if it was half written, not where another packet is", () => {
		const host = born({ topic: "b", message: "0123456789" });
		host.lose();
		host.topic.publish("1");
		host.topic.publish("2");
		host.meet();
		host.squeeze(4);
		host.send(PRESENT);
		equal(host.made.pending(1), 1);
		equal(host.made.discard(1), true);
		host.drain();
		host.streamed('30 0D 00 01 "b" "0123456789"', B);
	});
});

describe("A connection that does not end because of the server", () => {
	it("does not count if the client has closed it", () => {
		const host = publishing(1);
		host.made.close();
		host.made.connect();
		host.again(PRESENT);
		close(host);
		host.happened("undelivered 1, 1");
	});

	it("does not count: silent until keep alive ran out", () => {
		const host = publishing(1);
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		host.happened();
	});

	it("does not count: the server sent what is not MQTT", () => {
		const host = publishing(1);
		host.send("F0 00");
		host.happened();
	});

	it("does not count if nothing was pending", () => {
		const host = publishing(1);
		host.send("40 02 00 01");
		close(host);
		host.happened("1: 0", "settled");
	});

	it("does not count if the message was not sent completely", () => {
		const host = publishing(0);
		host.squeeze(20);
		host.topic.publish("1");
		host.streamed("32 06 00 01");
		close(host);
		host.happened();
		host.sent(A);
	});

	it("does not count before CONNACK", () => {
		const host = publishing(1);
		close(host);
		for (let i = 0; i < 3; i++) {
			host.lose();
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.accept();
			host.lose();
		}
		host.happened("undelivered 1, 1", "undelivered 1, 2");
	});
});

describe("The option `attempts`", () => {
	it("is a whole number from 1 on, or Infinity", () => {
		for (const attempts of [0, 1.5, -1, NaN, "3"])
			throws(() => new Host().client({ attempts }), RangeError, "attempts: expected a whole number from 1");
		for (const attempts of [1, 3, Infinity, undefined]) new Host().client({ attempts });
	});
});
