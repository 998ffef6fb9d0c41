// AUTH when the socket's send buffer has little or no room.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

/** CONNACK with the method. */
const CONNACK = '20 07 00 00 04 15 00 01 "M"';
const BEGIN = 'F0 0A 19 08 15 00 01 "M" 16 00 01 "1"';
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
const ANSWER = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "2"';
const SUCCESS = 'F0 06 00 04 15 00 01 "M"';
const MESSAGE = '32 06 00 01 "a" 00 07 00';
const PUBACK = "40 02 00 07";
const ONE = hex('"1"');
const OTHER = hex('"2"');

/** A client that authenticates with the method "M". */
function by(host, more, options) {
	const authentication = new EnhancedAuthentication({
		method: "M",
		begin: () => ONE,
		answer: () => OTHER,
		onAuthenticated: () => host.log.push("authenticated"),
		...more,
	});
	return host.online({ authentication, ...options }, CONNACK);
}

describe("AUTH with little room", () => {
	for (const overhead of [0, 29, 69]) {
		it(`is begun in onMessage with any room: it goes, or is refused, and the message is acknowledged: overhead ${overhead}`, () => {
			let begun = 0;
			for (let room = 0; room < 90; room++) {
				const host = new Host5({ overhead });
				const client = by(host, {}, { onMessage: () => host.log.push(client.authentication.reauthenticate()) });
				host.squeeze(room);
				host.writes.length = 0;
				host.send(MESSAGE);
				equal(host.log.length, 1, room);
				// It is accepted as soon as it fits.
				equal(host.log[0], room >= 12, room);
				if (host.log[0]) begun++;
				host.drain();
				host.drain();
				host.streamed(...(host.log[0] ? [BEGIN, PUBACK] : [PUBACK]));
				equal(client.connected, true);
				// One that was begun is pending; otherwise one can begin.
				equal(client.authentication.reauthenticate(), !host.log[0], room);
			}
			equal(begun > 0 && begun < 90, true);
		});

		it(`is answered when there is room, whatever there was before: overhead ${overhead}`, () => {
			for (let room = 0; room < 90; room++) {
				const host = new Host5({ overhead });
				const client = by(host);
				client.authentication.reauthenticate();
				host.writes.length = 0;
				host.squeeze(room);
				host.send(AUTH);
				if (room >= 12) host.sent(ANSWER);
				else host.sent();
				host.drain();
				host.streamed(...(room < 12 ? [ANSWER] : []));
				host.send(SUCCESS);
				host.happened("authenticated");
			}
		});
	}

	it("is answered when there is room, even before CONNACK", () => {
		for (let room = 0; room < 20; room++) {
			const host = new Host5();
			host.client({ authentication: new EnhancedAuthentication({ method: "M", answer: () => OTHER }) });
			host.meet();
			host.squeeze(room);
			host.send(AUTH);
			host.drain();
			host.sent(ANSWER);
			host.send(CONNACK);
			host.happened("connected");
		}
	});

	it("delays later packets, which are handled after the answer", () => {
		const host = new Host5();
		const client = by(host);
		client.authentication.reauthenticate();
		host.writes.length = 0;
		host.squeeze(11);
		host.send(`${AUTH} ${MESSAGE} ${SUCCESS}`);
		host.happened();
		host.squeeze(12);
		host.sent(ANSWER);
		host.happened("message a: , QoS 1, identifier 7");
		host.squeeze(4);
		host.sent(PUBACK);
		host.happened("authenticated");
	});

	it("ends the connection if there is never room for an answer, even without keep alive", () => {
		const host = new Host5();
		const client = by(host, {}, { keepAlive: 0 });
		client.authentication.reauthenticate();
		host.squeeze(11);
		host.send(AUTH);
		host.advance(19_999);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("that has to wait is not damaged by what is published meanwhile", () => {
		// An answer of 61 bytes; the messages are shorter, and there is room for them.
		const data = new Uint8Array(50).fill(0x62);
		const answer = hex('F0 3B 18 39 15 00 01 "M" 16 00 32 "b"*50');
		for (const [QoS, connack] of [
			[0, CONNACK],
			[1, CONNACK],
			// Topic Alias Maximum 2.
			[0, '20 0A 00 00 07 15 00 01 "M" 22 00 02'],
			[1, '20 0A 00 00 07 15 00 01 "M" 22 00 02'],
		]) {
			const host = new Host5();
			const authentication = new EnhancedAuthentication({ method: "M", answer: () => data });
			const client = host.online({ authentication }, connack);
			const topic = client.topic("t", { QoS });
			topic.publish("0");
			client.authentication.reauthenticate();
			host.drain();
			host.squeeze(60);
			host.writes.length = 0;
			host.send('F0 06 18 04 15 00 01 "M"');
			host.sent();
			const result = topic.publish("1");
			equal(result === -2 || result >= 0, true, result);
			host.drain();
			host.drain();
			const all = concat(...host.writes);
			const at = find(all, answer);
			equal(at >= 0, true, "the answer is not whole");
			deepEqual(all.slice(at, at + answer.length), answer);
			equal(client.connected, true);
		}
	});
});

/** The offset of `part` in `bytes`; -1 if it is not there. */
function find(bytes, part) {
	for (let at = 0; at + part.length <= bytes.length; at++) {
		let i = 0;
		while (i < part.length && bytes[at + i] === part[i]) i++;
		if (i === part.length) return at;
	}
	return -1;
}
