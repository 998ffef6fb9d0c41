import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { Host, KEPT, PRESENT } from "../../mqtt311/host.js";

/** A client that speaks QoS 2, connected, with room for so many messages. */
function receiving(room, options) {
	const host = new Host();
	host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(room), ...options });
	return host;
}

/** A byte in hexadecimal. */
function byte(value) {
	return value.toString(16).padStart(2, "0").toUpperCase();
}

/** PUBLISH at QoS 2 with those identifiers, and PUBREL. */
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

/** The connection is lost, and there is another; what was written and told is forgotten. */
function again(host) {
	if (!host.socket.closed) host.lose();
	host.again(PRESENT);
	host.writes.length = host.log.length = 0;
}

describe("More messages at QoS 2 than there is room for", () => {
	it("come on, though a server sends a new one before it releases that of an earlier connection", () => {
		const host = receiving(1);
		host.send(messages(1, 1));
		again(host);
		host.send(messages(2, 2));
		// It is not answered; and what the server had to say, it has said when it answers PINGREQ.
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

	it("of a server that has 100 on their way are no reason to leave, by default", async () => {
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
		// New ones before it releases those: there is room for 28.
		each(message, 101, 128, 6);
		each(pubrel, 1, 128, 3);
		equal(taken, 128);
		equal(answers, 156);
		equal(host.made.connected, true);
		equal(host.made.exactlyOnce.count, 0);
	});

	it("come on with every reconnect, soon: the pause does not grow", () => {
		const host = receiving(2, { reconnect: { minimum: 1_000, maximum: 60_000 } });
		for (let next = 1; next < 12; next += 2) {
			host.log.length = host.writes.length = 0;
			// All that are left, each time: two are taken.
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

	it("keep their order: once one was passed over, no later one is taken, and others are", () => {
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

	it("are passed over whole if they are large", () => {
		const buffers = { send: 64, receive: 40, unacknowledged: 64 };
		const host = receiving(1, { oversize: "stream", buffers });
		host.send(messages(1, 1));
		host.send('34 64 00 01 "a" 00 02 "b"*95');
		host.send(released(1, 1));
		host.send('34 64 00 01 "a" 00 03 "c"*95');
		host.sent("50 02 00 01", "C0 00", "70 02 00 01");
		host.happened("message a: x, QoS 2, identifier 1");
	});

	it("do not make one come twice whose PUBREC was lost", () => {
		const host = receiving(2);
		host.send(messages(1, 2));
		// The server has got none of it.
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

	it("ask for a PINGRESP once, and use one that is awaited already", () => {
		const host = receiving(1, { keepAlive: 10_000 });
		host.advance(10_000);
		host.sent("C0 00");
		host.send(messages(1, 4));
		host.sent("50 02 00 01");
		host.send("D0 00");
		host.log.splice(0, 1);
		host.happened("receiveMaximumExceeded, retry 1000");
	});

	it("ask for it when there is room", () => {
		const host = receiving(1);
		host.squeeze(4);
		host.send(messages(1, 2));
		host.sent("50 02 00 01");
		host.drain();
		host.sent("C0 00");
	});
});

describe("A message at QoS 2 that the server never releases", () => {
	it("does not take room for ever: the server has lost it if it has not released it before a new one", () => {
		const host = receiving(2);
		host.send(messages(1, 1));
		again(host);
		// 1 is as good as forgotten by the server, which was restored from yesterday's state.
		host.send(messages(2, 2) + released(2, 2));
		host.happened("message a: x, QoS 2, identifier 2");
		// So that is a new message, of the same identifier.
		host.send(messages(1, 1));
		host.happened("message a: x, QoS 2, identifier 1");
	});

	it("is in the way once, where it has all of the room", () => {
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

	it("is known as long as the server may repeat it: those of a connection, while none that is new is released", () => {
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

describe("Messages of ours at QoS 2 in 3.1.1", () => {
	/** A client that has published `count` messages, and as many as it may are on their way. */
	function publishing(count, inFlight) {
		const host = new Host({ room: 4_096 });
		const buffers = { send: 64, receive: 128, unacknowledged: 1_024 };
		host.online({ ...KEPT, buffers, exactlyOnce: new ExactlyOnce(1, inFlight) });
		const topic = host.made.topic("a", { QoS: 2 });
		for (let i = 1; i <= count; i++) equal(topic.publish(), i);
		return host;
	}

	it("are 20 on their way at most, as mosquitto drops what is more, and says nothing", () => {
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

	it("are as many as the option says, and with the next connection the same ones again", () => {
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

	it("hold up what was published behind them, and do not hold up what was before", () => {
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
