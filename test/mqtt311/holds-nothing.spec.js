import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { Host, KEPT, Resolver } from "./host.js";

// A timer, socket or look-up that is still active keeps a client and all its memory. An app that creates clients
// without close() would run out of memory.

/** Checks that no timer, socket or look-up is active. */
function holdsNothing(host, where) {
	equal(host.timers.length, 0, `${where}: timers`);
	equal(host.asking.length, 0, `${where}: look-ups`);
	equal(host.socket === undefined || host.socket.closed, true, `${where}: socket`);
}

/** Options of a client that uses a resolver. */
function byName(host, options) {
	return { host: "broker.local", dns: { io: Resolver, machine: host }, ...options };
}

describe("A client that has ended, and will not try again, holds nothing of the machine's", () => {
	it("after its one try: no address, no connection, no CONNACK, a connection lost", () => {
		const ends = {
			"no address": (host) => host.question.onError(),
			"no answer": (host) => host.advance(20_000),
			"no connection": (host) => {
				host.question.onResolved("broker.local", "10.0.0.1");
				host.lose();
			},
			"no CONNACK": (host) => {
				host.question.onResolved("broker.local", "10.0.0.1");
				host.accept();
				host.advance(20_000);
			},
			"no socket": (host) => {
				host.noSocket = true;
				host.question.onResolved("broker.local", "10.0.0.1");
			},
			lost: (host) => {
				host.question.onResolved("broker.local", "10.0.0.1");
				host.accept();
				host.send("20 02 00 00");
				host.lose();
			},
		};
		for (const how in ends) {
			const host = new Host();
			host.client(byName(host, { reconnect: false }));
			host.step();
			ends[how](host);
			equal(host.log.length > 0, true, how);
			holdsNothing(host, how);
		}
	});

	it("where `reconnect.refused` is false: refused by CONNACK, or a message at QoS 2 where that is not asked for", () => {
		for (const bytes of [
			"20 02 00 01",
			"20 02 00 02",
			"20 02 00 04",
			"20 02 00 05",
			'20 02 00 00 34 05 00 01 "a" 00 01',
		]) {
			const host = new Host();
			host.client({ reconnect: { refused: false } });
			host.again(bytes);
			holdsNothing(host, bytes);
		}
	});

	it("after disconnect(), whenever that was, and close()", () => {
		for (const ending of ["disconnect", "close"]) {
			for (let steps = 0; steps < 6; steps++) {
				const host = new Host();
				const client = host.client(byName(host));
				if (steps > 0) host.step();
				if (steps > 1) host.question.onResolved("broker.local", "10.0.0.1");
				if (steps > 2) host.accept();
				if (steps > 3) host.send("20 02 00 00");
				if (steps > 4) host.lose();
				client[ending]();
				if (ending === "disconnect") host.step();
				holdsNothing(host, `${ending} ${steps}`);
			}
		}
	});

	it("after disconnect() that ran into its deadline, with something unacknowledged", () => {
		const host = new Host();
		const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce() });
		client.topic("a", { QoS: 2 }).publish("x");
		client.disconnect(1_000);
		host.advance(1_000);
		host.happened("unacknowledged");
		holdsNothing(host);
	});

	it("in the callback that tells of it, already", () => {
		const host = new Host();
		host.client({ reconnect: false, onDisconnect: () => holdsNothing(host) });
		host.again();
		host.lose();
		equal(host.socket.closed, true);
	});

	it("though there are many of them, one after another", () => {
		const host = new Host();
		for (let i = 0; i < 100; i++) {
			host.client({ reconnect: false });
			host.again();
			host.lose();
			host.writes.length = host.log.length = 0;
		}
		holdsNothing(host);
		equal(host.sockets, 100);
	});

	it("and connects all the same when it is told to", () => {
		const host = new Host();
		const client = host.client({ reconnect: false });
		for (let i = 0; i < 3; i++) {
			host.again();
			host.lose();
			holdsNothing(host);
			client.connect();
		}
		host.again();
		equal(client.connected, true);
	});
});

describe("A look-up that is given up is closed", () => {
	it("when its time has passed, each time again", () => {
		const host = new Host();
		host.client(byName(host, { timeout: 2_000 }));
		for (let i = 1; i < 50; i++) {
			while (host.questions < i) host.step();
			equal(host.asking.length, 1);
			while (host.asking.length && host.questions === i) host.step();
			equal(host.asking.length, 0, i);
			host.log.length = 0;
		}
	});

	it("by close() and connect(), with which another one begins", () => {
		const host = new Host();
		const client = host.client(byName(host));
		for (let i = 1; i < 20; i++) {
			host.step();
			equal(host.questions, i);
			equal(host.asking.length, 1);
			client.close();
			equal(host.asking.length, 0);
			client.connect();
		}
	});

	it("where it throws, or has no close()", () => {
		const host = new Host();
		class Bare {
			resolve() {
				host.questions++;
				if (host.questions === 1) throw new Error("no socket left");
			}
		}
		const client = host.client({ host: "broker.local", dns: { io: Bare } });
		host.step();
		host.happened("hostNotFound, retry 1000");
		host.advance(1_000);
		equal(host.questions, 2);
		client.close();
		holdsNothing(host);
	});
});
