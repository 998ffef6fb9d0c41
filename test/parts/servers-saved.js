// A list of servers, in both versions: what is kept of a session on one of them.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { Servers } from "mote-mqtt/servers";
import { equal } from "../assert.js";
import { accept, fails, next, start, THREE } from "./servers.js";

/**
 * The specs, for a machine of this class. The server keeps `kept`'s session and answers PRESENT, or ACCEPTED if it
 * has none.
 */
export function describeSavedSessions(Host, kept, PRESENT, ACCEPTED) {
	it("discard what was received at QoS 2 from another one, whose identifiers are independent", () => {
		const host = start(Host, { ...kept, exactlyOnce: new ExactlyOnce(2) });
		accept(host, ACCEPTED);
		const message = ACCEPTED.length > 11 ? '34 06 00 01 "m" 00 07 00' : '34 05 00 01 "m" 00 07';
		host.send(message);
		fails(host);
		fails(host);
		accept(host, ACCEPTED);
		host.log.length = 0;
		host.send(message);
		host.happened("message m: , QoS 2, identifier 7");
	});

	/** A device that wakes with these bytes, and this list. */
	function awake(list, bytes) {
		const host = new Host();
		host.client({ host: list, servers: new Servers(), ...kept });
		equal(restoreSession(host.made, bytes), true);
		return host;
	}

	/** The saved session of a client whose session is on the second server, and has a message. */
	async function saved() {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = start(Host, kept);
		fails(host);
		accept(host, ACCEPTED);
		host.made.topic("t", { QoS: 1 }).publish("1");
		const bytes = new Uint8Array(savedSize(host.made));
		saveSession(host.made, bytes);
		return bytes;
	}

	it("are remembered by a saved session, which continues where it is", async () => {
		const host = awake(THREE, await saved());
		equal(next(host), "b.example:1884");
		equal(accept(host, PRESENT), false);
		equal(host.writes[0][0], 0x3a);
	});

	it("that are no longer in the list have no session: accepted messages are sent to the first, as new", async () => {
		const bytes = await saved();
		let host = awake(["c.example"], bytes);
		equal(next(host), "c.example:1883");
		equal(accept(host, ACCEPTED), true);
		equal(host.writes[0][0], 0x32);
		// Saved before that, it is on none.
		host = awake(["c.example"], bytes);
		equal(saveSession(host.made, bytes), bytes.length);
		host = awake(THREE, bytes);
		equal(next(host), "a.example:1883");
		equal(accept(host, ACCEPTED), true);
	});
}
