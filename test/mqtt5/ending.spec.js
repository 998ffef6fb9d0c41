import { equal } from "../assert.js";
import { StandardTCP, TCP } from "../mqtt311/host.js";
import { Host5, KEPT } from "./host.js";

const OPTIONS = Object.freeze({ ...KEPT, keepAlive: 0, timeout: 5_000 });

// After `await`, nothing else is on a device's small stack.

describe("DISCONNECT from the server", () => {
	for (const io of [TCP, StandardTCP])
		for (const end of ["behind it", "with it", "later"])
			it(`is read while the client's packet is partly written, the end of the connection ${end}: ${io.name}`, async () => {
				await undefined;
				const host = new Host5({ io });
				host.online(OPTIONS);
				host.squeeze(30);
				host.made.topic("a", { QoS: 1 }).publish("0123456789 0123456789");
				host.sent('32 1B 00 01 "a" 00 01 00 "012345"');
				if (end === "with it") host.socket.failed = true;
				host.send('E0 09 95 07 1F 00 04 "long"');
				host.happened("149, retry 1000");
				if (end === "behind it") host.lose();
				equal(host.socket.closed, true);
				host.again("20 03 01 00 00");
				host.sent('32 1B 00 01 "a" 00 01 00 "0123456789 0123456789"');
			});

	it("is read after what can still be handled, and waits while an acknowledgement is owed, but not forever", async () => {
		await undefined;
		const host = new Host5();
		host.online(OPTIONS);
		host.squeeze(3);
		host.send('32 06 00 01 "a" 00 07 00 E0 02 8B 00');
		host.happened("message a: , QoS 1, identifier 7");
		host.squeeze(4);
		host.sent("40 02 00 07");
		host.happened("139, retry 1000");
		const other = new Host5();
		other.online(OPTIONS);
		other.squeeze(3);
		other.send('32 06 00 01 "a" 00 07 00 E0 02 8B 00');
		other.log.length = 0;
		other.advance(4_999);
		other.happened();
		other.advance(1);
		other.happened("keepAliveTimeout, retry 1000");
	});
});
