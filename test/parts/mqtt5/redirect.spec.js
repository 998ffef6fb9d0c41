import { Property } from "mote-mqtt/mqtt5";
import { Redirect } from "mote-mqtt/redirect";
import { equal } from "../../assert.js";
import { concat, hex, toHex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";
import { Resolver } from "../../mqtt311/sockets.js";

/** DISCONNECT and CONNACK: use another server, "two:99". */
const DISCONNECT = 'E0 0B 9C 09 1C 00 06 "two:99"';
const CONNACK = '20 0C 00 9C 09 1C 00 06 "two:99"';

/** The host and port of the latest socket. */
const where = ({ socket: { options } }) => `${options.host}:${options.port}`;

/** Waits until there is another socket. */
function next(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	return where(host);
}

/** The property, after its length. */
function field(reference) {
	const bytes = [reference.length + 3, 0x1c, 0, reference.length];
	for (let i = 0; i < reference.length; i++) bytes.push(reference.charCodeAt(i));
	return toHex(new Uint8Array(bytes));
}

/** Where a client connects after this DISCONNECT. */
async function referred(notation) {
	// After `await`, nothing else is on a device's small stack.
	await undefined;
	const host = new Host5();
	host.online({ redirect: new Redirect(), onDisconnect: undefined });
	const body = hex(notation);
	host.send(concat(new Uint8Array([0xe0, body.length]), body));
	return next(host);
}

describe("A server reference", () => {
	it("is passed to the app, and not followed by default", () => {
		const host = new Host5();
		host.online({
			onDisconnect(end) {
				const reference = host.made.properties.get(Property.serverReference);
				host.log.push(end.code, reference, end.retry);
			},
		});
		host.send('E0 0B 9D 09 1C 00 06 "two:99"');
		host.happened(157, "two:99", 1000);
		equal(next(host), "10.0.0.1:1883");
		host.accept();
		// With less on the stack.
		host.made.onDisconnect = () => host.log.push(host.made.properties.find(Property.serverReference));
		host.send(CONNACK);
		host.happened(true);
		host.advance(600_000);
		equal(host.sockets, 2);
	});

	it("is followed with the option `redirect`, from DISCONNECT or CONNACK", () => {
		let host = new Host5();
		host.online({ redirect: new Redirect() });
		host.send(DISCONNECT);
		host.happened("156, retry 1000");
		equal(next(host), "two:99");
		host = new Host5();
		host.client({ redirect: new Redirect() });
		host.meet();
		host.send(CONNACK);
		host.happened("156, retry 1000");
		equal(next(host), "two:99");
		host.accept();
		host.send("20 03 00 00 00");
		host.happened("connected");
	});

	it("is left when it fails or its connection ends, for the original server", () => {
		const host = new Host5();
		host.online({ redirect: new Redirect(), port: 1884 });
		host.send(DISCONNECT);
		equal(next(host), "two:99");
		host.lose();
		host.happened("156, retry 1000", "connectFailed, retry 2000");
		equal(next(host), "10.0.0.1:1884");
		host.accept();
		host.send(CONNACK);
		equal(next(host), "two:99");
		host.accept();
		host.send("20 03 00 00 00");
		host.lose();
		equal(next(host), "10.0.0.1:1884");
	});

	it("may be followed by another one", () => {
		const host = new Host5();
		host.online({ redirect: new Redirect() });
		host.send(DISCONNECT);
		next(host);
		host.accept();
		host.send('20 0B 00 9D 08 1C 00 05 "three"');
		equal(next(host), "three:1883");
		host.lose();
		equal(next(host), "10.0.0.1:1883");
	});

	it("may be a list, whose first server is used, with or without a port", async () => {
		for (const [reference, expected] of [
			["two:1 three:2", "two:1"],
			["two", "two:1883"],
			["10.0.0.2:65535", "10.0.0.2:65535"],
			// IPv6, in brackets if a port follows.
			["[2001:db8::17]:1884", "2001:db8::17:1884"],
			["[2001:db8::17]", "2001:db8::17:1883"],
			["2001:db8::17", "2001:db8::17:1883"],
		])
			equal(await referred(`9C ${field(reference)}`), expected, reference);
	});

	it("that is invalid is ignored, and the server that named it is retried", async () => {
		for (const reference of [
			"[2001:db8::17]:",
			"[2001:db8::17]:0",
			"[]:1883",
			// No host, no port, a fractional port, a port out of range.
			":1883",
			"",
			" two",
			"two:",
			"two:1.5",
			"two:0",
			"two:-1",
			"two:65536",
			"two:1e3",
			"two:0x10",
			"two:+5",
			"two:NaN",
			"two:x",
			"mqtt://two:1883",
		])
			equal(await referred(`9C ${field(reference)}`), "10.0.0.1:1883", reference);
	});

	it("is followed only with the reasons for that", async () => {
		const reference = field("two:99");
		for (const code of ["9C", "9D"]) equal(await referred(`${code} ${reference}`), "two:99", code);
		for (const code of ["80", "83", "89", "8B", "93", "97", "98", "A0"])
			equal(await referred(`${code} ${reference}`), "10.0.0.1:1883", code);
		// In CONNACK, too.
		const host = new Host5();
		host.client({ redirect: new Redirect() });
		host.meet();
		host.send('20 0C 00 89 09 1C 00 06 "two:99"');
		host.happened("137, retry 1000");
		equal(next(host), "10.0.0.1:1883");
	});

	it("may be missing: the same server is retried, because `redirect` allows it", () => {
		const host = new Host5();
		host.online({ redirect: new Redirect() });
		host.send("E0 01 9C");
		host.happened("156, retry 1000");
		equal(next(host), "10.0.0.1:1883");
	});

	it("is followed with a growing pause, so that two servers that name each other cause no storm", () => {
		const host = new Host5();
		host.client({ redirect: new Redirect() });
		for (const retry of [1000, 2000, 4000, 8000]) {
			host.meet();
			host.send(CONNACK);
			host.happened(`156, retry ${retry}`);
		}
	});

	it("does not lose unacknowledged messages", () => {
		const host = new Host5();
		const client = host.online({ redirect: new Redirect() });
		client.topic("a", { QoS: 1 }).publish("x");
		host.send(DISCONNECT);
		host.again();
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
		equal(where(host), "two:99");
	});

	it("is tried at all addresses of its name before it is left", () => {
		const host = new Host5();
		host.client({ host: "one", redirect: new Redirect(), dns: { io: Resolver, machine: host } });
		host.step();
		host.question.onResolved("one", "10.0.0.1", ["10.0.0.1", "10.0.0.11"]);
		host.accept();
		host.send(CONNACK);
		host.advance(1_000);
		equal(host.question.host, "two");
		host.question.onResolved("two", "10.0.0.2", ["10.0.0.2", "10.0.0.22"]);
		host.lose();
		equal(next(host), "two:99");
		equal(host.socket.options.address, "10.0.0.22");
		host.lose();
		host.happened("156, retry 1000", "connectFailed, retry 2000");
		host.advance(2_000);
		equal(host.question.host, "one");
	});

	it("is looked up, if there is a resolver", () => {
		const host = new Host5();
		host.client({
			redirect: new Redirect(),
			dns: {
				io: class {
					resolve({ host: name, onResolved }) {
						host.log.push(`resolve ${name}`);
						onResolved(name, "10.0.0.2");
					}
				},
			},
		});
		host.meet();
		host.log.length = 0;
		host.send(CONNACK);
		host.meet();
		host.happened("156, retry 1000", "resolve two");
		equal(host.socket.options.address, "10.0.0.2");
	});
});
