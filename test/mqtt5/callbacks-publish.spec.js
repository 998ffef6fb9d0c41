import { equal } from "../assert.js";
import { CALLBACKS, CallbackHost } from "./callbacks.js";

let host;

describe("Inside a callback of 5.0", () => {
	for (const [name, packet, ask] of CALLBACKS) {
		if (name === "onDisconnect") continue;

		it(`publish() sends: ${name}, ${packet}`, () => {
			host = new CallbackHost(name, ask);
			const topic = host.made.topic("q", { QoS: 1 });
			let messages = 0;
			host.made[name] = () => {
				host.made[name] = undefined;
				topic.publish();
			};
			// Not stored, because that would take more stack.
			host.onWrite = (bytes) => {
				if (bytes[0] === 0x32) messages++;
			};
			host.send(packet);
			equal(messages, 1);
			equal(host.made.settled, false);
		});
	}
});
