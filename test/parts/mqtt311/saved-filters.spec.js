// A saved session contains the filters that the server has granted, so that a device that wakes need not request
// them.
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

function saved(client) {
	const bytes = new Uint8Array(savedSize(client));
	equal(saveSession(client, bytes), bytes.length);
	return bytes;
}

/** The saved session of a client to which the server has granted "a" at QoS 1 and "b" at QoS 0. */
function asleep() {
	const host = new Host();
	const client = host.online(KEPT);
	client.subscribe(["a", "b"], { QoS: 1 });
	host.send("90 04 FF FF 01 00");
	return saved(client);
}

/** SUBACK for two filters, with little on a device's small stack. */
async function answer(host) {
	await undefined;
	host.send("90 04 FF FF 00 00");
}

describe("A device that wakes", () => {
	it("has its filters in the documented format", () => {
		// The checksum is zlib's.
		const bytes = hex(`6D 02 00*4 00 1C 4D 04 00*16
			00 0E 00 00 0C 14 00 00 00 00 00 01 "a" 01
			00 0E 00 00 0C 14 00 00 00 00 00 01 "b" 01 B8 25 6D E6`);
		deepEqual(asleep(), bytes);
	});

	it("does not request filters that it was granted before it slept, whether the app subscribes before or after", async () => {
		await undefined;
		for (const isBefore of [true, false]) {
			const host = new Host();
			const client = host.client(KEPT);
			if (isBefore) client.subscribe(["a", "b"], { QoS: 1 });
			equal(restoreSession(client, asleep()), true);
			if (!isBefore) client.subscribe(["a", "b"], { QoS: 1 });
			equal(client.settled, true);
			host.again(PRESENT);
			host.sent();
		}
	});

	it("gives up a filter that the app gave up while it was asked for, though that was told while it was saved", async () => {
		const host = new Host();
		const bytes = new Uint8Array(200);
		host.online({ ...KEPT, onSubscribe: (filter) => filter === "a" && saveSession(host.made, bytes) });
		host.made.subscribe(["a", "b"]);
		host.made.unsubscribe("b");
		await answer(host);
		const later = new Host();
		equal(restoreSession(later.client(KEPT), bytes), true);
		later.again(PRESENT);
		later.sent('A2 05 FF FF 00 01 "b"');
	});

	it("requests them if the server has lost the session meanwhile", async () => {
		await undefined;
		const host = new Host();
		const client = host.client(KEPT);
		restoreSession(client, asleep());
		client.subscribe("a", { QoS: 1 });
		host.again(ACCEPTED);
		host.sent('82 06 FF FF 00 01 "a" 01');
	});

	it("requests a filter with other options, and a new one", async () => {
		await undefined;
		const host = new Host();
		const client = host.client(KEPT);
		restoreSession(client, asleep());
		client.subscribe([{ filter: "a", QoS: 0 }, "b", "c"], { QoS: 1 });
		host.again(PRESENT);
		host.sent('82 0A FF FF 00 01 "a" 00 00 01 "c" 01');
	});

	it("passes their messages to the current handlers", async () => {
		await undefined;
		const host = new Host();
		const client = host.client({ ...KEPT, onConnect: undefined });
		restoreSession(client, asleep());
		client.subscribe("a", { QoS: 1, onMessage: () => host.log.push("handled") });
		host.again(PRESENT);
		host.send('30 03 00 01 "a" 30 03 00 01 "b"');
		host.happened("handled", "message b: ");
	});

	it("unsubscribes from filters that were to be unsubscribed from before it slept", async () => {
		await undefined;
		const asleep = new Host();
		asleep.online(KEPT).unsubscribe("old");
		const bytes = saved(asleep.made);
		const host = new Host();
		restoreSession(host.client(KEPT), bytes);
		host.again(PRESENT);
		host.sent('A2 07 FF FF 00 03 "old"');
	});

	it("removes filters that the app has not subscribed to again when their room is needed", async () => {
		await undefined;
		const host = new Host();
		const client = host.client({ ...KEPT, buffers: { subscriptions: 30 } });
		restoreSession(client, asleep());
		equal(client.subscribe("01234567890123456"), 0);
		host.again(PRESENT);
		host.sent('82 16 FF FF 00 11 "01234567890123456" 00');
	});

	it("with less room than before restores what fits", async () => {
		await undefined;
		const host = new Host();
		const client = host.client({ ...KEPT, buffers: { subscriptions: 20 } });
		equal(restoreSession(client, asleep()), true);
		equal(client.subscribe("a", { QoS: 1 }), 0);
		host.again(PRESENT);
		host.sent();
	});
});
