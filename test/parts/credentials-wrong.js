// Credentials that cannot be used, in both versions. In a file of their own, because a device has no memory for all
// specs of credentials.
import { Credentials } from "mote-mqtt/credentials";
import { equal } from "../assert.js";
import { dial } from "./credentials.js";

/** `Host` is that of the version. `connect`: CONNECT with the user name "u", as bytes in hexadecimal. */
export function describeWrongCredentials(Host, connect) {
	it("that throw, are missing, or do not fit end the connection with a detailed reason, and are requested again", async () => {
		for (const [wrong, text] of [
			["throws", "no token"],
			["throws nothing", "credentialsFailed"],
			[null, "credentials: expected an object"],
			["u", "credentials: expected an object"],
			[{ user: 5 }, "user: expected a string, up to 65535 bytes in UTF-8 without U+0000"],
			[{ user: "u", password: 5 }, "password: expected a string or Uint8Array, up to 65535 bytes"],
			[{ username: "u" }, "unknown option: credentials.username; expected user"],
			[{ user: "u".repeat(100) }, /^credentials.size: expected 1\d\d or more$/],
		]) {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			const host = new Host();
			const told = [];
			let isRight = false;
			const ask = () => {
				if (isRight) return { user: "u" };
				if (wrong === "throws") throw new Error("no token");
				if (wrong === "throws nothing") throw undefined;
				return wrong;
			};
			host.client({ credentials: new Credentials(ask, { size: 100 }), onDisconnect: (reason) => told.push(reason) });
			host.step();
			equal(host.sockets, 0);
			equal(told[0].retry, 1_000);
			if (typeof text === "string") equal(told[0].text, text);
			else equal(text.test(told[0].text), true, told[0].text);
			isRight = true;
			dial(host);
			host.sent(connect);
			equal(told.length, 1);
			host.made.close();
		}
	});
}
