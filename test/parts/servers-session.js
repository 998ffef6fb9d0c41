// What both versions do with a list of servers: which of them a session is with.
import { Servers } from "mote-mqtt/servers";
import { equal } from "../assert.js";
import { accept, fails, next, start, THREE, where } from "./servers.js";

/** The specs, of a machine of that class, whose server keeps `kept`'s session and says PRESENT to it, or ACCEPTED if it has none. */
export function describeSessions(Host, kept, PRESENT, ACCEPTED) {
	it("get a clean session, unless it is with them", () => {
		const host = start(Host, kept);
		equal(accept(host, ACCEPTED), false);
		const topic = host.made.topic("t", { QoS: 1 });
		topic.publish("1");
		fails(host);
		equal(fails(host), "b.example:1884");
		host.writes.length = 0;
		equal(accept(host, ACCEPTED), true);
		// What was accepted goes there, as new.
		equal(host.writes[0][0], 0x32);
		host.lose();
		// Now it is there.
		equal(next(host), "2001:db8::17:1885");
		fails(host);
		equal(fails(host), "b.example:1884");
		equal(accept(host, PRESENT), false);
		equal(host.writes[0][0], 0x3a);
		// And no longer with the first.
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

	it("say nothing of a session that was asked to be clean: one that is present all the same ends the connection", () => {
		const host = start(Host, kept);
		fails(host);
		equal(accept(host, PRESENT), true);
		host.happened("connectFailed, retry 1000", "protocolError, retry 2000");
	});

	it("share sessions where `sharedSession` says so", () => {
		const host = start(Host, kept, THREE, new Servers({ sharedSession: true }));
		host.made.topic("t", { QoS: 1 }).publish("1");
		equal(accept(host, ACCEPTED), false);
		fails(host);
		equal(fails(host), "b.example:1884");
		equal(accept(host, PRESENT), false);
		equal(host.writes[0][0], 0x3a);
	});

	it("are all asked for a clean session where `clean` is true", () => {
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
