import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

const CONNACK = '20 0A 00 00 07 22 00 04 15 00 01 "M"';
const BEGIN = 'F0 0A 19 08 15 00 01 "M" 16 00 01 "1"';

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

describe("reauthenticate() in a callback, with little room", () => {
	it("is refused, or written completely, whatever a write's overhead; acknowledgements continue", async () => {
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

describe("reauthenticate() in begin()", () => {
	it("does not begin a second exchange", async () => {
		await undefined;
		const host = new Host5();
		const options = by();
		let depth = 0;
		options.authentication = new EnhancedAuthentication({
			method: "M",
			begin() {
				if (host.made?.connected && depth++ === 0) host.made.authentication.reauthenticate();
				return hex('"1"');
			},
			answer: () => undefined,
		});
		host.online(options, CONNACK);
		host.made.authentication.reauthenticate();
		host.sent(BEGIN);
		host.send('F0 06 00 04 15 00 01 "M"');
		equal(host.made.connected, true);
	});
});
