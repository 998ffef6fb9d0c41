import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5, KEPT } from "./host.js";

let host;

const close = () => host.made.close();

describe("onDisconnect of 5.0", () => {
	it("may publish, and the message is stored", () => {
		host = new Host5();
		let topic;
		host.online({ onDisconnect: () => topic.publish() });
		topic = host.made.topic("a", { QoS: 1 });
		host.lose();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('32 06 00 01 "a" 00 01 00');
	});
});

describe("onConnect of 5.0", () => {
	it("may close(): nothing is sent", () => {
		host = new Host5();
		host.client({ onConnect: close });
		host.made.topic("a", { QoS: 1 }).publish();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent();
		equal(host.socket.closed, true);
	});

	it("may publish after what was queued before", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		host = new Host5();
		let topic;
		host.client({ onConnect: () => topic.publish() });
		topic = host.made.topic("a", { QoS: 1 });
		topic.publish();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('32 06 00 01 "a" 00 01 00', '32 06 00 01 "a" 00 02 00');
	});

	it("may subscribe after what was queued before", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		host = new Host5();
		host.client({ ...KEPT, onConnect: () => host.made.subscribe("b") });
		host.made.unsubscribe("a");
		host.meet();
		// Without send(), which takes more stack.
		host.socket.received = hex("20 03 01 00 00");
		host.socket.onReadable(5);
		host.sent('A2 06 FF FF 00 00 01 "a"');
		host.send("B0 04 FF FF 00 00");
		host.sent('82 07 FF FF 00 00 01 "b" 00');
	});

	it("may disconnect(), at once if nothing is queued", () => {
		host = new Host5();
		host.client({ onConnect: () => host.made.disconnect(0, { will: true }) });
		host.meet();
		host.send("20 03 00 00 00");
		host.step();
		host.sent("E0 01 04");
		host.happened("disconnected");
	});
});
