import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { Host, KEPT, PRESENT } from "../../mqtt311/host.js";

/** A connected client with QoS 2 and room for so many messages. */
function receiving(room, options) {
	const host = new Host();
	host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(room), ...options });
	return host;
}

/** A byte in hexadecimal. */
function byte(value) {
	return value.toString(16).padStart(2, "0").toUpperCase();
}

/** PUBLISH at QoS 2 with these identifiers, and PUBREL. */
function messages(first, last, header = "34") {
	let all = "";
	for (let i = first; i <= last; i++) all += `${header} 06 00 01 "a" 00 ${byte(i)} "x" `;
	return all;
}

function released(first, last) {
	let all = "";
	for (let i = first; i <= last; i++) all += `62 02 00 ${byte(i)} `;
	return all;
}

/** The connection is lost, and there is another. What was written and reported is discarded. */
function again(host) {
	if (!host.socket.closed) host.lose();
	host.again(PRESENT);
	host.writes.length = host.log.length = 0;
}

describe("More messages at QoS 2 than there is room for", () => {
	it("are still delivered, although a server sends a new one before it releases that of an earlier connection", () => {
		const host = receiving(1);
		host.send(messages(1, 1));
		again(host);
		host.send(messages(2, 2));
		// It is not answered. After PINGRESP, everything that the server had sent has been read.
		host.sent("C0 00");
		host.send(released(1, 1));
		host.sent("70 02 00 01");
		host.send("D0 00");
		host.happened("receiveMaximumExceeded, retry 1000");
		again(host);
		host.send(messages(2, 2, "3C"));
		host.happened("message a: x, QoS 2, identifier 2, duplicate");
		host.sent("50 02 00 02");
		host.send(released(2, 2));
		host.sent("70 02 00 02");
	});

	it("do not end the connection by default, with a server that has 100 pending", async () => {
		await undefined;
		const host = receiving(undefined, { onMessage: () => taken++ });
		let taken = 0;
		let answers = 0;
		host.onWrite = () => answers++;
		const message = hex(messages(0, 0));
		const pubrel = hex(released(0, 0));
		const each = (packet, first, last, at) => {
			for (let i = first; i <= last; i++) {
				packet[at] = i;
				host.send(packet.slice());
			}
		};
		each(message, 1, 100, 6);
		equal(taken, 100);
		equal(answers, 100);
		again(host);
		answers = 0;
		// New messages before the server releases those: there is room for 28.
		each(message, 101, 128, 6);
		each(pubrel, 1, 128, 3);
		equal(taken, 128);
		equal(answers, 156);
		equal(host.made.connected, true);
		equal(host.made.exactlyOnce.count, 0);
	});

	it("are delivered with every reconnect, soon: the pause does not grow", () => {
		const host = receiving(2, { reconnect: { minimum: 1_000, maximum: 60_000 } });
		for (let next = 1; next < 12; next += 2) {
			host.log.length = host.writes.length = 0;
			// All that are left, each time; two are accepted.
			host.send(messages(next, 12));
			host.send(released(next, next + 1));
			host.send("D0 00");
			if (next < 11) {
				host.happened(
					`message a: x, QoS 2, identifier ${next}`,
					`message a: x, QoS 2, identifier ${next + 1}`,
					"receiveMaximumExceeded, retry 1000",
				);
				host.again(PRESENT);
			}
		}
		host.happened("message a: x, QoS 2, identifier 11", "message a: x, QoS 2, identifier 12");
		equal(host.made.connected, true);
	});

	it("keep their order: after one was skipped, no later one is accepted, but other packets are", () => {
		const host = receiving(1);
		host.send(messages(1, 2) + released(1, 1) + messages(3, 3));
		host.send('30 04 00 01 "b0" 32 06 00 01 "b" 00 01 "1"');
		host.sent("50 02 00 01", "C0 00", "70 02 00 01", "40 02 00 01");
		host.happened("message a: x, QoS 2, identifier 1", "message b: 0", "message b: 1, QoS 1, identifier 1");
		host.send("D0 00");
		again(host);
		host.send(messages(2, 2, "3C") + released(2, 2) + messages(3, 3));
		host.happened("message a: x, QoS 2, identifier 2, duplicate", "message a: x, QoS 2, identifier 3");
	});

	it("are skipped completely if they are large", () => {
		const buffers = { send: 64, receive: 40, unacknowledged: 64 };
		const host = receiving(1, { oversize: "stream", buffers });
		host.send(messages(1, 1));
		host.send('34 64 00 01 "a" 00 02 "b"*95');
		host.send(released(1, 1));
		host.send('34 64 00 01 "a" 00 03 "c"*95');
		host.sent("50 02 00 01", "C0 00", "70 02 00 01");
		host.happened("message a: x, QoS 2, identifier 1");
	});

	it("are not delivered twice if PUBREC was lost", () => {
		const host = receiving(2);
		host.send(messages(1, 2));
		// The server has received none of it.
		again(host);
		host.send(messages(1, 2, "3C") + messages(3, 3));
		host.sent("50 02 00 01", "50 02 00 02", "C0 00");
		host.happened();
		// Nor this time.
		again(host);
		host.send(messages(1, 2, "3C") + messages(3, 3, "3C"));
		host.happened();
		host.send(released(1, 2));
		host.send("D0 00");
		again(host);
		host.send(messages(3, 3, "3C"));
		host.happened("message a: x, QoS 2, identifier 3, duplicate");
	});

	it("are waited for no longer than `timeout`, without keep alive, too", () => {
		const host = receiving(1, { keepAlive: 0, timeout: 4_000 });
		host.send(messages(1, 2));
		host.log.length = 0;
		host.advance(4_000);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
		again(host);
		host.send(released(1, 1) + messages(2, 2, "3C"));
		host.happened("message a: x, QoS 2, identifier 2, duplicate");
	});

	it("cause one PINGREQ, unless one is pending already", () => {
		const host = receiving(1, { keepAlive: 10_000 });
		host.advance(10_000);
		host.sent("C0 00");
		host.send(messages(1, 4));
		host.sent("50 02 00 01");
		host.send("D0 00");
		host.log.splice(0, 1);
		host.happened("receiveMaximumExceeded, retry 1000");
	});

	it("cause PINGREQ when there is room", () => {
		const host = receiving(1);
		host.squeeze(4);
		host.send(messages(1, 2));
		host.sent("50 02 00 01");
		host.drain();
		host.sent("C0 00");
	});
});

