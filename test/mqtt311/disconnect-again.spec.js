import { equal } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

describe("disconnect(), called again or just before the connection is lost,", () => {
	it("replaces the timeout of the first call only by a shorter one", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(10_000);
		host.advance(1_000);
		client.disconnect(20_000);
		client.disconnect(9_000);
		client.disconnect(2_000);
		client.disconnect(3_000);
		host.advance(1_999);
		host.happened();
		host.advance(1);
		host.happened("unacknowledged");
		// A longer timeout after a shorter one does not count either.
		client.connect();
		host.again(PRESENT);
		host.log.length = 0;
		client.disconnect(1_000);
		client.disconnect(60_000);
		host.advance(1_000);
		host.happened("unacknowledged");
	});

	it("is reported once after close()", () => {
		for (const waits of [false, true]) {
			const host = new Host();
			const client = host.online(KEPT);
			if (waits) client.topic("a", { QoS: 1 }).publish("x");
			client.close();
			client.disconnect();
			host.happened();
			host.advance(1);
			host.happened(waits ? "unacknowledged" : "disconnected");
			host.advance(60_000);
			host.happened();
			equal(host.sockets, 1);
		}
	});

	it("is reported at once if the client is settled: nothing is left to wait for", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.disconnect();
		host.lose();
		host.happened("disconnected");
		host.advance(600_000);
		host.happened();
		equal(host.sockets, 1);
	});

	it("is reported at once if it was called in onSettled and the connection has failed", () => {
		const host = new Host();
		const client = host.online({ ...KEPT, onSettled: () => client.disconnect() });
		client.topic("a", { QoS: 1 }).publish("x");
		host.socket.failed = true;
		host.send("40 02 00 01");
		host.happened("disconnected");
		host.advance(600_000);
		host.happened();
	});

	it("is reported as the app's own if the settled client is then refused, or loses the connection before CONNACK", () => {
		for (const how of ["refused", "lost", "malformed"]) {
			const host = new Host();
			const client = host.client();
			host.step();
			host.accept();
			client.disconnect();
			if (how === "lost") host.lose();
			else host.send(how === "refused" ? "20 02 00 05" : "00 00");
			host.happened("disconnected");
			host.advance(600_000);
			host.happened();
		}
	});

	it("lets the client connect again until the timeout if a message is unacknowledged", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(1_500);
		host.lose();
		host.happened("connectionLost, retry 1000");
		host.advance(1_499);
		host.happened();
		host.advance(1);
		host.happened("unacknowledged");
	});
});
