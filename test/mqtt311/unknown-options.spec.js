import { Client } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { Host } from "./host.js";

/**
 * Checks that a client with `options` is refused with a TypeError that begins with `text`. Without throws(), because
 * stack is scarce.
 */
function refuses(options, text) {
	const host = new Host();
	let thrown;
	try {
		host.client(options);
	} catch (error) {
		thrown = error;
	}
	equal(thrown instanceof TypeError && thrown.message, text);
	// Nothing was started.
	equal(host.timers.length, 0);
}

describe("An unknown option", () => {
	for (const [given, meant] of [
		["qos", undefined],
		["keepalive", "keepAlive"],
		["clientId", "id"],
		["username", "user"],
		["onconnect", "connect, onConnect"],
		["hostname", "host"],
		["pass", "password"],
		["cleanSession", "clean"],
		["onDisconect", "onDisconnect"],
	])
		it(`is refused, and the intended one is named: ${given}`, async () => {
			await undefined;
			const host = new Host();
			let thrown;
			try {
				host.client({ [given]: 1 });
			} catch (error) {
				thrown = error;
			}
			equal(thrown instanceof TypeError, true);
			const all = thrown.message.startsWith(`unknown option: ${given}; expected host, socket, dns, timer, `);
			if (meant) equal(thrown.message, `unknown option: ${given}; expected ${meant}`);
			else equal(all, true, thrown.message);
		});

	it("is refused also as undefined, or as the name of a method", async () => {
		await undefined;
		refuses({ keepalive: undefined }, "unknown option: keepalive; expected keepAlive");
		let thrown;
		try {
			new Host().client({ topic: "x" });
		} catch (error) {
			thrown = error;
		}
		equal(thrown?.message.startsWith("unknown option: topic; expected "), true, thrown?.message);
	});

	it("is tcp, where ...tcp is meant", async () => {
		await undefined;
		const { socket, ...options } = new Host().options();
		let thrown;
		try {
			new Client({ ...options, tcp: { socket } });
		} catch (error) {
			thrown = error;
		}
		equal(thrown?.message, "socket: expected an object from ...tcp, ...tls() or the part of that name");
	});

	it("of buffers is refused", async () => {
		await undefined;
		refuses({ buffers: { recieve: 256 } }, "unknown option: buffers.recieve; expected receive");
	});

	it("of reconnect is refused", async () => {
		await undefined;
		refuses(
			{ reconnect: { minimum: 1_000, maximum: 60_000, delay: 5 } },
			"unknown option: reconnect.delay; expected minimum, maximum, refused",
		);
	});

	it("of a will is refused", async () => {
		await undefined;
		refuses(
			{ will: { topic: "w", payload: "gone" } },
			"unknown option: will.payload; expected topic, message, QoS, retain",
		);
		refuses({ will: { topic: "w", qos: 1 } }, "unknown option: will.qos; expected QoS");
	});

	it("of 5.0 is refused in 3.1.1, which does not have it", async () => {
		await undefined;
		refuses(
			{ will: { topic: "w", willDelay: 5 } },
			"unknown option: will.willDelay; expected topic, message, QoS, retain",
		);
	});

	it("of a topic is refused", () => {
		const client = new Host().client();
		throws(() => client.topic("a", { qos: 1 }), TypeError, "unknown option: qos; expected QoS");
		throws(() => client.topic("a", { retained: true }), TypeError, "unknown option: retained; expected retain");
		throws(() => client.topic("a", { expiry: 1_000 }), TypeError, "unknown option: expiry; expected QoS, retain");
	});
});
