import { equal } from "../assert.js";
import { CALLBACKS, CallbackHost } from "./callbacks.js";

let host;

const close = () => host.made.close();

describe("Inside a callback of 5.0", () => {
	for (const [name, packet, ask] of CALLBACKS) {
		// A PUBLISH follows the packet that causes the callback.
		it(`close() ends everything at once, and no callback comes after it: ${name}, ${packet}`, () => {
			host = new CallbackHost(name, ask);
			host.act = close;
			host.send(`${packet} 30 04 00 01 "z" 00`);
			equal(host.told, 1);
			equal(host.socket.closed, true);
			host.sent();
			host.happened();
			host.advance(600_000);
			equal(host.sockets, 1);
		});
	}
});
