// An app that closes, connects or disconnects its client when it is asked for authentication data.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

/** CONNACK with the method. */
const CONNACK = '20 07 00 00 04 15 00 01 "M"';
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
const ANSWER = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "2"';
const OTHER = hex('"2"');

/** A client that authenticates with the method "M". */
function by(host, more, options) {
	const authentication = new EnhancedAuthentication({
		method: "M",
		begin: () => OTHER,
		answer: () => OTHER,
		onAuthenticated: () => host.log.push("authenticated"),
		...more,
	});
	return host.client({ authentication, ...options });
}

describe("In begin(), before there is a connection,", () => {
	/** A client that runs `what` in the first begin(). */
	function begun(what, options) {
		const host = new Host5();
		let isDone = false;
		by(
			host,
			{
				begin: () => {
					if (!isDone) {
						isDone = true;
						what(host.made);
					}
					return OTHER;
				},
			},
			options,
		);
		host.step();
		return host;
	}

	it("close() closes: no socket is opened, and no timer is left", () => {
		const host = begun((client) => client.close());
		equal(host.sockets, 0);
		equal(host.timers.length, 0);
		host.happened();
		host.made.connect();
		host.again(CONNACK);
		host.happened("connected");
	});

	it("disconnect() is reported soon, and no connection is left", () => {
		const host = begun((client) => client.disconnect());
		host.advance(1);
		host.happened("disconnected");
		equal(host.sockets === 0 || host.socket.closed, true);
		equal(host.timers.length, 0);
	});

	it("connect() changes nothing, and close() and connect() open one connection", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		for (const what of [
			(client) => client.connect(),
			(client) => {
				client.close();
				client.connect();
			},
			(client) => {
				client.disconnect();
				client.connect();
			},
		]) {
			const host = begun(what);
			host.advance(1);
			equal(host.sockets, 1);
			host.accept();
			host.drain();
			equal(host.writes.length, 1);
			host.send(CONNACK);
			host.happened("connected");
			host.advance(10_000);
			equal(host.sockets, 1);
		}
	});

	it("close() in the begin() of reauthenticate() closes: nothing is written", () => {
		const host = new Host5();
		let what = () => {};
		by(host, {
			begin: () => {
				what();
				return OTHER;
			},
		});
		host.meet();
		host.send(CONNACK);
		host.log.length = 0;
		what = () => host.made.close();
		equal(host.made.authentication.reauthenticate(), false);
		host.sent();
		host.happened();
		equal(host.timers.length, 0);
	});

	it("close() and connect() in the begin() of reauthenticate() write nothing into the next connection", () => {
		const host = new Host5();
		let what = () => {};
		by(host, {
			begin: () => {
				const now = what;
				what = () => {};
				now();
				return OTHER;
			},
		});
		host.meet();
		host.send(CONNACK);
		what = () => {
			host.made.close();
			host.made.connect();
		};
		equal(host.made.authentication.reauthenticate(), false);
		host.sent();
		host.again(CONNACK);
		equal(host.made.connected, true);
		host.sent();
	});
});

describe("In answer(), before and after CONNACK,", () => {
	/** A client that runs `what` in the first answer(). */
	function asked(what, online) {
		const host = new Host5();
		let isDone = false;
		by(host, {
			answer: () => {
				if (!isDone) {
					isDone = true;
					what(host.made);
				}
				return OTHER;
			},
		});
		host.meet();
		if (online) {
			host.send(CONNACK);
			host.made.authentication.reauthenticate();
		}
		host.writes.length = host.log.length = 0;
		host.send(AUTH);
		return host;
	}

	for (const online of [false, true]) {
		const when = online ? "after" : "before";

		it(`close() closes: nothing is written or reported: ${when}`, () => {
			const host = asked((client) => client.close(), online);
			host.sent();
			host.happened();
			equal(host.socket.closed, true);
			equal(host.timers.length, 0);
		});

		it(`close() and connect() write nothing into the next connection: ${when}`, async () => {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			const host = asked((client) => {
				client.close();
				client.connect();
			}, online);
			host.sent();
			host.again(CONNACK);
			host.sent();
			host.happened("connected");
		});

		it(`disconnect() is sent and reported: ${when}`, async () => {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			const host = asked((client) => client.disconnect(), online);
			host.advance(1);
			host.streamed(ANSWER, "E0 00");
			host.happened("disconnected");
			equal(host.socket.closed, true);
		});

		it(`connect() changes nothing: ${when}`, () => {
			const host = asked((client) => client.connect(), online);
			host.sent(ANSWER);
			host.happened();
			equal(host.socket.closed, false);
		});

		it(`reauthenticate() is false, because an exchange is pending: ${when}`, () => {
			let result;
			const host = asked((client) => {
				result = client.authentication.reauthenticate();
			}, online);
			equal(result, false);
			host.sent(ANSWER);
		});
	}
});
