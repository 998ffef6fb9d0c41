// Reason codes that the specification does not list for a packet, because a server may be newer than the client. From
// 80 on they are failures.

import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { Host5, KEPT } from "./host.js";

/** Not listed for any packet, or only for others. */
const CODES = Object.freeze(["84", "8A", "9C", "A5", "FE", "FF"]);

/** One at a time, because memory is small. */
let host;

/** A connected client. */
function online() {
	host = undefined;
	host = new Host5();
	host.online({ ...KEPT, exactlyOnce: new ExactlyOnce() });
}

describe("A reason code of 80 and above that is not listed", () => {
	for (const code of CODES) {
		const value = Number.parseInt(code, 16);

		it(`${code} in PUBACK and PUBREC: the message is refused and completed`, () => {
			for (const rest of [`03 00 01 ${code}`, `04 00 01 ${code} 00`]) {
				online();
				host.made.topic("a", { QoS: 1 }).publish();
				host.send(`40 ${rest}`);
				host.happened(`published 1 ${value}`, "settled");
				online();
				host.made.topic("a", { QoS: 2 }).publish();
				host.writes.length = 0;
				host.send(`50 ${rest}`);
				host.sent();
				host.happened(`published 1 ${value}`, "settled");
			}
		});

		it(`${code} in PUBREL and PUBCOMP: the exchange is completed`, () => {
			online();
			host.send('34 07 00 01 "a" 00 05 00 "x"');
			host.writes.length = host.log.length = 0;
			host.send(`62 03 00 05 ${code}`);
			host.sent("70 02 00 05");
			host.made.topic("a", { QoS: 2 }).publish();
			host.send("50 02 00 01");
			host.send(`70 04 00 01 ${code} 00`);
			host.happened(`published 1 ${value}`, "settled");
			equal(host.made.connected, true);
		});

		it(`${code} in SUBACK and UNSUBACK: reported for its filter`, () => {
			online();
			host.made.onUnsubscribe = (filter, told) => host.log.push(`unsubscribed ${filter} ${told}`);
			host.made.subscribe(["a", "b"]);
			host.made.unsubscribe(["a", "b"]);
			host.send(`90 05 FF FF 00 ${code} 00`);
			host.send(`B0 05 FF FF 00 00 ${code}`);
			host.happened(
				`subscribed a ${value}`,
				"subscribed b 0",
				"unsubscribed a 0",
				`unsubscribed b ${value}`,
				"settled",
			);
		});
	}

	it("in CONNACK and DISCONNECT: the connection ends, its number is reported, and the client retries", () => {
		for (const code of ["A5", "FE", "FF"]) {
			const told = [];
			host = undefined;
			host = new Host5();
			host.client({ onDisconnect: ({ code, text, retry }) => told.push(code, text, retry) });
			host.meet();
			host.send(`20 03 00 ${code} 00`);
			const value = Number.parseInt(code, 16);
			equal(told.join(), `${value},reason code ${value},1000`);
			told.length = 0;
			host.meet();
			host.send("20 03 00 00 00");
			host.send(`E0 01 ${code}`);
			equal(told.join(), `${value},reason code ${value},2000`);
			equal(host.socket.closed, true);
		}
	});
});

describe("A reason code below 80 that is not listed", () => {
	it("is malformed, because it may mean anything [MQTT-3.4.2-1] [MQTT-3.9.3-2] [MQTT-3.11.3-2]", () => {
		for (const bytes of ["40 03 00 01 01", "40 03 00 01 11", "50 03 00 01 18", "62 03 00 01 10", "70 03 00 01 7F"]) {
			online();
			host.made.topic("a", { QoS: 1 }).publish();
			host.writes.length = 0;
			host.send(bytes);
			host.sent("E0 01 81");
			equal(host.socket.closed, true, bytes);
		}
	});
});
