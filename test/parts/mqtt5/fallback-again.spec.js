// One packet of 3.1.1, forged or from a server that was misconfigured for an hour, must not keep a client from 5.0
// forever.
import { Credentials } from "mote-mqtt/credentials";
import { fallback } from "mote-mqtt/fallback";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

const CONNECT_5 = '10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"';
const CONNECT_311 = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';
const UNSUPPORTED = "20 02 00 01";
const ACCEPTED_311 = "20 02 00 00";
const PRESENT_311 = "20 02 01 00";

function dial(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	host.accept();
}

/** A client that is connected in 3.1.1. `chance.is`: the value of random numbers. */
async function fallen(chance, options) {
	// After `await`, nothing else is on a device's small stack.
	await undefined;
	const host = new Host5();
	const all = { ...KEPT, fallback, random: () => chance.is, ...options };
	host.client(all);
	host.meet();
	host.send(UNSUPPORTED);
	host.meet();
	host.send(ACCEPTED_311);
	host.log.length = host.writes.length = 0;
	return host;
}

describe("A client that has fallen back to 3.1.1", () => {
	it("requests 5.0 again, one time in 32 when a connection has ended, and uses it if the server can", async () => {
		const chance = { is: 0.5 };
		const host = await fallen(chance);
		const topic = host.made.topic("a", { QoS: 1, contentType: "t" });
		topic.publish("x");
		host.send("40 02 00 01");
		host.lose();
		dial(host);
		host.sent('32 06 00 01 "a" 00 01 "x"', CONNECT_311);
		host.send(PRESENT_311);
		chance.is = 0.03;
		host.lose();
		dial(host);
		host.sent(CONNECT_5);
		host.send(PRESENT);
		equal(topic.publish("y"), 2);
		host.sent('32 0B 00 01 "a" 00 02 04 03 00 01 "t" "y"');
		host.log.length = 0;
		host.send('30 05 00 01 "b" 00 "m"');
		host.happened("message b: m");
		equal(host.made.connected, true);
	});

	it("falls back again if the server still supports only 3.1.1, repeatedly", async () => {
		const chance = { is: 1 };
		const host = await fallen(chance);
		const topic = host.made.topic("a", { QoS: 1, contentType: "t" });
		const zero = host.made.topic("b");
		for (let i = 1; i < 5; i++) {
			chance.is = 0;
			host.lose();
			chance.is = 1;
			dial(host);
			host.sent(CONNECT_5);
			host.send(UNSUPPORTED);
			dial(host);
			host.sent(CONNECT_311);
			host.send(PRESENT_311);
			equal(topic.publish("x"), i);
			equal(zero.publish("y"), 0);
			host.sent(`32 06 00 01 "a" 00 0${i} "x"`, '30 04 00 01 "by"');
			host.send(`40 02 00 0${i}`);
			host.log.length = 0;
		}
	});

	it("does not while messages are queued, which would have to be converted", async () => {
		const chance = { is: 1 };
		const host = await fallen(chance);
		host.made.topic("a", { QoS: 1 }).publish("x");
		host.writes.length = 0;
		chance.is = 0;
		host.lose();
		dial(host);
		host.sent(CONNECT_311);
		host.send(PRESENT_311);
		host.sent('3A 06 00 01 "a" 00 01 "x"');
	});

	it("still has its filters, and its birth message", async () => {
		const chance = { is: 1 };
		const host = await fallen(chance, { birth: { topic: "b", message: "on" } });
		host.made.subscribe("f", { QoS: 1, noLocal: true });
		host.sent(`82 06 FF FF 00 01 "f" 01`);
		host.send("90 03 FF FF 01");
		chance.is = 0;
		host.lose();
		dial(host);
		host.writes.length = 0;
		host.send(ACCEPTED);
		host.sent('30 06 00 01 "b" 00 "on"', '82 07 FF FF 00 00 01 "f" 05');
	});

	it("has its credentials requested then, too, and keeps the state of `clean`", async () => {
		const chance = { is: 1 };
		let count = 0;
		const credentials = new Credentials(() => ({ user: `${count++}` }));
		const host = await fallen(chance, { clean: "once", sessionExpiry: 0, credentials });
		// 3.1.1 does not keep the clean session, so the client connects again.
		dial(host);
		host.sent('10 11 00 04 "MQTT" 04 80 00 3C 00 02 "me" 00 01 "2"');
		host.send(ACCEPTED_311);
		chance.is = 0;
		host.lose();
		dial(host);
		host.sent('10 17 00 04 "MQTT" 05 80 00 3C 05 27 00 00 00 80 00 02 "me" 00 01 "3"');
	});
});
