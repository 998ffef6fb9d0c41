import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok } from "../../assert.js";
import { Recorder } from "./recorder.js";

describe("the resolver of Node.js", () => {
	function resolve(host, calls) {
		const resolver = new tcp.dns.io(tcp.dns);
		resolver.resolve({ host, onResolved: calls.on("onResolved"), onError: calls.on("onError") });
		return resolver;
	}

	it("gives the host's name and its IPv4 address, not before resolve() has returned", async () => {
		const calls = new Recorder();
		resolve("localhost", calls);
		deepEqual(calls.calls, []);
		await calls.called("onResolved");
		deepEqual(calls.calls, [["onResolved", "localhost", "127.0.0.1"]]);
	});

	it("takes an address for its own name", async () => {
		for (const host of ["127.0.0.2", "::1"]) {
			const calls = new Recorder();
			resolve(host, calls);
			await calls.called("onResolved");
			deepEqual(calls.calls, [["onResolved", host, host]]);
		}
	});

	it("fails, once, for a name that no host can have", async () => {
		const calls = new Recorder();
		resolve("a".repeat(300), calls);
		await calls.called("onError");
		equal(calls.calls.length, 1);
		ok(calls.calls[0][1] instanceof Error);
	});

	it("is used for several names", async () => {
		const calls = new Recorder();
		const resolver = resolve("localhost", calls);
		resolver.resolve({ host: "127.0.0.1", onResolved: calls.on("onResolved") });
		await calls.called("onResolved", 2);
	});

	it("does not call back after close()", async () => {
		const closed = new Recorder();
		const calls = new Recorder();
		for (const host of ["localhost", "a".repeat(300)]) resolve(host, closed).close();
		for (let i = 0; i < 8; i++) resolve("localhost", calls);
		await calls.called("onResolved", 8);
		deepEqual(closed.calls, []);
	});
});
