// How both versions handle the addresses of a name, and the option `host`.
import { equal, throws } from "../assert.js";
import { Resolver } from "./sockets.js";

/** Waits until there is another socket. Returns its address. */
function next(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	return host.socket.options.address;
}

/** Answers the pending question. Returns the address of the socket that is opened then. */
function answer(host, ...addresses) {
	host.question.onResolved(host.question.host, addresses[0], addresses);
	return host.socket.options.address;
}

/** The specs, for a machine of this class. The server keeps `kept`'s session and answers PRESENT. */
export function describeAddresses(Host, kept, PRESENT) {
	/** A machine whose client has requested the addresses of "broker.local". */
	function asking(options) {
		const host = new Host();
		host.client({ host: "broker.local", dns: { io: Resolver, machine: host }, ...options });
		host.step();
		return host;
	}

	it("tries the next address of a name at once when one does not answer, and reports when all have failed", () => {
		const host = asking();
		equal(answer(host, "10.0.0.1", "10.0.0.2", "2001:db8::17"), "10.0.0.1");
		host.lose();
		const { elapsed } = host;
		equal(next(host), "10.0.0.2");
		equal(host.elapsed - elapsed <= 1, true);
		host.lose();
		equal(next(host), "2001:db8::17");
		host.happened();
		host.lose();
		host.happened("connectFailed, retry 1000");
		equal(host.questions, 1);
		// Then the name is looked up again.
		host.advance(1_000);
		equal(host.questions, 2);
		equal(answer(host, "10.0.0.3"), "10.0.0.3");
		host.lose();
		host.happened("connectFailed, retry 2000");
	});

	it("gives each address its own `timeout`, so that one that swallows everything does not block the others", () => {
		const host = asking({ timeout: 5_000 });
		answer(host, "10.0.0.1", "10.0.0.2");
		host.advance(5_002);
		equal(host.socket.options.address, "10.0.0.2");
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		host.happened("connected");
	});

	it("does so with `reconnect: false`, too: all of them are one attempt", () => {
		const host = asking({ reconnect: false });
		answer(host, "10.0.0.1", "10.0.0.2");
		host.lose();
		equal(next(host), "10.0.0.2");
		host.lose();
		host.happened("connectFailed");
		host.advance(600_000);
		equal(host.sockets, 2);
	});

	it("waits before the next address if a server accepts the connection and then drops it", () => {
		const host = asking();
		answer(host, "10.0.0.1", "10.0.0.2");
		host.accept();
		host.lose();
		host.happened("connectionLost, retry 1000");
		equal(next(host), "10.0.0.2");
		equal(host.questions, 1);
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		host.happened("connected");
	});

	it("shares the session among the addresses of a name", () => {
		const host = asking(kept);
		host.made.topic("a", { QoS: 1 }).publish("x");
		answer(host, "10.0.0.1", "10.0.0.2");
		host.accept();
		const [connect] = host.writes;
		host.send(PRESENT);
		host.lose();
		host.advance(1_000);
		answer(host, "10.0.0.1", "10.0.0.2");
		host.lose();
		equal(next(host), "10.0.0.2");
		host.writes.length = 0;
		host.accept();
		equal(host.writes[0].join(), connect.join());
		host.writes.length = 0;
		host.send(PRESENT);
		// Sent again, as a duplicate.
		equal(host.writes[0][0], 0x3a);
	});

	it("looks up the name again after a connection that worked, because addresses change", () => {
		const host = asking();
		answer(host, "10.0.0.1", "10.0.0.2");
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		host.advance(50_000);
		host.lose();
		host.advance(1_000);
		equal(host.questions, 2);
		equal(host.sockets, 1);
	});

	it("uses the next address if one repeatedly accepts and then closes", () => {
		const host = asking();
		answer(host, "10.0.0.1", "10.0.0.2");
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		host.lose();
		host.advance(1_000);
		answer(host, "10.0.0.1", "10.0.0.2");
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		host.lose();
		equal(next(host), "10.0.0.2");
		host.accept();
		host.send(PRESENT.replace("01", "00"));
		// It lasts: what is known of addresses is forgotten.
		host.drain();
		host.advance(59_000);
		host.lose();
		host.advance(4_000);
		equal(host.questions, 3);
	});

	it("stops among the addresses for close() and disconnect()", () => {
		for (const end of ["close", "disconnect"]) {
			const host = asking();
			answer(host, "10.0.0.1", "10.0.0.2");
			host.lose();
			host.made[end]();
			host.advance(600_000);
			equal(host.sockets, 1, end);
		}
	});

	it("accepts one address, as ECMA-419's resolvers report, and a list of one", () => {
		for (const list of [undefined, ["10.0.0.1"], []]) {
			const host = asking();
			host.question.onResolved("broker.local", "10.0.0.1", list);
			host.lose();
			host.happened("connectFailed, retry 1000");
		}
	});

	it("accepts a port after a name or an address, and brackets around IPv6", () => {
		for (const [said, name, port] of [
			["broker.local", "broker.local", 1884],
			["broker.local:8883", "broker.local", 8883],
			["10.0.0.7:1", "10.0.0.7", 1],
			["2001:db8::17", "2001:db8::17", 1884],
			["[2001:db8::17]", "2001:db8::17", 1884],
			["[2001:db8::17]:65535", "2001:db8::17", 65_535],
			["::1", "::1", 1884],
		]) {
			const host = new Host();
			host.client({ host: said, port: 1_884 });
			host.step();
			equal(`${host.socket.options.host} ${host.socket.options.port}`, `${name} ${port}`, said);
			equal(`${host.made.host} ${host.made.port}`, `${name} ${port}`, said);
		}
	});

	it("refuses a URL, and says what to use", () => {
		const host = new Host();
		const expected =
			"host: expected a name or an address, a port behind a colon if need be; no URL, and for TLS ...tls()";
		for (const url of [
			"mqtt://broker.local",
			"mqtt://broker.local:1883",
			"mqtts://broker.local:8883/",
			"tcp://10.0.0.7",
			"ws://broker.local/mqtt",
			"broker.local/mqtt",
			"broker.local:",
			"broker.local:0",
			"broker.local:65536",
			"broker.local:1.5",
			"broker.local:mqtt",
			":1883",
			"[]:1883",
		])
			throws(() => host.client({ host: url }), TypeError, expected);
	});
}
