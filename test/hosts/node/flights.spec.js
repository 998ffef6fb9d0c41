// Counts round trips from SYN to the last PUBACK, over each kind of connection, with and without eager publishing. A
// saved session provides the learned data and the TLS session.
import { EventEmitter, once } from "node:events";
import { Client } from "mote-mqtt";
import { Eager } from "mote-mqtt/eager";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { tcp } from "mote-mqtt/tcp";
import { tls } from "mote-mqtt/tls";
import { websocket } from "mote-mqtt/websocket";
import { deepEqual, equal, ok } from "../../assert.js";
import { missing } from "../../require.js";
import { Authority, hasOpenSSL } from "../tls/authority.js";
import { Line } from "./flights.js";

/** Round trips from SYN on: without eager publishing, and with it. */
const ROUND_TRIPS = Object.freeze({ tcp: [3, 2], tls: [4, 3], websocket: [4, 3] });

describe("A wake that publishes 12 readings at QoS 1, in Node.js", () => {
	let authority;
	let line;

	before(() => {
		if (!hasOpenSSL()) return;
		authority = new Authority();
		authority.root("root", { key: "ec" });
		authority.issue("localhost", "root", { key: "ec", extensions: "subjectAltName = DNS:localhost" });
	});
	after(() => authority?.remove());
	afterEach(() => line.stop());

	/** Restores a client from `saved`, publishes and saves again. Returns the saved bytes and the measurements. */
	async function wake(version, over, isEager, saved) {
		const events = new EventEmitter();
		const client = new (version === 5 ? Client5 : Client)({
			...over,
			dns: undefined,
			host: "localhost",
			port: line.port,
			id: "me",
			clean: false,
			reconnect: false,
			onSettled: () => events.emit("settled"),
			onDisconnect: ({ code, text }) => events.emit(code ? "error" : "end", new Error(text)),
			...(isEager && { eager: new Eager() }),
		});
		if (saved) equal(restoreSession(client, saved, 1_000), true);
		const topic = client.topic("sensors/17/reading", { QoS: 1 });
		for (let i = 0; i < 12; i++) topic.publish(new Uint8Array(40));
		await once(events, "settled");
		const { roundTrips, isResumed } = line;
		const bytes = { ...line.bytes };
		client.disconnect();
		await once(events, "end");
		const kept = new Uint8Array(savedSize(client));
		saveSession(client, kept);
		return { roundTrips, bytes, isResumed, kept };
	}

	for (const version of [4, 5])
		for (const [way, counts] of Object.entries(ROUND_TRIPS))
			it(`${version === 5 ? "5.0" : "3.1.1"}, ${way}: ${counts[0]} round trips, ${counts[1]} eagerly, and no byte more`, async function () {
				if (way === "tls" && !authority) return this.skip();
				const secure = way === "tls" && { cert: authority.pem("localhost"), key: authority.key("localhost") };
				line = await Line.start(way, version, secure);
				const machine = () =>
					way === "tls" ? tls({ certificate: authority.der("root") }) : way === "websocket" ? websocket(tcp) : tcp;
				const taken = [];
				for (const isEager of [false, true]) {
					const first = await wake(version, machine(), isEager);
					// A full handshake takes one more.
					if (way === "tls") equal(first.isResumed, false);
					const second = await wake(version, machine(), isEager, first.kept);
					equal(second.isResumed, way === "tls");
					equal(second.roundTrips, counts[isEager ? 1 : 0]);
					taken.push(second.bytes);
				}
				const [plain, eager] = taken;
				ok(eager.up <= plain.up && eager.down <= plain.down, `${JSON.stringify(taken)}`);
				// CONNECT, and 12 PUBLISH with a name of 18 bytes; CONNACK and 12 PUBACK.
				const more = version === 5 ? 12 : 0;
				if (way === "tcp")
					deepEqual(eager, {
						up: 16 + (version === 5 ? 11 : 0) + 12 * (6 + 18 + 40) + more,
						down: 4 + (version === 5 ? 1 : 0) + 12 * 4,
					});
			});
});

if (!hasOpenSSL()) describe("A wake over TLS", () => missing("openssl", "the openssl program"));
