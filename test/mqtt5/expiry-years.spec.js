// Messages that expire, where a device is left alone for so long that the clock's 32 bits of milliseconds wrap, after 24.8 and 49.7 days.
import { equal } from "../assert.js";
import { ACCEPTED, Host5, KEPT } from "./host.js";

const DAY = 86_400_000;
const DAYS = Object.freeze([1, 20, 24, 25, 30, 49, 50, 60, 75, 100, 400, 3_650]);

/** Lets days pass, and what there is to be done in them. The server answers PINGREQ. */
function wait(host, days) {
	const { writes } = host;
	const end = host.elapsed + days * DAY;
	while (host.next() <= end) {
		host.step();
		while (writes.length && writes.at(-1)[0] === 0xc0) {
			writes.pop();
			host.send("D0 00");
		}
	}
	host.advance(end - host.elapsed);
}

/** Message "x" to topic "a" must not go, and must be told of as expired; "y" goes. */
function dropped(host, days) {
	host.log.length = 0;
	host.made.connect();
	host.meet();
	host.send(ACCEPTED);
	host.sent('32 07 00 01 "b" 00 02 00 "y"');
	host.happened("connected", "published 1 261");
	host.send("40 02 00 02");
	host.happened("published 2 0", "settled");
	equal(host.made.settled, true, days);
}

describe("A message that expires in a minute", () => {
	for (const days of DAYS) {
		it(`is dropped if the client was closed for ${days} days`, () => {
			const host = new Host5();
			const client = host.online(KEPT);
			client.close();
			client.connect();
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			client.topic("b", { QoS: 1 }).publish("y");
			client.close();
			wait(host, days);
			dropped(host, days);
		});

		it(`is dropped if the client tried for ${days} days, seldom`, () => {
			const host = new Host5();
			const client = host.online({ ...KEPT, reconnect: { minimum: 10 * DAY, maximum: 12 * DAY } });
			host.lose();
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			client.topic("b", { QoS: 1 }).publish("y");
			wait(host, days);
			dropped(host, days);
		});

		it(`is dropped if it waited for a server that acknowledges nothing, for ${days} days without keep alive`, () => {
			const host = new Host5();
			// Receive Maximum 1.
			const client = host.online({ ...KEPT, keepAlive: 0 }, "20 06 00 00 03 21 00 01");
			client.topic("b", { QoS: 1 }).publish("y");
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			host.sent('32 07 00 01 "b" 00 01 00 "y"');
			wait(host, days);
			host.send("40 02 00 01");
			host.sent();
			host.happened("published 1 0", "published 2 261", "settled");
		});

		it(`has what is left of its minute, and no more, where the connection is ${days} days old and without keep alive`, () => {
			const host = new Host5();
			const client = host.online({ ...KEPT, keepAlive: 0 });
			wait(host, days);
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 3C "x"');
			host.send("40 02 00 01");
			host.lose();
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			client.close();
			host.advance(20_000);
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			// 40 s, and what is left of a second.
			const [packet] = host.writes.splice(0);
			equal(packet[12] === 40 || packet[12] === 41, true, packet[12]);
			host.lose();
			// And is dropped, later.
			client.close();
			client.connect();
			client.topic("a", { QoS: 1, expiry: 60_000 }).publish("x");
			client.close();
			host.advance(62_000);
			host.log.length = 0;
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			equal(host.log.includes("published 3 261"), true, host.log.join());
		});
	}
});

describe("A message that expires in 100 days", () => {
	for (const days of [1, 24, 25, 30, 49, 50, 75, 99, 101]) {
		it(`never says that it has more left than that, nor goes later: after ${days} days closed`, () => {
			const host = new Host5();
			const client = host.client(KEPT);
			client.topic("a", { QoS: 1, expiry: 100 * DAY }).publish("x");
			client.close();
			wait(host, days);
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			const [packet] = host.writes;
			if (!packet) equal(host.log.includes("published 1 261"), true);
			else {
				const left = ((packet[9] << 24) | (packet[10] << 16) | (packet[11] << 8) | packet[12]) >>> 0;
				equal(left <= (100 - days) * 86_400 + 1 && days <= 100, true, `${left / 86_400} days left`);
			}
		});

		it(`has what is left, to the second, where the client tried for ${days} days`, () => {
			const host = new Host5();
			const client = host.client({ ...KEPT, reconnect: { minimum: 10 * DAY, maximum: 12 * DAY } });
			client.topic("a", { QoS: 1, expiry: 100 * DAY }).publish("x");
			wait(host, days);
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			const [packet] = host.writes;
			equal(packet !== undefined, days < 100);
			if (!packet) return;
			const left = ((packet[9] << 24) | (packet[10] << 16) | (packet[11] << 8) | packet[12]) >>> 0;
			equal(Math.abs(left - (100 - days) * 86_400) <= 61, true, `${left / 86_400} days left`);
		});
	}
});
