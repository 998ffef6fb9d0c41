import { equal } from "../assert.js";
import { Host, Resolver } from "./host.js";

/** A client that uses a resolver, and has `timeout` milliseconds to connect. */
function asking(timeout = 5_000) {
	const host = new Host();
	host.client({ host: "broker.local", dns: { io: Resolver, machine: host }, timeout });
	host.advance(1);
	return host;
}

describe("The deadline for a connection", () => {
	it("passes if the resolver does not answer", () => {
		const host = asking();
		host.advance(4_999);
		host.happened();
		host.advance(1);
		host.happened("connectTimeout, retry 1000");
		host.advance(1_000);
		equal(host.questions, 2);
	});

	it("passes if the socket does not connect", () => {
		const host = asking();
		host.advance(3_000);
		host.question.onResolved("broker.local", "10.0.0.1");
		host.advance(1_999);
		host.happened();
		host.advance(1);
		host.happened("connectTimeout, retry 1000");
		equal(host.socket.closed, true);
	});

	it("passes if CONNACK does not come: one deadline for look-up, TCP and CONNACK", () => {
		const host = asking();
		host.advance(2_000);
		host.question.onResolved("broker.local", "10.0.0.1");
		host.advance(2_000);
		host.accept();
		host.send("20 02 00");
		host.advance(999);
		host.happened();
		host.advance(1);
		host.happened("connectTimeout, retry 1000");
		equal(host.socket.closed, true);
	});

	it("passes if there is no room for CONNECT", () => {
		const host = new Host({ room: 4 });
		host.client({ timeout: 5_000 });
		host.advance(1);
		host.accept();
		host.advance(5_000);
		host.happened("connectTimeout, retry 1000");
	});

	it("is 20 seconds by default, and holds across the wrap of the clock", () => {
		const host = new Host({ ticks: 0x7fffffff - 10_000 });
		host.client();
		host.advance(1);
		host.advance(19_999);
		host.happened();
		host.advance(1);
		host.happened("connectTimeout, retry 1000");
	});

	it("ends with CONNACK", () => {
		const host = new Host();
		host.client({ timeout: 5_000, keepAlive: 0, silence: 0 });
		host.again();
		host.advance(3_600_000);
		host.happened("connected");
	});
});

describe("A resolver", () => {
	it("that finds no address is asked again later", () => {
		const host = asking();
		host.question.onError();
		host.happened("hostNotFound, retry 1000");
		host.advance(1_000);
		equal(host.questions, 2);
		host.question.onResolved("broker.local", "10.0.0.1");
		equal(host.sockets, 1);
	});

	it("that throws has found no address", () => {
		const host = new Host();
		host.onQuestion = () => {
			throw new Error("no socket left");
		};
		host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		host.advance(1);
		host.happened("hostNotFound, retry 1000");
		host.onQuestion = undefined;
		host.advance(1_000);
		host.question.onResolved("broker.local", "10.0.0.1");
		equal(host.sockets, 1);
	});

	it("that answers at once, before resolve() returns, works", () => {
		const host = new Host();
		host.onQuestion = (question) => question.onResolved(question.host, "10.0.0.1");
		host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		host.again();
		host.happened("connected");
	});

	it("that throws after it has answered does not end the connection", () => {
		const host = new Host();
		host.onQuestion = (question) => {
			question.onResolved(question.host, "10.0.0.1");
			throw new Error("late");
		};
		host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		host.again();
		host.happened("connected");
	});

	it("that answers twice opens one socket", () => {
		const host = asking();
		const { question } = host;
		question.onResolved("broker.local", "10.0.0.1");
		question.onResolved("broker.local", "10.0.0.2");
		question.onError();
		equal(host.sockets, 1);
		host.happened();
		host.accept();
		host.send("20 02 00 00");
		question.onResolved("broker.local", "10.0.0.3");
		question.onError();
		equal(host.sockets, 1);
		host.happened("connected");
	});

	it("that answers after the deadline is ignored", () => {
		const host = asking();
		const { question } = host;
		host.advance(5_000);
		question.onResolved("broker.local", "10.0.0.1");
		host.advance(1_000);
		equal(host.questions, 2);
		question.onResolved("broker.local", "10.0.0.1");
		question.onError();
		equal(host.sockets, 0);
		host.happened("connectTimeout, retry 1000");
	});

	it("that answers after close() is ignored", () => {
		const host = asking();
		const { question } = host;
		host.made.close();
		question.onResolved("broker.local", "10.0.0.1");
		question.onError();
		equal(host.sockets, 0);
		host.made.connect();
		question.onResolved("broker.local", "10.0.0.1");
		host.advance(1);
		question.onResolved("broker.local", "10.0.0.1");
		equal(host.sockets, 0);
		host.happened();
	});

	it("that answers after disconnect() is ignored", () => {
		const host = asking();
		host.made.disconnect();
		host.advance(1);
		host.happened("disconnected");
		host.question.onResolved("broker.local", "10.0.0.1");
		host.question.onError();
		equal(host.sockets, 0);
		host.happened();
	});
});

describe("A socket", () => {
	it("whose constructor throws is retried later", () => {
		const host = new Host();
		host.noSocket = true;
		host.client();
		host.advance(1);
		host.happened("connectFailed, retry 1000");
		host.noSocket = false;
		host.again();
		host.happened("connected");
	});

	it("that fails before it is connected is closed and retried later", () => {
		const host = new Host();
		host.client();
		host.advance(1);
		host.lose();
		equal(host.socket.closed, true);
		host.happened("connectFailed, retry 1000");
		host.again();
		host.happened("connected");
	});

	it("that calls back after it was closed, as the SDK's simulator does, is ignored", () => {
		const host = new Host();
		host.online();
		const { socket } = host;
		host.lose();
		host.happened("connectionLost, retry 1000");
		socket.onReadable(4);
		socket.onWritable(1072);
		socket.onError();
		host.again();
		socket.onReadable(4);
		socket.onWritable(9999);
		socket.onError();
		host.sent();
		host.happened("connected");
	});
});
