import { equal } from "../assert.js";
import { Host5 } from "./host.js";

/** Invalid options of wills. */
const WRONG = [
	{ willDelay: -1 },
	{ messageExpiry: Number.NaN },
	{ payloadFormat: 2 },
	{ contentType: 5 },
	{ responseTopic: "a/#" },
	{ userProperties: { a: "\0" } },
];

function connect(will) {
	const host = new Host5();
	host.client({ will });
	host.step();
	host.accept();
	return host;
}

describe("A will of 5.0", () => {
	it("has properties, even if there are none [MQTT-3.1.2-9] [MQTT-3.1.3-1] [MQTT-2.2.2-1]", () => {
		connect({ topic: "w", message: "m", QoS: 2, retain: true }).sent(
			'10 19 00 04 "MQTT" 05 36 00 3C 05 27 00 00 00 80 00 00 00 00 01 "w" 00 01 "m"',
		);
	});

	it("can be delayed until the client returns, in seconds, rounded up", () => {
		connect({ topic: "w", willDelay: 1_500 }).sent(
			'10 1D 00 04 "MQTT" 05 06 00 3C 05 27 00 00 00 80 00 00 05 18 00 00 00 02 00 01 "w" 00 00',
		);
		connect({ topic: "w", willDelay: Infinity }).sent(
			'10 1D 00 04 "MQTT" 05 06 00 3C 05 27 00 00 00 80 00 00 05 18 FF FF FF FF 00 01 "w" 00 00',
		);
	});

	it("has all properties of a message", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const will = {
			topic: "w",
			payloadFormat: 1,
			messageExpiry: 60_000,
			contentType: "t",
			responseTopic: "r",
			correlationData: "c",
			userProperties: { k: ["v", "w"] },
		};
		host.client({ will });
		host.step();
		host.accept();
		host.sent(`10 39 00 04 "MQTT" 05 06 00 3C 05 27 00 00 00 80 00 00
			21 01 01 03 00 01 "t" 08 00 01 "r" 09 00 01 "c" 02 00 00 00 3C 26 00 01 "k" 00 01 "v" 26 00 01 "k" 00 01 "w"
			00 01 "w" 00 00`);
	});

	it("has its options checked by name [MQTT-3.3.2-13] [MQTT-3.3.2-14] [MQTT-3.3.2-19]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		for (let i = 0; i < WRONG.length; i++) {
			let thrown;
			try {
				host.client({ will: { topic: "w", ...WRONG[i] } });
			} catch (error) {
				thrown = error.message;
			}
			equal(thrown?.includes(Object.keys(WRONG[i])[0]), true, i);
		}
	});
});
