import { ok } from "../assert.js";
import { Host5 } from "./host.js";

/** Clients without Maximum Packet Size, and therefore by default without properties. */
class Connecting extends Host5 {
	options(options) {
		return super.options({ oversize: "stream", ...options });
	}

	/** Checks that the client's CONNECT is this. */
	connects(fixture) {
		this.step();
		this.accept();
		this.sent(fixture);
		this.made.close();
	}
}

describe("Properties in CONNECT of 5.0", () => {
	it("are user properties of well-formed text [MQTT-1.5.7-1] [MQTT-1.5.4-1] [MQTT-1.5.4-2]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Connecting();
		host.client({ userProperties: { a: ["1", "\u00e9"] } });
		host.connects('10 1C 00 04 "MQTT" 05 02 00 3C 0F 26 00 01 "a" 00 01 "1" 26 00 01 "a" 00 02 C3 A9 00 00');
		for (const userProperties of [{ a: "a\0" }, { a: "\ud800" }, { "a\0": "" }, { "\ud800": "" }, { a: 5 }]) {
			let thrown;
			try {
				// Without throws(), because stack is scarce.
				host.client({ userProperties });
			} catch (error) {
				thrown = error;
			}
			ok(thrown instanceof TypeError && thrown.message.startsWith("userProperties: expected"));
		}
	});

	it("follow a length in its shortest form [MQTT-1.5.5-1]", () => {
		const host = new Connecting();
		const value = (count) => ({ userProperties: { a: "x".repeat(count) } });
		host.client(value(121));
		host.connects('10 8C 01 00 04 "MQTT" 05 02 00 3C 7F 26 00 01 "a" 00 79 "x"*121 00 00');
		host.client(value(122));
		host.connects('10 8E 01 00 04 "MQTT" 05 02 00 3C 80 01 26 00 01 "a" 00 7A "x"*122 00 00');
	});
});
