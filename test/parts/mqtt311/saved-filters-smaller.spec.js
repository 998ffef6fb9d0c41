import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../../assert.js";
import { Host, KEPT, PRESENT } from "../../mqtt311/host.js";

describe("A saved filter that is to be unsubscribed from, and is longer than the new buffers.send", () => {
	it("is omitted, and all packets are complete", async () => {
		await undefined;
		const before = new Host();
		const client = before.online(KEPT);
		client.unsubscribe("x".repeat(100));
		client.unsubscribe("y".repeat(55));
		const bytes = new Uint8Array(savedSize(client));
		saveSession(client, bytes);
		const host = new Host();
		host.client({ ...KEPT, buffers: { send: 64, receive: 64, unacknowledged: 64 } });
		equal(restoreSession(host.made, bytes), true);
		host.again(PRESENT);
		host.sent('A2 3B FF FF 00 37 "y"*55');
		host.send("B0 02 FF FF");
		host.sent();
	});
});
