import { Property, Refusal } from "mote-mqtt/mqtt5";
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5, KEPT, PRESENT } from "./host.js";

let host;
let answer;
let payload;
let options;

/**
 * A client that answers every message with `payload`. `answer` is the result, undefined if no answer was requested.
 * Callbacks have little on the stack.
 */
function answering(bytes, settings, buffers) {
	host = new Host5();
	payload = bytes;
	options = settings;
	host.online(buffers ? { buffers, onMessage } : { onMessage });
}

function onMessage(message) {
	const responder = message.responder(options);
	answer = responder?.publish(payload);
}

const SMALL = { send: 32, receive: 128, unacknowledged: 256 };
const BANG = hex('"!"');

// After `await`, nothing else is on a device's small stack.

describe("Request and response", () => {
	it("answers to the response topic, with the correlation data", async () => {
		await undefined;
		answering(BANG);
		// Response Topic "r/1", Correlation Data FF 00.
		host.send('30 10 00 01 "a" 0B 08 00 03 "r/1" 09 00 02 FF 00 "?"');
		host.sent('30 0C 00 03 "r/1" 05 09 00 02 FF 00 "!"');
		equal(answer, 0);
	});

	it("answers at QoS 1, retained, as configured", async () => {
		await undefined;
		answering(BANG, { QoS: 1, retain: true });
		host.send('30 10 00 01 "a" 0B 09 00 02 FF 00 08 00 03 "r/1" "?"');
		host.sent('33 0E 00 03 "r/1" 00 01 05 09 00 02 FF 00 "!"');
		equal(answer, 1);
	});

	it("answers without correlation data if the request has none", async () => {
		await undefined;
		answering(undefined, { correlationData: "own" });
		host.send('30 0A 00 01 "a" 06 08 00 03 "r/1"');
		host.sent('30 06 00 03 "r/1" 00');
		equal(answer, 0);
	});

	it("does not answer if no answer is requested", async () => {
		await undefined;
		answering(BANG);
		host.send('30 09 00 01 "a" 05 09 00 02 FF 00');
		equal(answer, undefined);
		answer = 0;
		host.send('30 04 00 01 "a" 00');
		host.sent();
		equal(answer, undefined);
	});

	it("refuses an answer that cannot be sent, and throws nothing", async () => {
		await undefined;
		answering(undefined, undefined, SMALL);
		// A response topic of 40 bytes.
		answer = 0;
		host.send('30 2F 00 01 "a" 2B 08 00 28 "r"*40');
		equal(answer, undefined);
		// A topic of 20 bytes, and correlation data of 20.
		answer = 0;
		host.send('30 32 00 01 "a" 2E 08 00 14 "r"*20 09 00 14 "c"*20');
		equal(answer, Refusal.tooLarge);
		host.sent();
		// A topic that fits, with an answer that does not.
		host.send('30 1B 00 01 "a" 17 08 00 14 "r"*20');
		equal(answer, 0);
		payload = new Uint8Array(20);
		host.send('30 1B 00 01 "a" 17 08 00 14 "r"*20');
		equal(answer, Refusal.tooLarge);
		host.writes.length = 0;
		// A response topic with a wildcard is invalid.
		host.send('30 08 00 01 "a" 04 08 00 01 "#"');
		host.sent("E0 01 82");
	});

	it("queues an answer if there is no room now", async () => {
		await undefined;
		answering(BANG, { QoS: 1 });
		host.squeeze(20);
		host.send('30 0A 00 01 "a" 06 08 00 03 "r/1"');
		host.drain();
		host.streamed('32 09 00 03 "r/1" 00 01 00 "!"');
		equal(answer, 1);
	});

	it("answers later, each request to its topic, in any order, over another connection", async () => {
		await undefined;
		host = new Host5();
		const responders = [];
		const take = (message) => responders.push(message.responder({ QoS: 1 }));
		const client = host.client({ ...KEPT, onMessage: take });
		host.again();
		host.send('30 10 00 01 "a" 0B 08 00 03 "r/1" 09 00 02 FF 01 "?" 30 0E 00 01 "a" 0A 09 00 01 07 08 00 03 "r/2"');
		host.send('30 04 00 01 "b" 00');
		equal(responders.pop(), undefined);
		host.lose();
		host.again(PRESENT);
		host.sent();
		equal(responders[1].publish(BANG), 1);
		equal(responders[0].publish(BANG), 2);
		// Repeatedly.
		equal(responders[0].publish(), 3);
		host.sent(
			'32 0D 00 03 "r/2" 00 01 04 09 00 01 07 "!"',
			'32 0E 00 03 "r/1" 00 02 05 09 00 02 FF 01 "!"',
			'32 0D 00 03 "r/1" 00 03 05 09 00 02 FF 01',
		);
		equal(client.connected, true);
	});

	it("has its options checked as a topic's are", async () => {
		await undefined;
		answering(BANG, { QoS: 2 });
		throws(() => host.send('30 0A 00 01 "a" 06 08 00 03 "r/1"'), RangeError, "QoS");
	});

	it("provides its properties with each message, also in pieces", async () => {
		await undefined;
		host = new Host5();
		const seen = (message) => host.log.push(message.properties.get(Property.contentType) ?? "none");
		host.online({ onMessage: seen, oversize: "stream" });
		host.send('30 08 00 01 "a" 04 03 00 01 "t" 30 04 00 01 "a" 00 30 08 00 01 "a" 04 03 00 01 "u"');
		host.happened("t", "none", "u");
		host.send('30 94 01 00 01 "a" 04 03 00 01 "v" "x"*140');
		equal(host.log.length > 1, true);
		equal(
			host.log.every((text) => text === "v"),
			true,
		);
	});
});
