import { equal, throws } from "../assert.js";
import { Host5 } from "./host.js";

/**
 * Checks that a client with `options` is refused with a TypeError that begins with `text`. Without throws(), because
 * stack is scarce.
 */
function refuses(options, text) {
	const host = new Host5();
	let thrown;
	try {
		host.client(options);
	} catch (error) {
		thrown = error;
	}
	equal(thrown instanceof TypeError && thrown.message.indexOf(text), 0, thrown?.message);
	// Nothing was started.
	equal(host.timers.length, 0);
}

describe("An unknown option of 5.0", () => {
	it("is refused, and the intended one is named", async () => {
		await undefined;
		refuses({ keepalive: 60_000 }, "unknown option: keepalive; expected keepAlive");
		refuses({ sessionExpiryInterval: 5 }, "unknown option: sessionExpiryInterval; expected sessionExpiry");
		refuses({ topic: "x" }, "unknown option: topic; expected host, socket, ");
	});

	it("of buffers, reconnect and aliases is refused", async () => {
		await undefined;
		refuses({ buffers: { recieve: 256 } }, "unknown option: buffers.recieve; expected receive");
		refuses({ reconnect: { min: 5, maximum: 60_000 } }, "unknown option: reconnect.min; expected minimum");
		refuses({ aliases: { recv: 5 } }, "unknown option: aliases.recv; expected receive");
	});

	it("of a will is refused", async () => {
		await undefined;
		// payloadFormat begins in the same way, and must not be suggested.
		refuses({ will: { topic: "w", payload: "gone" } }, "unknown option: will.payload; expected topic, message, QoS, ");
		refuses({ will: { topic: "w", delay: 5 } }, "unknown option: will.delay; expected topic, message, QoS, retain, ");
	});

	it("of a topic is refused", async () => {
		await undefined;
		const host = new Host5();
		const client = host.client();
		throws(() => client.topic("a", { qos: 1 }), TypeError, "unknown option: qos; expected QoS");
		throws(() => client.topic("a", { messageExpiry: 5 }), TypeError, "unknown option: messageExpiry; expected expiry");
	});

	it("of disconnect() is refused", async () => {
		await undefined;
		const host = new Host5();
		const client = host.online();
		throws(() => client.disconnect(0, { wil: true }), TypeError, "unknown option: wil; expected will");
		throws(() => client.disconnect(0, { will: 1 }), TypeError, "will: expected true or false");
		throws(() => client.disconnect(0, null), TypeError, "options: expected an object");
		host.advance(1_000);
		equal(client.connected, true);
		host.happened();
	});
});
