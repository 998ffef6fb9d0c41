// Credentials that an async function gets: what is the same in both versions.
import { Credentials } from "mote-mqtt/credentials";
import { equal } from "../assert.js";

/** `Host` is that of the version. `connect`: CONNECT of the user "u", as bytes in hexadecimal. */
export function describePromises(Host, connect) {
	it("may be asked of an async function: what comes of it, or what it gives to answer()", async () => {
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
			// As soon as promises are.
			for (let i = 0; i < 4; i++) await undefined;
			host.accept();
			host.sent(connect);
		}
	});

	it("that an async function has not got are a reason that says why, and are asked for again", async () => {
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
		// What a try fails with that is given up already is nobody's business.
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
