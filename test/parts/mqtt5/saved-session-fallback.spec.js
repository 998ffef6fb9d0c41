import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { fallback } from "mote-mqtt/fallback";
import { restoreSession } from "mote-mqtt/saved-session";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { ACCEPTED, Host5 } from "../../mqtt5/host.js";
import { awake, options, REFUSED, saved } from "./saved-session.js";

/** CONNACK of a server of 3.1.1 that has the session. */
const PRESENT_311 = "20 02 01 00";

/** One at a time, because memory is small. */
let host;

/** The device has slept, and starts again. */
function restore(bytes, slept, more) {
	host = undefined;
	host = awake(more);
	return restoreSession(host.made, bytes, slept);
}

describe("A saved session of a client that has fallen back to 3.1.1", () => {
	let bytes;

	beforeEach(() => {
		host = new Host5();
		host.client(options({ fallback, onDisconnect: undefined }));
		host.meet();
		host.send(REFUSED);
		host.meet();
		host.send("20 02 00 00");
		const topic = host.made.topic("a", { QoS: 2, expiry: 60_000 });
		topic.publish("1");
		topic.publish("2");
		host.send("50 02 00 01");
		bytes = saved(host);
	});

	it("continues with 3.1.1", () => {
		equal(restore(bytes, 1_000_000, { fallback }), true);
		host.meet();
		// CONNECT of 3.1.1, then its packets.
		host.send(PRESENT_311);
		host.sent("62 02 00 01", '3C 06 00 01 "a" 00 02 "2"');
		host.made.topic("a", { QoS: 1, contentType: "t" }).publish("3");
		host.sent('32 06 00 01 "a" 00 03 "3"');
		equal(saved(host)[9], 9);
	});

	it("cannot be used by one that may not fall back", () => {
		equal(restore(bytes, 0), false);
		equal(host.made.settled, true);
		host.meet();
		host.send(ACCEPTED);
		equal(host.made.topic("a", { QoS: 1 }).publish("1"), 1);
		host.sent('32 07 00 01 "a" 00 01 00 "1"');
	});

	it("is not restored from one of 5.0 after fallback, because the client has begun to connect", () => {
		host = new Host5();
		host.online(options());
		host.made.topic("a", { QoS: 1, contentType: "t" }).publish("1");
		const other = saved(host);
		host = new Host5();
		host.client(options({ fallback, onDisconnect: undefined }));
		host.meet();
		host.send(REFUSED);
		equal(restoreSession(host.made, other), false);
		host.meet();
		host.send(PRESENT_311);
		host.sent();
		equal(host.made.settled, true);
	});

	it("is not restored by a client that authenticates, which must not continue without", () => {
		const authentication = new EnhancedAuthentication({ method: "M", answer: () => undefined });
		equal(restore(bytes, 0, { fallback, authentication }), false);
		equal(host.made.settled, true);
		host.step();
		host.accept();
		// The version is 5.
		equal(host.writes[0][8], 5);
	});

	it("contains that: 9 instead of 8", () => {
		host = new Host5();
		host.client(options({ fallback, onDisconnect: undefined }));
		// The checksums are zlib's; uptime is 2, and has no meaning in 3.1.1.
		equal(saved(host).join(), hex("6D 02 00*6 4D 08 00*13 02 00 00 40 97 76 73").join());
		host.meet();
		host.send(REFUSED);
		equal(saved(host).join(), hex("6D 02 00*6 4D 09 00*16 C4 B5 69 5E").join());
	});
});
