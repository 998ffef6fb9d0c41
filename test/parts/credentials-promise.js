// Credentials from an async function: the same for both versions.
import { Credentials } from "mote-mqtt/credentials";
import { equal } from "../assert.js";

/** `Host` is that of the version. `connect`: CONNECT with the user name "u", as bytes in hexadecimal. */
export function describePromises(Host, connect) {
	it("may be provided by an async function: its result, or its call of answer()", async () => {
		for (const ask of [
			async () => ({ user: "u" }),
			async (answer) => {
				await undefined;
				answer({ user: "u" });
			},
		]) {
			await undefined;
			const host = new Host();
			host.client({ credentials: new Credentials(ask) });
			host.step();
			// When promises are resolved.
			for (let i = 0; i < 4; i++) await undefined;
			host.accept();
			host.sent(connect);
		}
	});

	it("that an async function fails to provide end the connection with a reason, and are requested again", async () => {
		const host = new Host();
		const told = [];
		let ask = async () => {
			throw new Error("no token");
		};
		host.client({ credentials: new Credentials(() => ask()), onDisconnect: (reason) => told.push(reason) });
		host.step();
		for (let i = 0; i < 4; i++) await undefined;
		equal(told.length && told[0].text, "no token");
		equal(host.sockets, 0);
		// The error of an attempt that was already given up is ignored.
		let fail;
		ask = () =>
			new Promise((_, reject) => {
				fail = reject;
			});
		host.step();
		host.made.close();
		fail(new Error("too late"));
		for (let i = 0; i < 4; i++) await undefined;
		equal(told.length, 1);
	});
}
