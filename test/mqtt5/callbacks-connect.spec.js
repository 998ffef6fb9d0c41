import { equal } from "../assert.js";
import { CALLBACKS, CallbackHost } from "./callbacks.js";

let host;

const begin = () => {
	host.made.close();
	host.made.connect();
};

describe("Inside a callback of 5.0", () => {
	for (const [name, packet, ask] of CALLBACKS) {
		// A PUBLISH follows the packet that causes the callback.
		it(`close() and connect() start again: ${name}, ${packet}`, async () => {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			host = new CallbackHost(name, ask);
			host.act = begin;
			host.send(`${packet} 30 04 00 01 "z" 00`);
			host.act = undefined;
			equal(host.socket.closed, true);
			host.happened();
			host.meet();
			equal(host.sockets, 2);
			host.send("20 03 00 00 00");
			host.happened("connected");
			equal(host.made.connected, true);
		});
	}
});
