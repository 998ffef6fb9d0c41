import { Reason } from "mote-mqtt";
import { restoreSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { drained, give, payload, publisher, TOTAL } from "../large-messages.js";
import { begin, PRESENT, saved, VERSIONS } from "../large-messages-saved.js";

// After `await`, nothing else is on a device's small stack.

for (const version of VERSIONS) {
	describe(`A session of ${version} that is saved while a large message waits`, () => {
		/** The saved session of a client with three messages, 1 and 3 small, and 2 large. `sent`: they were sent. */
		function kept(sent) {
			const host = begin(version);
			host.topic.publish("x");
			host.large.publishFrom(host.topic, TOTAL, give);
			host.topic.publish("x");
			if (sent) {
				host.again(PRESENT[version]);
				drained(host);
			}
			return saved(host);
		}

		/** Restores a session. All but the large message must be there. */
		function restored(bytes, header) {
			const host = begin(version);
			equal(restoreSession(host.made, bytes), true);
			host.happened(`outcome 2 ${Reason.payloadMissing}`);
			host.again(PRESENT[version]);
			const rest = version === "5.0" ? '07 00 01 "a" 00 0N 00 "x"' : '06 00 01 "a" 00 0N "x"';
			const both = `${header} ${rest.replace("N", "1")} ${header} ${rest.replace("N", "3")}`;
			deepEqual(drained(host, hex(both).length), hex(both));
			host.send("40 02 00 01 40 02 00 03");
			equal(host.made.settled, true);
		}

		it("has all messages but that one, which is reported when the session is restored", async () => {
			await undefined;
			const bytes = kept(false);
			await undefined;
			restored(bytes, "32");
		});

		it("has all messages but that one, also if it was sent and not acknowledged", async () => {
			await undefined;
			const bytes = kept(true);
			await undefined;
			restored(bytes, "3A");
		});
	});
}

describe("A session that is saved in the middle of a large message", () => {
	it("continues unchanged for the client that saved it", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		// The session contains no part of the payload.
		equal(saved(host).length < 60, true);
		deepEqual(drained(host), concat(hex('32 B1 02 00 01 "a" 00 01'), payload()));
	});
});
