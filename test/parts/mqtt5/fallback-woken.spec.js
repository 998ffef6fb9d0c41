// See fallback-again.spec.js.
import { fallback } from "mote-mqtt/fallback";
import { restoreSession, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../../assert.js";
import { Host5, KEPT } from "../../mqtt5/host.js";

describe("A client that has fallen back to 3.1.1, and wakes with its saved session,", () => {
	it("requests 5.0 again one time in 32, if no message is queued for that", async () => {
		const bytes = new Uint8Array(60);
		for (const waits of [false, true]) {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			let host = new Host5();
			host.client({ ...KEPT, fallback });
			host.meet();
			host.send("20 02 00 01");
			if (waits) host.made.topic("a", { QoS: 1 }).publish("x");
			saveSession(host.made, bytes);
			for (const random of [1, 0.04, 0.03]) {
				// There is memory for only one client.
				host = undefined;
				host = new Host5();
				host.client({ ...KEPT, fallback, random: () => random });
				equal(restoreSession(host.made, bytes), true);
				host.step();
				host.accept();
				host.sent(
					random > 0.03125 || waits
						? '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"'
						: '10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"',
				);
			}
		}
	});
});
