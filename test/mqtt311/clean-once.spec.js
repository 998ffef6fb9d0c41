// A device with new firmware, or another device's, wants nothing of what the server stored before, but everything
// from then on.
import { restoreSession, saveSession } from "mote-mqtt/saved-session";
import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, PRESENT } from "./host.js";

const ONCE = Object.freeze({ id: "me", clean: "once" });
/** CONNECT with and without Clean Session. */
const CLEAN = '10 0E 00 04 "MQTT" 04 02 00 3C 00 02 "me"';
const RESUMED = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';

/** Waits until TCP is connected. */
function dial(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	host.accept();
}

describe("A session that is clean once", () => {
	it("is discarded by a connection of its own, because 3.1.1 keeps no clean session, and kept from the next one on [MQTT-3.1.2-6] [MQTT-3.1.2-4]", () => {
		const host = new Host();
		host.client(ONCE);
		dial(host);
		host.sent(CLEAN);
		host.send(ACCEPTED);
		host.sent("E0 00");
		equal(host.socket.closed, true);
		host.happened();
		const before = host.elapsed;
		dial(host);
		equal(host.elapsed - before <= 1, true);
		host.sent(RESUMED);
		host.send(ACCEPTED);
		host.happened("connected");
		host.lose();
		dial(host);
		host.sent(RESUMED);
		host.send(PRESENT);
		host.happened("connectionLost, retry 1000", "connected, session present");
	});

	it("is discarded when the server can be reached, however often that fails before", () => {
		const host = new Host();
		host.client(ONCE);
		for (const connack of ["20 02 00 03", "20 02 00 05"]) {
			dial(host);
			host.sent(CLEAN);
			host.send(connack);
		}
		dial(host);
		host.sent(CLEAN);
		host.lose();
		dial(host);
		host.sent(CLEAN);
		host.send(ACCEPTED);
		host.sent("E0 00");
		// If the next connection fails, the session is not discarded again.
		host.step();
		host.lose();
		dial(host);
		host.sent(RESUMED);
	});

	it("has messages accepted before sent on the connection that is kept", () => {
		const host = new Host();
		const client = host.client(ONCE);
		client.topic("a", { QoS: 1 }).publish("x");
		dial(host);
		host.sent(CLEAN);
		host.send(ACCEPTED);
		host.sent("E0 00");
		dial(host);
		host.sent(RESUMED);
		host.send(ACCEPTED);
		host.sent('32 06 00 01 "a" 00 01 "x"');
		host.send("40 02 00 01");
		host.happened("connected", "settled");
	});

	it("may be ended in between by disconnect(), which is reported", () => {
		const host = new Host();
		const client = host.client(ONCE);
		dial(host);
		client.disconnect();
		host.send(ACCEPTED);
		host.advance(60_000);
		host.happened("disconnected");
		equal(host.sockets, 1);
	});

	it("cannot be present the first time, which is a protocol error, and is requested again", () => {
		const host = new Host();
		host.client(ONCE);
		dial(host);
		host.writes.length = 0;
		host.send(PRESENT);
		host.happened("protocolError, retry 1000");
		dial(host);
		host.sent(CLEAN);
	});

	it("is resumed by a device that wakes with its saved session", () => {
		const bytes = new Uint8Array(100);
		const host = new Host();
		host.client(ONCE);
		host.made.topic("a", { QoS: 1 }).publish("x");
		saveSession(host.made, bytes);
		host.made.close();
		const woken = new Host();
		equal(restoreSession(woken.client(ONCE), bytes), true);
		dial(woken);
		woken.sent(RESUMED);
		woken.send(PRESENT);
		woken.sent('32 06 00 01 "a" 00 01 "x"');
	});

	it('belongs to an identifier, and requires "once"', () => {
		const host = new Host();
		throws(() => host.client({ clean: "once" }), TypeError, "id");
		for (const clean of ["twice", "", 1, 0, null]) throws(() => host.client({ id: "me", clean }), TypeError, "clean");
	});
});