describe("A message at QoS 2 that the server never releases", () => {
	it("does not take room forever: the server has lost it if it has not released it before a new one", () => {
		const host = receiving(2);
		host.send(messages(1, 1));
		again(host);
		// The server no longer knows 1, because it was restored from an older state.
		host.send(messages(2, 2) + released(2, 2));
		host.happened("message a: x, QoS 2, identifier 2");
		// So this is a new message with the same identifier.
		host.send(messages(1, 1));
		host.happened("message a: x, QoS 2, identifier 1");
	});

	it("fails once if it has all of the room", () => {
		const host = receiving(1);
		host.send(messages(1, 1));
		again(host);
		host.send(messages(2, 2));
		host.send("D0 00");
		host.happened("receiveMaximumExceeded, retry 1000");
		again(host);
		host.send(messages(2, 2, "3C") + released(2, 2) + messages(3, 3));
		host.happened("message a: x, QoS 2, identifier 2, duplicate", "message a: x, QoS 2, identifier 3");
	});

	it("is remembered while the server may repeat it: those of a connection, while no new one is released", () => {
		const host = receiving(4);
		host.send(messages(1, 3));
		again(host);
		host.send(messages(1, 1, "3C") + released(1, 1));
		host.send(messages(2, 2, "3C") + released(2, 2));
		host.send(messages(3, 3, "3C") + released(3, 3));
		host.happened();
		host.sent("50 02 00 01", "70 02 00 01", "50 02 00 02", "70 02 00 02", "50 02 00 03", "70 02 00 03");
		equal(host.made.exactlyOnce.count, 0);
	});
});

describe("Messages at QoS 2 from the client in 3.1.1", () => {
	/** A client that has published `count` messages, of which as many as allowed are pending. */
	function publishing(count, inFlight) {
		const host = new Host({ room: 4_096 });
		const buffers = { send: 64, receive: 128, unacknowledged: 1_024 };
		host.online({ ...KEPT, buffers, exactlyOnce: new ExactlyOnce(1, inFlight) });
		const topic = host.made.topic("a", { QoS: 2 });
		for (let i = 1; i <= count; i++) equal(topic.publish(), i);
		return host;
	}

	it("are limited to 20 pending ones, because mosquitto silently drops more", () => {
		const host = publishing(29);
		equal(host.writes.length, 20);
		host.writes.length = 0;
		for (let i = 1; i < 4; i++) host.send(`50 02 00 0${i}`);
		host.sent("62 02 00 01", "62 02 00 02", "62 02 00 03");
		host.send("70 02 00 01");
		host.sent('34 05 00 01 "a" 00 15');
		host.send("70 02 00 02 70 02 00 03");
		host.sent('34 05 00 01 "a" 00 16', '34 05 00 01 "a" 00 17');
		for (let i = 4; i < 30; i++) host.send(`50 02 00 ${byte(i)} 70 02 00 ${byte(i)}`);
		host.happened("settled");
		equal(host.made.settled, true);
	});

	it("are limited by the option, and the same ones are resent on the next connection", () => {
		const host = publishing(4, 2);
		host.sent('34 05 00 01 "a" 00 01', '34 05 00 01 "a" 00 02');
		host.send("50 02 00 01");
		host.sent("62 02 00 01");
		host.lose();
		host.again(PRESENT);
		host.sent("62 02 00 01", '3C 05 00 01 "a" 00 02');
		host.send("70 02 00 01");
		host.sent('34 05 00 01 "a" 00 03');
	});

	it("delay messages published after them, but not those before", () => {
		const host = publishing(1, 1);
		host.sent('34 05 00 01 "a" 00 01');
		const one = host.made.topic("b", { QoS: 1 });
		equal(one.publish(), 2);
		host.sent('32 05 00 01 "b" 00 02');
		equal(host.made.topic("a", { QoS: 2 }).publish(), 3);
		equal(one.publish(), 4);
		host.sent();
		host.send("40 02 00 02");
		host.sent();
		host.send("50 02 00 01 70 02 00 01");
		host.sent("62 02 00 01", '34 05 00 01 "a" 00 03', '32 05 00 01 "b" 00 04');
	});
});
