import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

/** A connected client with QoS 2 and room for so many messages. */
function receiving(room, options) {
	const host = new Host5();
	host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(room), ...options });
	return host;
}

/** PUBLISH at QoS 2 with these identifiers, and PUBREL. */
function messages(first, last, header = "34") {
	let all = "";
	for (let i = first; i <= last; i++) all += `${header} 07 00 01 "a" 00 0${i} 00 "x" `;
	return all;
}

function released(first, last) {
	let all = "";
	for (let i = first; i <= last; i++) all += `62 02 00 0${i} `;
	return all;
}

/** The connection is lost, and there is another. What was written and reported is discarded. */
function again(host) {
	if (!host.socket.closed) host.lose();
	host.again(PRESENT);
	host.writes.length = host.log.length = 0;
}

// After `await`, nothing else is on a device's small stack.

describe("More messages at QoS 2 of 5.0 than there is room for", () => {
	it("are still delivered, although a server sends a new one before it releases that of an earlier connection", async () => {
		await undefined;
		const host = receiving(1);
		host.send(messages(1, 1));
		again(host);
		host.send(messages(2, 2));
		host.sent("C0 00");
		host.send(released(1, 1));
		host.sent("70 02 00 01");
		host.send("D0 00");
		host.sent("E0 01 93");
		host.happened("receiveMaximumExceeded, retry 1000");
		again(host);
		host.send(messages(2, 2, "3C"));
		host.happened("message a: x, QoS 2, identifier 2, duplicate");
		host.sent("50 02 00 02");
	});

	it("are accepted above Receive Maximum while there is room, because mosquitto counts them only until PUBREC", async () => {
		await undefined;
		const host = receiving(4);
		host.send(messages(1, 4));
		host.sent("50 02 00 01", "50 02 00 02", "50 02 00 03", "50 02 00 04");
		host.send(released(1, 4));
		equal(host.made.exactlyOnce.count, 0);
	});

	it("are delivered with every reconnect, soon: the pause does not grow", async () => {
		await undefined;
		const host = receiving(2, { reconnect: { minimum: 1_000, maximum: 60_000 } });
		for (let next = 1; next < 8; next += 2) {
			host.log.length = host.writes.length = 0;
			host.send(messages(next, 8));
			host.send(released(next, next + 1));
			host.send("D0 00");
			if (next < 7) {
				host.happened(
					`message a: x, QoS 2, identifier ${next}`,
					`message a: x, QoS 2, identifier ${next + 1}`,
					"receiveMaximumExceeded, retry 1000",
				);
				host.again(PRESENT);
			}
		}
		host.happened("message a: x, QoS 2, identifier 7", "message a: x, QoS 2, identifier 8");
		equal(host.made.connected, true);
	});

	it("are not delivered twice if PUBREC was lost", async () => {
		await undefined;
		const host = receiving(2);
		host.send(messages(1, 2));
		again(host);
		host.send(messages(1, 2, "3C") + messages(3, 3));
		host.sent("50 02 00 01", "50 02 00 02", "C0 00");
		again(host);
		host.send(messages(1, 2, "3C") + messages(3, 3, "3C"));
		host.happened();
	});
});

describe("Messages at QoS 2 from the client in 5.0", () => {
	it("are limited only by the server's Receive Maximum", async () => {
		await undefined;
		const host = new Host5({ room: 2_048 });
		const buffers = { send: 64, receive: 128, unacknowledged: 512 };
		host.online({ ...KEPT, buffers, exactlyOnce: new ExactlyOnce(1, 2) }, "20 06 00 00 03 21 00 19");
		const topic = host.made.topic("a", { QoS: 2 });
		for (let i = 1; i <= 29; i++) equal(topic.publish(), i);
		equal(host.writes.length, 25);
	});
});
