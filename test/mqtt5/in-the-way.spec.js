import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "./host.js";

const [A, B, C] = ["1", "2", "3"].map((n) => `32 07 00 01 "a" 00 0${n} 00 "${n}"`);
const again = (packet) => packet.replace("32", "3A");

const NO_RETAIN = hex("20 05 01 00 02 25 00");

/** A client that has sent messages "1" to `count`, and logs their outcomes. */
function publishing(count, options, connack = ACCEPTED) {
	const host = new Host5();
	// Without online(), which takes more of a device's small stack.
	const client = host.client({
		...KEPT,
		onUndelivered: (identifier, attempts) => host.log.push(`undelivered ${identifier}, ${attempts}`),
		onDisconnect: undefined,
		onConnect: undefined,
		...options,
	});
	host.again(connack);
	host.topic = client.topic("a", { QoS: 1 });
	for (let i = 1; i <= count; i++) host.topic.publish(`${i}`);
	host.writes.length = 0;
	return host;
}

/** The server closes the connection, and accepts the next one. */
function close(host, connack = PRESENT) {
	host.lose();
	host.again(connack);
}

/** The same, with a reason. */
function disconnect(host, code) {
	host.send(code === undefined ? "E0 00" : `E0 01 ${code}`);
	// After some reasons, retries are slow.
	host.made.connect();
	host.again(PRESENT);
}

describe("A message of 5.0 that the server answers by closing", () => {
	it("is found even if others were sent with it: after the second time, messages are sent one at a time", () => {
		const host = publishing(3);
		close(host);
		host.sent(again(A), again(B), again(C));
		close(host);
		host.sent(again(A));
		host.topic.publish("4");
		host.made.topic("a").publish("x");
		host.sent();
		host.send("40 02 00 01");
		host.sent(again(B), again(C), '32 07 00 01 "a" 00 04 00 "4"', '30 05 00 01 "a" 00 "x"');
		host.happened("undelivered 1, 1", "undelivered 1, 2", "published 1 0");
	});

	it("is found after DISCONNECT, too, if that may concern it: packet too large, not authorized, no reason", () => {
		const host = publishing(1);
		disconnect(host, "95");
		disconnect(host, "87");
		disconnect(host);
		host.happened("undelivered 1, 1", "undelivered 1, 2", "undelivered 1, 3");
	});

	it("is not blamed for a DISCONNECT with another reason: shutting down, busy, moved, taken over, connection too old", () => {
		for (const code of ["8B", "89", "8D", "98", "9C", "9F", "A0"]) {
			const host = publishing(1);
			host.send(`E0 01 ${code}`);
			host.happened();
		}
	});

	it("is given up after the app's number of attempts, and the next ones are sent", () => {
		const host = publishing(2, { attempts: 3 });
		close(host);
		disconnect(host, "87");
		host.writes.length = 0;
		close(host);
		host.happened("undelivered 1, 1", "undelivered 1, 2", "undelivered 1, 3", "published 1 264");
		host.sent(again(B));
		host.send("40 02 00 02");
		host.happened("published 2 0", "settled");
	});

	it("is no longer suspected once it is refused", () => {
		const host = publishing(2);
		close(host);
		close(host);
		host.writes.length = 0;
		host.send("40 03 00 01 87");
		host.sent(again(B));
		host.topic.publish("3");
		host.sent(C);
	});
});

describe("A message of 5.0 that the app discards", () => {
	it("counts for the server's Receive Maximum until PUBACK comes, with any code", () => {
		for (const puback of ["40 02 00 01", "40 03 00 01 97", "40 04 00 01 10 00"]) {
			// Receive Maximum is 1.
			const host = publishing(2, {}, "20 06 00 00 03 21 00 01");
			equal(host.made.discard(1), true);
			host.happened("published 1 264");
			host.sent();
			host.send(puback);
			host.sent(B);
			host.happened();
			host.send("40 02 00 02");
			host.happened("published 2 0", "settled");
		}
	});

	it("is simply removed if it was not sent", () => {
		const host = publishing(3, {}, "20 06 00 00 03 21 00 01");
		host.made.discard(2);
		host.send("40 02 00 01");
		host.sent(C);
		host.happened("published 2 264", "published 1 0");
	});

	it("is not resent on the next connection, and does not count for its Receive Maximum", () => {
		const host = publishing(2, {}, "20 06 00 00 03 21 00 01");
		host.made.discard(1);
		close(host, "20 06 01 00 03 21 00 01");
		host.sent(B);
		host.happened("published 1 264");
	});

	it("is completed if it is partly written, and then removed", () => {
		const host = publishing(0);
		host.squeeze(20);
		host.topic.publish("1");
		host.topic.publish("2");
		host.streamed("32 07 00 01");
		equal(host.made.discard(1), true);
		host.drain();
		host.streamed('"a" 00 01 00 "1"', B);
		host.send("40 02 00 01 40 02 00 02");
		host.happened("published 1 264", "published 2 0", "settled");
	});

	it("may be discarded while another one is dropped because the server does not accept it", () => {
		const host = publishing(0);
		host.lose();
		host.made.topic("a", { QoS: 1, retain: true }).publish("1");
		host.topic.publish("2");
		host.topic.publish("3");
		const codes = [];
		host.made.onOutcome = (identifier, code) => {
			codes[identifier] = code;
			if (identifier === 1) host.made.discard(2);
		};
		host.meet();
		// Retain Available is 0. With little on a device's small stack.
		host.socket.received = NO_RETAIN;
		host.socket.onReadable(NO_RETAIN.length);
		equal(codes[1], 154);
		equal(codes[2], 264);
		host.sent(C);
	});
});
