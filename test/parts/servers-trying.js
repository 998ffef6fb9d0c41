// A list of servers, in both versions: which of them is tried when.
import { Servers } from "mote-mqtt/servers";
import { equal, throws } from "../assert.js";
import { Resolver } from "../mqtt311/sockets.js";
import { accept, fails, next, start, where } from "./servers.js";

/** The specs, for a machine of this class, whose server answers ACCEPTED. */
export function describeTrying(Host, ACCEPTED) {
	it("are tried one after another, with the pauses of reconnecting, and from the first again after the last", () => {
		const host = start(Host);
		equal(where(host), "a.example:1883");
		for (const expected of ["b.example:1884", "2001:db8::17:1885", "a.example:1883", "b.example:1884"]) {
			equal(fails(host), expected);
		}
		host.happened(...[1, 2, 4, 8].map((seconds) => `connectFailed, retry ${seconds}000`));
	});

	it("are not left if a connection worked and is lost; the same one is reconnected to", () => {
		const host = start(Host);
		equal(fails(host), "b.example:1884");
		accept(host, ACCEPTED);
		host.advance(70_000);
		equal(fails(host), "b.example:1884");
		equal(fails(host), "2001:db8::17:1885");
	});

	it("are left if they accept and then close, the second time", () => {
		const host = start(Host);
		accept(host, ACCEPTED);
		equal(fails(host), "a.example:1883");
		accept(host, ACCEPTED);
		equal(fails(host), "b.example:1884");
	});

	it("are left when they refuse", () => {
		const host = start(Host);
		host.accept();
		// Server unavailable.
		host.send(ACCEPTED.length > 11 ? "20 03 00 88 00" : "20 02 00 03");
		equal(next(host), "b.example:1884");
	});

	it("are followed by the next at once if they refuse for good, and only retried slowly after the last", () => {
		const host = start(Host);
		for (const retry of [1_000, 2_000, 900_000]) {
			host.accept();
			// Not authorized.
			host.send(ACCEPTED.length > 11 ? "20 03 00 87 00" : "20 02 00 05");
			host.happened(`notAuthorized, retry ${retry}`);
			next(host);
		}
		equal(where(host), "a.example:1883");
	});

	it("are left for the first when a connection is lost ten minutes after the first was left", async () => {
		for (const minutes of [9, 11]) {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			const host = start(Host, { keepAlive: 0, silence: 0 });
			fails(host);
			accept(host, ACCEPTED);
			host.advance(minutes * 60_000);
			equal(host.sockets, 2);
			equal(fails(host), minutes < 10 ? "b.example:1884" : "a.example:1883");
		}
	});

	it("have all their addresses tried before the next one", () => {
		const host = new Host();
		host.client({ host: ["a", "b"], servers: new Servers(), dns: { io: Resolver, machine: host } });
		host.step();
		for (const name of ["a", "b", "a"]) {
			equal(host.question.host, name);
			host.question.onResolved(name, "10.0.0.1", ["10.0.0.1", "10.0.0.2"]);
			fails(host);
			equal(host.socket.options.address, "10.0.0.2");
			host.lose();
			const { questions } = host;
			while (host.questions === questions) host.step();
		}
	});

	it("may be a single one without a list", () => {
		const host = start(Host, {}, "a.example:1884");
		equal(fails(host), "a.example:1884");
	});

	it("are all checked when the client is created", () => {
		const host = new Host();
		const make = (list, servers = new Servers()) => host.client({ host: list, servers });
		for (const list of [[], ["a", ""], ["a", 5], ["mqtt://a"], ["a", "b:"], [undefined], undefined, ""])
			throws(() => make(list), TypeError, "host: expected a name");
		throws(() => host.client({ host: ["a"] }), TypeError, "a list with `servers`");
		for (const servers of [{}, true, 5, null]) throws(() => make("a", servers), TypeError, "servers: expected ");
		throws(() => new Servers({ sharedSession: 1 }), TypeError, "sharedSession: expected true or false");
		throws(() => new Servers({ shared: true }), TypeError, "unknown option: shared; expected sharedSession");
		throws(() => new Servers(["a"]), TypeError, "the list is the client's host");
	});
}
