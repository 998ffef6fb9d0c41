import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Host5 } from "./host.js";

const CONNACK = '20 0A 00 00 07 22 00 04 15 00 01 "M"';
const BEGIN = 'F0 0A 19 08 15 00 01 "M" 16 00 01 "1"';
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
/** The client's answer: its data is 40 bytes. */
const ANSWER = 'F0 31 18 2F 15 00 01 "M" 16 00 28 "d"*40';

/** Options of a client that authenticates. */
function by() {
	const authentication = new EnhancedAuthentication({
		method: "M",
		begin: () => hex('"1"'),
		answer: () => hex('"d"*40'),
	});
	return { keepAlive: 0, authentication };
}

/** The packets that were written, each in one piece, in order of their first bytes. */
function packets(host) {
	const all = concat(...host.writes.splice(0));
	const list = [];
	for (let at = 0; at < all.length; at += 2 + all[at + 1]) list.push(all.slice(at, at + 2 + all[at + 1]));
	return list;
}

describe("AUTH that finds no room to be answered", () => {
	it("is answered when there is room, and reading waits for that [MQTT-4.12.0-3]", async () => {
		// A device's stack is small: behind this nothing else is on it.
		await undefined;
		for (const overhead of [0, 29, 69]) {
			const host = new Host5({ overhead });
			host.online(by(), CONNACK);
			host.made.authentication.reauthenticate();
			host.sent(BEGIN);
			host.squeeze(50);
			host.send(`${AUTH} 30 05 00 01 "a" 00 "b"`);
			host.sent();
			host.happened();
			host.squeeze(51);
			host.sent(ANSWER);
			host.happened("message a: b");
		}
	});

	it("is answered as the app said, whatever is published until then", async () => {
		await undefined;
		for (const QoS of [0, 1]) {
			for (const times of [1, 2]) {
				const host = new Host5();
				host.online(by(), CONNACK);
				const topic = host.made.topic("t", { QoS });
				// So that it has an alias.
				for (let i = 1; i <= times; i++) topic.publish("x");
				if (QoS) for (let i = 1; i <= times; i++) host.send(`40 02 00 0${i}`);
				host.made.authentication.reauthenticate();
				host.squeeze(50);
				host.writes.length = 0;
				host.send(AUTH);
				const result = topic.publish("y");
				equal(result === -2 || result >= 0, true, result);
				host.drain();
				const written = packets(host);
				host.writes.push(...written.filter((packet) => packet[0] === 0xf0));
				host.sent(ANSWER);
				equal(written.length, result < 0 ? 1 : 2);
				if (result >= 0) equal(written.find((packet) => packet[0] !== 0xf0).at(-1), 0x79);
			}
		}
	});

	it("ends the connection if room never comes, even without keep alive", async () => {
		await undefined;
		const host = new Host5();
		host.online(by(), CONNACK);
		host.made.authentication.reauthenticate();
		host.squeeze(50);
		host.send(AUTH);
		host.advance(19_999);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
	});
});

describe("reauthenticate() in a callback, with little room", () => {
	it("is refused, or written whole, whatever a write costs; and what is acknowledged is acknowledged", async () => {
		await undefined;
		for (const overhead of [0, 29, 45, 69]) {
			for (let room = 0; room < 90; room++) {
				const host = new Host5({ overhead });
				host.online(by(), CONNACK);
				let begun;
				host.made.onMessage = () => {
					begun = host.made.authentication.reauthenticate();
				};
				host.squeeze(room);
				host.send('32 06 00 01 "a" 00 07 00');
				equal(begun, room >= 12);
				host.drain();
				const written = packets(host);
				equal(written.length, begun ? 2 : 1);
				host.writes.push(...written);
				host.sent(...(begun ? [BEGIN] : []), "40 02 00 07");
			}
		}
	});
});
