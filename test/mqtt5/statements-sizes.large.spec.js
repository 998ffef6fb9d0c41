import { equal, throws } from "../assert.js";
import { Host5 } from "./host.js";

// With more memory than the smallest device has.

const LONGEST = "x".repeat(65_535);
const TOO_LONG = "x".repeat(65_536);

describe("A value longer than a string of 5.0 can be", () => {
	it("is refused as a topic or filter: 65,535 bytes are the maximum [MQTT-4.7.3-3]", () => {
		const host = new Host5();
		const client = host.client();
		throws(() => client.topic(TOO_LONG), TypeError, "topic: expected");
		throws(() => client.topic(`${"x".repeat(65_534)}\u00e9`), TypeError, "topic: expected");
		throws(() => client.subscribe(TOO_LONG), TypeError, "filter: expected");
		throws(() => client.unsubscribe([TOO_LONG]), TypeError, "filter: expected");
		throws(() => client.topic("a", { responseTopic: TOO_LONG }), TypeError, "responseTopic: expected");
		client.close();
	});

	it("is refused as a will topic, too [MQTT-4.7.3-3]", () => {
		let thrown;
		try {
			// Without throws(), because stack is scarce.
			new Host5().client({ will: { topic: TOO_LONG } });
		} catch (error) {
			thrown = error;
		}
		equal(thrown.message.startsWith("will.topic: expected"), true);
	});

	it("is possible in CONNECT as a will topic of the maximum length [MQTT-4.7.3-3]", () => {
		const host = new Host5({ room: 70_000 });
		host.client({ oversize: "stream", will: { topic: LONGEST } });
		host.step();
		host.accept();
		const [connect] = host.writes;
		// 1 + 3 + 11 + 2 + 1 + 2 + 65,535 + 2: Remaining Length is 65,553, two bytes of length before the topic.
		equal(connect.length, 65_557);
		equal(connect[18], 255);
		equal(connect[19], 255);
	});
});
