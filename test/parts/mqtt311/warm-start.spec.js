import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../../assert.js";
import { guarded, hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT, Resolver } from "../../mqtt311/host.js";

const NAME = "broker.example";

/** Of a client of broker.example:1883 at 10.1.2.3 that has sent a message. The checksum is zlib's. */
const SAVED = `6D 03                           // the third version of the format
	00 00 00 00 00 00                   // no attempts, no reserved identifiers, no filters
	4D 04 00 01 00 00 00 0C 00 00 00 0C // one record of 12 bytes, which was sent
	00 00 00 00 00 00                   // no uptime, no received identifiers
	00 08 00 01 32 06 00 01 "a" 00 01 "1"
	02 00 0C 96 23 83 02 "10.1.2.3"     // FNV-1a of the server's name and port, its address
	03 00 03 AA BB CC                   // the TLS session
	00                                  // no more
	29 9F 99 14`;

/** One at a time, because memory is small. */
let host;
let secure;

/** A client of a server that has a name, over a stand-in for TLS. */
function start(options) {
	host = new Host();
	secure = { session: undefined };
	host.client({
		...KEPT,
		host: NAME,
		dns: { io: Resolver, machine: host },
		socket: { io: host.io, machine: host, secure },
		...options,
	});
}

/** The name is looked up, and has this address. */
function found(address) {
	while (!host.asking.length) host.step();
	host.question.onResolved(NAME, address, [address]);
}

/** The saved session of a client in `size` bytes. */
function saved(size = savedSize(host.made)) {
	const bytes = guarded(new Uint8Array(size));
	return bytes.slice(0, saveSession(host.made, bytes));
}

/** A client that has restored a session, and opens its first socket without a look-up. */
function wake(options, bytes = hex(SAVED)) {
	start(options);
	equal(restoreSession(host.made, bytes), true);
	host.step();
}

describe("A saved session that makes the next wake short", () => {
	it("has the documented format", () => {
		start();
		host.made.topic("a", { QoS: 1 }).publish("1");
		found("10.1.2.3");
		host.accept();
		host.send(ACCEPTED);
		secure.session = hex("AA BB CC");
		deepEqual(saved(), hex(SAVED));
	});

	it("has the server's address, which is used at once, and the TLS session", () => {
		wake();
		equal(host.questions, 0);
		equal(host.socket.options.address, "10.1.2.3");
		equal(host.socket.options.host, NAME);
		deepEqual(secure.session, hex("AA BB CC"));
		host.accept();
		host.send(PRESENT);
		// After this acknowledgement, nothing else is to be saved.
		host.send("40 02 00 01");
		const bytes = saved();
		equal(bytes[1], 3);
		equal(bytes.length, savedSize(host.made));
		equal(restoreSession(new Host().client({ ...KEPT, host: NAME }), bytes), true);
	});

	it("has the name looked up at once if nothing answers at that address in time", () => {
		for (const fails of [() => host.lose(), () => host.advance(20_000)]) {
			wake({ reconnect: false });
			fails();
			equal(host.socket.closed, true);
			found("10.9.9.9");
			equal(host.socket.options.address, "10.9.9.9");
			host.accept();
			host.send(PRESENT);
			host.happened("connected, session present");
		}
	});

	it("has it looked up on the next attempt if another server is there, and does not save that address", () => {
		wake();
		host.accept();
		host.lose();
		host.happened("connectionLost, retry 1000");
		equal(saved().includes(0x96), false);
		found("10.9.9.9");
		host.accept();
		host.send(PRESENT);
		host.made.close();
		equal(saved().includes(0x96), true);
	});

	it("restores nothing for a server with another name or port", () => {
		for (const options of [{ host: "other.example" }, { port: 1884 }]) {
			start(options);
			restoreSession(host.made, hex(SAVED));
			host.step();
			equal(host.questions, 1);
		}
	});

	it("does not replace a TLS session from the app", () => {
		start();
		secure.session = hex("01");
		restoreSession(host.made, hex(SAVED));
		deepEqual(secure.session, hex("01"));
	});

	it("has the TLS session also with a WebSocket over TLS", () => {
		const beneath = { session: undefined };
		const options = { socket: { io: new Host().io, websocket: { over: { secure: beneath } } } };
		start(options);
		restoreSession(host.made, hex(SAVED));
		deepEqual(beneath.session, hex("AA BB CC"));
		start(options);
		equal(saved().at(-5), 0);
	});

	it("omits what there is no room for", () => {
		wake();
		host.accept();
		host.send(PRESENT);
		equal(savedSize(host.made), 64);
		equal(saved(200).length, 64);
		// Without the TLS session; with that, and without the address; without both.
		equal(saved(63).length, 58);
		secure.session = hex("AA BB CC");
		equal(saved(57).length, 49);
		const least = saved(48);
		equal(least.length, 42);
		equal(least[1], 2);
	});

	it("cannot be used if it is damaged anywhere, or truncated", () => {
		start({ connect: false });
		const bytes = hex(SAVED);
		for (let at = 0; at < bytes.length; at++) {
			for (const damage of [1, 0x80, 0xff]) {
				bytes[at] ^= damage;
				equal(restoreSession(host.made, bytes), false, at);
				bytes[at] ^= damage;
			}
			equal(restoreSession(host.made, bytes.slice(0, at)), false, at);
		}
		equal(secure.session, undefined);
		equal(host.made.settled, true);
	});
});
