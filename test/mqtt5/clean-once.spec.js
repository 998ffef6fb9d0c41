// See test/mqtt311/clean-once.spec.js. 5.0 can request a clean start and a session that is kept in one CONNECT.
import { fallback } from "mote-mqtt/fallback";
import { equal } from "../assert.js";
import { ACCEPTED, Host5, PRESENT } from "./host.js";

const ONCE = Object.freeze({ id: "me", clean: "once" });

/** Waits until TCP is connected. */
function dial(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	host.accept();
}

describe("A session of 5.0 that is clean once", () => {
	it("is discarded by the first accepted connection, and kept from then on [MQTT-3.1.2-4]", () => {
		const host = new Host5();
		host.client(ONCE);
		dial(host);
		host.sent('10 19 00 04 "MQTT" 05 02 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"');
		host.send("20 03 00 88 00");
		dial(host);
		host.sent('10 19 00 04 "MQTT" 05 02 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"');
		host.send(ACCEPTED);
		host.sent();
		host.lose();
		dial(host);
		host.sent('10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"');
		host.send(PRESENT);
		host.happened(
			"serverUnavailable, retry 1000",
			"connected",
			"connectionLost, retry 2000",
			"connected, session present",
		);
	});

	it("is kept as long as the app says", () => {
		const host = new Host5();
		host.client({ ...ONCE, sessionExpiry: 5_000 });
		dial(host);
		host.sent('10 19 00 04 "MQTT" 05 02 00 3C 0A 11 00 00 00 05 27 00 00 00 80 00 02 "me"');
	});

	it("is discarded as in 3.1.1 after fallback", () => {
		const host = new Host5();
		host.client({ ...ONCE, fallback });
		host.meet();
		host.send("20 02 00 01");
		dial(host);
		host.sent('10 0E 00 04 "MQTT" 04 02 00 3C 00 02 "me"');
		host.send("20 02 00 00");
		host.sent("E0 00");
		dial(host);
		host.sent('10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"');
		host.send("20 02 00 00");
		host.happened("unsupportedProtocolVersion, retry 1000", "connected");
		equal(host.made.connected, true);
	});
});
