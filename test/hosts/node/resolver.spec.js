import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok } from "../../assert.js";
import { Recorder } from "./recorder.js";

describe("the resolver of Node.js", () => {
	function resolve(host, calls) {
		const resolver = new tcp.dns.io(tcp.dns);
		resolver.resolve({ host, onResolved: calls.on("onResolved"), onError: calls.on("onError") });
		return resolver;
	}

	/** Replaces the results of the operating system's look-ups by `found` while `run` runs. */
	async function finding(found, run) {
		const { lookup } = dns;
		// Asynchronous, as the system's, which runs in another thread.
		dns.lookup = (_host, options, callback) =>
			setImmediate(() => {
				deepEqual(options, { all: true, order: "ipv4first" });
				callback(null, found);
			});
		syncBuiltinESMExports();
		try {
			await run();
		} finally {
			dns.lookup = lookup;
			syncBuiltinESMExports();
		}
	}

	it("reports the host's name and its IPv4 address, after resolve() has returned", async () => {
		const calls = new Recorder();
		resolve("localhost", calls);
		deepEqual(calls.calls, []);
		await calls.called("onResolved");
		deepEqual(calls.calls[0].slice(0, 3), ["onResolved", "localhost", "127.0.0.1"]);
		equal(calls.calls[0][3][0], "127.0.0.1");
	});

	it("reports all addresses of a name, IPv4 first", async () => {
		const addresses = ["10.0.0.1", "10.0.0.2", "2001:db8::17"];
		const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
		await finding(found, async () => {
			const calls = new Recorder();
			resolve("broker.local", calls);
			await calls.called("onResolved");
			deepEqual(calls.calls, [["onResolved", "broker.local", "10.0.0.1", addresses]]);
		});
	});

	it("finds a name that has only IPv6 addresses", async () => {
		await finding([{ address: "2001:db8::17", family: 6 }], async () => {
			const calls = new Recorder();
			resolve("broker.local", calls);
			await calls.called("onResolved");
			deepEqual(calls.calls, [["onResolved", "broker.local", "2001:db8::17", ["2001:db8::17"]]]);
		});
	});

	it("accepts an address as a name", async () => {
		for (const host of ["127.0.0.2", "::1"]) {
			const calls = new Recorder();
			resolve(host, calls);
			await calls.called("onResolved");
			deepEqual(calls.calls, [["onResolved", host, host, [host]]]);
		}
	});

	it("fails, once, for an invalid name", async () => {
		const calls = new Recorder();
		resolve("a".repeat(300), calls);
		await calls.called("onError");
		equal(calls.calls.length, 1);
		ok(calls.calls[0][1] instanceof Error);
	});

	it("can be used for several names", async () => {
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
