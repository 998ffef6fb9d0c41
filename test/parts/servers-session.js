// A list of servers, in both versions: which of them has a session.
import { Servers } from "mote-mqtt/servers";
import { equal } from "../assert.js";
import { accept, fails, next, start, THREE, where } from "./servers.js";

/**
 * The specs, for a machine of this class. The server keeps `kept`'s session and answers PRESENT, or ACCEPTED if it
 * has none.
 */
export function describeSessions(Host, kept, PRESENT, ACCEPTED) {
	it("get a clean session, unless they have the session", () => {
		const host = start(Host, kept);
		equal(accept(host, ACCEPTED), false);
		const topic = host.made.topic("t", { QoS: 1 });
		topic.publish("1");
		fails(host);
		equal(fails(host), "b.example:1884");
		host.writes.length = 0;
		equal(accept(host, ACCEPTED), true);
		// Accepted messages are sent there, as new.
		equal(host.writes[0][0], 0x32);
		host.lose();
		// Now the session is there.
		equal(next(host), "2001:db8::17:1885");
		fails(host);
		equal(fails(host), "b.example:1884");
		equal(accept(host, PRESENT), false);
		equal(host.writes[0][0], 0x3a);
		// And no longer on the first.
		fails(host);
		equal(fails(host), "a.example:1883");
		equal(accept(host, ACCEPTED), true);
	});

	it("keep a session that no other has accepted", () => {
		const host = start(Host, kept);
		equal(accept(host, ACCEPTED), false);
		fails(host);
		for (let i = 0; i < 3; i++) {
			fails(host);
		}
		equal(where(host), "a.example:1883");
		equal(accept(host, PRESENT), false);
		host.happened(
			"connected",
			"connectionLost, retry 1000",
			"connectFailed, retry 2000",
			"connectFailed, retry 4000",
			"connectFailed, retry 8000",
			"connected, session present",
		);
	});

	it("may not have a session that was requested to be clean: if it is present, the connection ends", () => {
		const host = start(Host, kept);
		fails(host);
		equal(accept(host, PRESENT), true);
		host.happened("connectFailed, retry 1000", "protocolError, retry 2000");
	});

	it("share sessions with `sharedSession`", () => {
		const host = start(Host, kept, THREE, new Servers({ sharedSession: true }));
		host.made.topic("t", { QoS: 1 }).publish("1");
		equal(accept(host, ACCEPTED), false);
		fails(host);
		equal(fails(host), "b.example:1884");
		equal(accept(host, PRESENT), false);
		equal(host.writes[0][0], 0x3a);
	});

	it("are all asked for a clean session if `clean` is true", () => {
		const host = start(Host);
		equal(accept(host, ACCEPTED), true);
		host.lose();
		for (const _ of THREE) {
			next(host);
			equal(accept(host, ACCEPTED), true);
			host.lose();
		}
	});
}
