// Messages that expire, on a device that is left alone for so long that the clock's 32 bits of milliseconds wrap,
// after 24.8 and 49.7 days.
import { equal } from "../assert.js";
import { ACCEPTED, Host5, KEPT } from "./host.js";

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A client that seldom retries. */
const SELDOM = Object.freeze({ ...KEPT, reconnect: { minimum: 10 * DAY, maximum: 12 * DAY } });
const ENDLESS = Object.freeze({ ...KEPT, keepAlive: 0, silence: 0 });

/** One at a time, because memory is small. */
let host;

const RealDate = globalThis.Date;

/** Runs a case for each number of days. The date advances with the host's clock. */
async function each(days, run) {
	globalThis.Date = { now: () => 1_700_000_000_000 + (host?.elapsed ?? 0) };
	for (let i = 0; i < days.length; i++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		host = undefined;
		host = new Host5();
		try {
			run(days[i]);
		} catch (error) {
			globalThis.Date = RealDate;
			error.message = `${days[i]} days: ${error.message}`;
			throw error;
		}
	}
	globalThis.Date = RealDate;
}

/** Advances by days, and runs what is due. The server answers PINGREQ. */
function wait(days) {
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

/** Publishes at QoS 1: "x" expires in a minute, "y" never. */
function publish() {
	host.made.topic("a", { QoS: 1, expiry: MINUTE }).publish("x");
	host.made.topic("b", { QoS: 1 }).publish("y");
}

/** Connects. The first message must be reported as expired and not sent; the other one is sent. */
function dropped() {
	host.log.length = 0;
	host.made.connect();
	host.meet();
	host.send(ACCEPTED);
	host.sent('32 07 00 01 "b" 00 02 00 "y"');
	host.happened("connected", "published 1 261");
	host.send("40 02 00 02");
	host.happened("published 2 0", "settled");
}

/** The remaining seconds of the only message that was sent; undefined if none was. */
function left() {
	const [packet] = host.writes.splice(0);
	return packet && ((packet[9] << 24) | (packet[10] << 16) | (packet[11] << 8) | packet[12]) >>> 0;
}

describe("A message that expires in a minute is dropped if the client", () => {
	it("was closed in between, for any number of days", () =>
		each([1, 20, 24, 25, 30, 49, 50, 60, 75, 100, 400, 3_650], (days) => {
			host.client(KEPT);
			publish();
			host.made.close();
			wait(days);
			dropped();
		}));

	it("was disconnected in between, with what was unacknowledged, for any number of days", () =>
		each([1, 24, 25, 30, 49, 50, 60, 75, 100], (days) => {
			host.client(KEPT);
			publish();
			host.made.disconnect(0);
			wait(days);
			dropped();
		}));

	it("did not retry, and the message was published then, for any number of days", () =>
		each([1, 24, 25, 30, 49, 50, 60, 75, 100], (days) => {
			host.client({ ...KEPT, reconnect: false });
			host.meet();
			host.lose();
			wait(days);
			publish();
			wait(days);
			dropped();
		}));

	it("was refused for good in between, for any number of days", () =>
		each([1, 24, 25, 30, 49, 50, 60, 75, 100], (days) => {
			host.client({ ...KEPT, reconnect: { refused: false } });
			publish();
			host.meet();
			host.send("20 03 00 87 00");
			wait(days);
			dropped();
		}));

	it("retried in between, seldom, for any number of days", () =>
		each([1, 20, 24, 25, 30, 49, 50, 60, 75, 100, 400], (days) => {
			host.client(SELDOM);
			publish();
			wait(days);
			dropped();
		}));

	it("was connected in between, without keep alive, to a server that acknowledges nothing, for any number of days", () =>
		each([1, 20, 24, 25, 30, 49, 50, 60, 75, 100, 400], (days) => {
			// Receive Maximum 1.
			host.online({ ...ENDLESS, acknowledgeTimeout: Infinity }, "20 06 00 00 03 21 00 01");
			host.made.topic("b", { QoS: 1 }).publish("y");
			host.made.topic("a", { QoS: 1, expiry: MINUTE }).publish("x");
			host.sent('32 07 00 01 "b" 00 01 00 "y"');
			wait(days);
			host.send("40 02 00 01");
			host.sent();
			// A timer may have fired earlier meanwhile.
			host.log.sort();
			host.happened("published 1 0", "published 2 261", "settled");
		}));
});

describe("A message that expires in a minute", () => {
	it("has all of its minute if it was published when the client was closed for any number of days", () =>
		each([1, 24, 25, 30, 49, 50, 60, 75, 100], (days) => {
			host.client(KEPT);
			host.made.close();
			host.made.connect();
			host.made.close();
			wait(days);
			const topic = host.made.topic("a", { QoS: 1, expiry: MINUTE });
			host.made.connect();
			topic.publish("x");
			host.meet();
			host.send(ACCEPTED);
			// After the clock has wrapped, connect() waits a second.
			equal(left() >= 59, true);
		}));
});

describe("On an old connection, without keep alive,", () => {
	it("a message has the rest of its minute, and is dropped after it", () =>
		each([1, 20, 24, 25, 30, 49, 50, 60, 75, 100, 400], (days) => {
			const client = host.online(ENDLESS);
			const topic = client.topic("a", { QoS: 1, expiry: MINUTE });
			wait(days);
			topic.publish("x");
			equal(left(), 60);
			host.send("40 02 00 01");
			host.lose();
			topic.publish("x");
			client.close();
			host.advance(20_000);
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			equal(Math.abs(left() - 40) < 2, true);
			host.send("40 02 00 02");
			client.close();
			client.connect();
			topic.publish("x");
			client.close();
			host.advance(62_000);
			host.log.length = 0;
			client.connect();
			host.meet();
			host.send(ACCEPTED);
			host.sent();
			equal(host.log.includes("published 3 261"), true, host.log.join());
		}));
});

describe("A message that expires in 100 days", () => {
	it("never has more left than that, and is not sent later, if the client was closed in between", () =>
		each([1, 24, 25, 30, 49, 50, 75, 99, 101], (days) => {
			host.client(KEPT);
			host.made.topic("a", { QoS: 1, expiry: 100 * DAY }).publish("x");
			host.made.close();
			wait(days);
			host.made.connect();
			host.meet();
			host.send(ACCEPTED);
			const seconds = left();
			if (seconds === undefined) equal(host.log.includes("published 1 261"), true);
			else equal(seconds <= (100 - days) * 86_400 + 1 && days <= 100, true, `${seconds / 86_400} days left`);
		}));

	it("has the rest of that if the client retried in between", () =>
		each([1, 24, 25, 30, 49, 50, 75, 99, 101], (days) => {
			host.client(SELDOM);
			host.made.topic("a", { QoS: 1, expiry: 100 * DAY }).publish("x");
			wait(days);
			host.made.connect();
			host.meet();
			host.send(ACCEPTED);
			const seconds = left();
			equal(seconds !== undefined, days < 100);
			if (seconds !== undefined)
				equal(Math.abs(seconds - (100 - days) * 86_400) <= 61, true, `${seconds / 86_400} days left`);
		}));
});
