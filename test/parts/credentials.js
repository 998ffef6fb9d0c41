// Credentials that are requested before each connection: the same for both versions. A token may expire, not be
// available yet, or be wrong.
import { Credentials } from "mote-mqtt/credentials";
import { equal, throws } from "../assert.js";
import { Resolver } from "../mqtt311/host.js";

/** Waits until there is another socket, and accepts it. */
export function dial(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	host.accept();
}

/**
 * `Host` is that of the version. `accepted`: CONNACK. `refused`: CONNACK, bad user name or password. `connect(user,
 * password)`: CONNECT, as bytes in hexadecimal; without arguments, with neither.
 */
export function describeCredentials(Host, accepted, refused, connect) {
	it("are requested before each connection: after an expired token comes a new one", () => {
		const host = new Host();
		let count = 0;
		host.client({ credentials: new Credentials(() => ({ user: "u", password: `token ${++count}` })) });
		dial(host);
		host.sent(connect("u", "token 1"));
		host.send(accepted);
		host.lose();
		dial(host);
		host.sent(connect("u", "token 2"));
		host.send(refused);
		dial(host);
		host.sent(connect("u", "token 3"));
		host.send(accepted);
		host.happened("connected", "connectionLost, retry 1000", "badUserNameOrPassword, retry 900000", "connected");
	});

	it("may come later, within `timeout`, for example a token that must be fetched; connecting then has its full time", () => {
		const host = new Host();
		let answer;
		host.client({
			timeout: 5_000,
			credentials: new Credentials((later) => {
				answer = later;
			}),
		});
		host.advance(4_999);
		equal(host.sockets, 0);
		answer({ user: "u", password: new Uint8Array([0x70]) });
		equal(host.sockets, 1);
		host.advance(4_000);
		host.accept();
		host.sent(connect("u", "p"));
		// A second answer is ignored, whenever it comes.
		answer({ user: "x", password: "x" });
		host.send(accepted);
		answer({ user: "x", password: "x" });
		host.advance(1_000);
		host.happened("connected");
		equal(host.sockets, 1);
	});

	it("that do not come in time are requested again; what comes too late is ignored", () => {
		const host = new Host();
		const answers = [];
		host.client({
			timeout: 5_000,
			credentials: new Credentials((later) => {
				answers.push(later);
			}),
		});
		host.advance(5_001);
		host.happened("credentialsFailed, retry 1000");
		answers[0]({ user: "late" });
		host.advance(1_000);
		equal(answers.length, 2);
		answers[0]({ user: "late" });
		equal(host.sockets, 0);
		answers[1]({ user: "u" });
		host.accept();
		host.sent(connect("u"));
	});

	it("may be given by answer() at once", () => {
		const host = new Host();
		host.client({ credentials: new Credentials((answer) => answer({ user: "u" })) });
		dial(host);
		host.sent(connect("u"));
		equal(host.sockets, 1);
	});

	it("that are invalid and come later end the connection with a reason, and throw nothing where they come from", () => {
		const host = new Host();
		let answer;
		host.client({
			credentials: new Credentials((later) => {
				answer = later;
			}),
		});
		host.step();
		answer(undefined);
		host.happened("credentialsFailed, retry 1000");
	});

	it("may be long if there is room for them", () => {
		const host = new Host({ room: 100 });
		const password = "0123456789".repeat(40);
		host.client({ credentials: new Credentials(() => ({ user: "u", password }), { size: 600 }) });
		dial(host);
		for (let i = 0; i < 20; i++) host.drain();
		host.streamed(connect("u", password));
	});

	it("are not used by a client that is closed or disconnected while it requests them", () => {
		for (const ending of ["close", "disconnect"]) {
			const host = new Host();
			let later;
			const client = host.client({
				credentials: new Credentials((answer) => {
					later = answer;
					client[ending]();
					return { user: "u" };
				}),
			});
			host.advance(60_000);
			later({ user: "u" });
			host.advance(60_000);
			equal(host.log.join(), ending === "close" ? "" : "disconnected");
			equal(host.sockets === 0 || host.socket.closed, true);
			equal(host.timers.length, 0);
		}
	});

	it("are not used by a client that is closed or disconnected while it waits for them", () => {
		for (const ending of ["close", "disconnect"]) {
			const host = new Host();
			let later;
			const client = host.client({
				credentials: new Credentials((answer) => {
					later = answer;
				}),
			});
			host.step();
			client[ending]();
			if (ending === "disconnect") host.step();
			later({ user: "u" });
			host.advance(60_000);
			host.happened(...(ending === "close" ? [] : ["disconnected"]));
			equal(host.sockets, 0);
			// They are requested when it connects again.
			client.connect();
			host.step();
			later({ user: "u" });
			equal(host.sockets, 1);
		}
	});

	it("are requested before the name is looked up", () => {
		const host = new Host();
		let answer;
		host.client({
			host: "broker.local",
			dns: { io: Resolver, machine: host },
			credentials: new Credentials((later) => {
				answer = later;
			}),
		});
		host.advance(10);
		equal(host.questions, 0);
		answer({ user: "u" });
		host.question.onResolved("broker.local", "10.0.0.1");
		host.accept();
		host.sent(connect("u"));
	});

	it("require functions, a sufficient size, and no other name", () => {
		const host = new Host();
		for (const ask of [null, {}, "u", 5]) throws(() => new Credentials(ask), TypeError, "ask");
		throws(() => new Credentials(undefined, { will: {} }), TypeError, "will");
		for (const size of [0, 1.5, "9", 65_536]) throws(() => new Credentials(undefined, { size }), RangeError, "size");
		throws(() => new Credentials(undefined, { Size: 5 }), TypeError, "Size");
		throws(() => host.client({ credentials: new Credentials(undefined, { size: 5 }) }), RangeError, "size");
		throws(() => host.client({ credentials: () => ({}) }), TypeError, "credentials");
	});
}
