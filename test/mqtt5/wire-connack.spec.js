import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5, KEPT, PRESENT } from "./host.js";
import { listed, packet } from "./packet.js";

/** Every property that CONNACK may have (table 2-4), except those of enhanced authentication. */
const ALL = `11 00 00 00 0A 21 00 14 24 01 25 00 27 00 00 04 00 12 00 02 "c7" 22 00 05 1F 00 02 "ok"
	26 00 01 "k" 00 01 "v" 26 00 01 "k" 00 00 28 00 29 00 2A 00 13 00 1E 1A 00 03 "r/s" 1C 00 01 "h"`;

/** Connects, with CONNACK in two pieces. Returns the arguments of onConnect, and the properties as text. */
async function connect(notation, first, options) {
	// After `await`, nothing else is on a device's small stack.
	await undefined;
	const host = new Host5();
	let session;
	let properties;
	host.client({
		...options,
		onConnect(given) {
			session = given;
			properties = listed(host.made.properties);
		},
	});
	host.step();
	host.accept();
	host.writes.length = 0;
	const bytes = hex(notation);
	if (first) host.send(bytes.slice(0, first));
	host.send(bytes.slice(first));
	host.happened();
	host.sent();
	return { session, properties };
}

describe("CONNACK of 5.0", () => {
	it("reports the server's limits to onConnect, at every split [MQTT-3.2.2-1]", async () => {
		const bytes = packet("20", "00 00", ALL);
		for (let first = 0; first < 86; first++) {
			const { session } = await connect(bytes, first);
			deepEqual(
				{ ...session },
				{
					present: false,
					id: "c7",
					sessionExpiry: 10_000,
					keepAlive: 30_000,
					receiveMaximum: 20,
					maximumQoS: 1,
					retainAvailable: false,
					maximumPacketSize: 1024,
					topicAliasMaximum: 5,
					wildcardSubscriptionAvailable: false,
					subscriptionIdentifierAvailable: false,
					sharedSubscriptionAvailable: false,
				},
				first,
			);
		}
	});

	it("has its properties in onConnect, in the order in which they came", async () => {
		equal(
			(await connect(packet("20", "00 00", ALL), 0)).properties,
			"17=10 33=20 36=1 37=0 39=1024 18=c7 34=5 31=ok 38 k=v 38 k= 40=0 41=0 42=0 19=30 26=r/s 28=h",
		);
	});

	it("of enhanced authentication has the method and data", async () => {
		const authentication = new EnhancedAuthentication({ method: "m", answer() {} });
		const bytes = packet("20", "00 00", '15 00 01 "m" 16 00 02 00 FF');
		equal((await connect(bytes, 0, { authentication })).properties, "21=m 22 00 FF");
	});

	it("without properties means the specification's defaults [MQTT-2.2.2-1]", async () => {
		const { session, properties } = await connect(packet("20", "00 00", ""), 0, {
			sessionExpiry: 5_000,
			keepAlive: 7_000,
		});
		equal(properties, "");
		deepEqual(
			{ ...session },
			{
				present: false,
				id: undefined,
				sessionExpiry: 5_000,
				keepAlive: 7_000,
				receiveMaximum: 65_535,
				maximumQoS: 2,
				retainAvailable: true,
				maximumPacketSize: Infinity,
				topicAliasMaximum: 0,
				wildcardSubscriptionAvailable: true,
				subscriptionIdentifierAvailable: true,
				sharedSubscriptionAvailable: true,
			},
		);
	});

	it("has the largest and the smallest values", async () => {
		const most = "11 FF FF FF FF 21 FF FF 24 00 25 01 27 FF FF FF FF 22 FF FF 28 01 29 01 2A 01 13 FF FF";
		const { session } = await connect(packet("20", "01 00", most), 0, KEPT);
		equal(session.present, true);
		equal(session.sessionExpiry, Infinity);
		equal(session.receiveMaximum, 65_535);
		equal(session.maximumQoS, 0);
		equal(session.retainAvailable, true);
		equal(session.maximumPacketSize, 4_294_967_295);
		equal(session.topicAliasMaximum, 65_535);
		equal(session.keepAlive, 65_535_000);
		const { session: least } = await connect(
			packet("20", "00 00", "11 00 00 00 00 21 00 01 27 00 00 00 01 22 00 00 13 00 00"),
			0,
		);
		equal(least.sessionExpiry, 0);
		equal(least.receiveMaximum, 1);
		equal(least.maximumPacketSize, 1);
		equal(least.keepAlive, 0);
	});

	it("keeps U+FEFF and characters of every length in its texts [MQTT-1.5.4-3] [MQTT-1.5.4-1]", async () => {
		const { properties } = await connect(packet("20", "00 00", "1F 00 0C EF BB BF C3 A9 E2 82 AC F0 9F 98 80"), 0);
		equal(properties, "31=\uFEFFé€😀");
	});

	it("with an impossible value is refused before it is used: a session that was not requested [MQTT-3.2.2-4]", async () => {
		await undefined;
		const host = new Host5();
		host.client();
		host.meet();
		host.send(PRESENT);
		host.happened("protocolError, retry 1000");
		host.sent("E0 01 82");
		equal(host.socket.closed, true);
	});

	it("has a reason code of 80 or more to refuse: reported with its text, not answered, closed [MQTT-3.2.2-8] [MQTT-4.13.2-1]", async () => {
		// In the order of table 3-1; + marks those that are retried slowly.
		const rows = "80+ 81+ 82+ 83+ 84 85 86 87 88+ 89+ 8A 8C 90 95 97+ 99 9A 9B 9C 9D 9F+".split(" ");
		for (const row of rows) {
			await undefined;
			const code = Number.parseInt(row, 16);
			const host = new Host5();
			let told;
			host.client({
				onDisconnect(reason) {
					const { properties } = host.made;
					told = reason;
					properties.rewind();
					while (properties.next()) host.log.push(properties.identifier);
				},
			});
			host.meet();
			host.send(packet("20", `00 ${row.slice(0, 2)}`, '1F 00 03 "why" 26 00 01 "k" 00 01 "v" 1C 00 01 "h"'));
			equal(told.code, code);
			equal(told.text, "why");
			equal(told.retry, row.length > 2 ? 1_000 : 900_000, row);
			equal(host.socket.closed, true);
			host.sent();
			host.happened(31, 38, 28);
			host.made.close();
		}
	});
});
