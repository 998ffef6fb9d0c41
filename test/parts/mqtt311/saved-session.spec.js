import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { deepEqual, equal, throws } from "../../assert.js";
import { guarded, hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

/** The saved session of a client without messages. The checksums here are zlib's. */
const NOTHING = "6D 02 00*6 4D 04 00 00 00*14 D6 0B CA 4C";

/** Options of a client with QoS 2. */
function options(more) {
	return { ...KEPT, exactlyOnce: new ExactlyOnce(), ...more };
}

/** The saved session of a client. */
function saved(client) {
	const bytes = new Uint8Array(savedSize(client));
	equal(saveSession(client, bytes), bytes.length);
	return bytes;
}

/** One at a time, because memory is small. */
let host;

/** A new machine, with a client that has restored `bytes`, and then the server's CONNACK, if given. */
function restore(bytes, connack) {
	host = new Host();
	equal(restoreSession(host.client(options()), bytes), true);
	if (connack) host.again(connack);
}

describe("A saved session", () => {
	it("has the documented format", () => {
		host = new Host();
		deepEqual(saved(host.online(KEPT)), hex(NOTHING));
		host.online(options());
		const topic = host.made.topic("a", { QoS: 2 });
		topic.publish("1");
		host.send('50 02 00 01 34 05 00 01 "b" 00 07');
		host.lose();
		topic.publish("2");
		deepEqual(
			saved(host.made),
			hex(`6D 02                   // the second version of this format
				01 00 00 01              // one attempt, no reserved identifiers, message 1 is suspected
				00 00                    // no filters
				4D 04 00 02          // the last identifier is 2
				00 00 00 14 00 00 00 08  // records: 20 bytes, 8 of these sent
				00 00 00 00              // no uptime in 3.1.1
				00 01                    // one received identifier
				00 04 00 01 62 02 00 01  // PUBREL
				00 08 00 02 34 06 00 01 "a" 00 02 "2"
				00 07
				12 02 AC 9E`),
		);
	});

	it("has a known size, and needs no more room than that", () => {
		host = new Host();
		const client = host.client(options());
		equal(savedSize(client), 30);
		client.topic("a", { QoS: 1 }).publish("x");
		equal(savedSize(client), 30 + 4 + 8);
		throws(() => saveSession(client, new Uint8Array(41)), RangeError, "42");
		const into = guarded(new Uint8Array(42));
		saveSession(client, into);
		deepEqual(into, saved(client));
		equal(new Uint8Array(into.buffer)[50], 0xa5);
	});

	it("restores queued messages as new, and sent ones as duplicates", () => {
		host = new Host();
		const topic = host.online(options()).topic("a", { QoS: 1 });
		topic.publish("1");
		host.made.topic("b", { QoS: 2 }).publish("2");
		host.lose();
		topic.publish("4");
		const bytes = saved(host.made);
		restore(bytes, PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3C 06 00 01 "b" 00 02 "2"', '32 06 00 01 "a" 00 03 "4"');
		equal(host.made.topic("a", { QoS: 1 }).publish("5"), 4);
		// The server may have lost the session meanwhile.
		restore(bytes, ACCEPTED);
		host.sent('32 06 00 01 "a" 00 01 "1"', '34 06 00 01 "b" 00 02 "2"', '32 06 00 01 "a" 00 03 "4"');
	});

	it("restores no queued message at QoS 0, because these are dropped with their connection", () => {
		host = new Host({ room: 40 });
		host.online(options());
		const topic = host.made.topic("a");
		while (!topic.publish("x".repeat(20)));
		restore(saved(host.made));
		equal(host.made.connection.session.used, 0);
		restore(saved(host.made), PRESENT);
		host.sent();
	});

	it("may be saved repeatedly, and keeps what it knows of duplicates", () => {
		host = new Host();
		host.online(options()).topic("a", { QoS: 1 }).publish("1");
		for (let i = 0; i < 3; i++) restore(saved(host.made));
		restore(saved(host.made), PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"');
		restore(saved(host.made), PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"');
		host.send("40 02 00 01");
		host.happened("connected, session present", "settled");
		// The identifier still advances.
		restore(saved(host.made));
		equal(host.made.topic("a", { QoS: 1 }).publish("2"), 2);
	});

	it("with a partly written packet has it completely", () => {
		host = new Host({ room: 24 });
		host.online(options()).topic("a", { QoS: 1 }).publish("0123456789");
		host.sent('32 0F 00 01 "a" 00 01 "0"');
		restore(saved(host.made), PRESENT);
		host.sent('32 0F 00 01 "a" 00 01 "0123456789"');
	});

	it("has PUBREL for released messages, and the identifiers of delivered ones", () => {
		host = new Host();
		host.online(options()).topic("a", { QoS: 2 }).publish("1");
		host.send('50 02 00 01 34 05 00 01 "b" 00 07 34 05 00 01 "b" 00 09');
		const bytes = saved(host.made);
		restore(bytes, PRESENT);
		host.sent("62 02 00 01");
		host.send('70 02 00 01 3C 05 00 01 "b" 00 07 62 02 00 09 34 05 00 01 "b" 00 09');
		host.sent("50 02 00 07", "70 02 00 09", "50 02 00 09");
		host.happened("connected, session present", "settled", "message b: , QoS 2, identifier 9");
		restore(bytes, ACCEPTED);
		host.sent();
		host.send('34 05 00 01 "b" 00 07');
		host.happened("connected", "settled", "message b: , QoS 2, identifier 7");
	});

	it("may be saved after close(), and before there was a connection; the client continues", () => {
		host = new Host();
		host.client(options()).topic("a", { QoS: 1 }).publish("1");
		equal(saved(host.made)[19], 0);
		host.again(ACCEPTED);
		host.made.close();
		equal(saved(host.made)[19], 12);
		host.made.connect();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"');
	});
});
