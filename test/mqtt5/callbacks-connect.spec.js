import { equal } from "../assert.js";
import { CALLBACKS, CallbackHost } from "./callbacks.js";

let host;

const begin = () => {
	host.made.close();
	host.made.connect();
};

describe("Inside a callback of 5.0", () => {
	for (const [name, packet, ask] of CALLBACKS) {
		// Behind what makes it come is a PUBLISH.
		it(`close() and connect() begin anew: ${name}, ${packet}`, async () => {
			// From here on nothing else is on the stack, which in a device is small.
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
