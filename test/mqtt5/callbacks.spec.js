import { equal } from "../assert.js";
import { Host5 } from "./host.js";

let host;
let act;
let told;

/** Any callback: counts, and does `act`. */
function called() {
	told++;
	act();
}

const close = () => host.made.close();
const begin = () => {
	host.made.close();
	host.made.connect();
};

/** What the server sends, for one of the callbacks to be called; and what makes the client ask for that. */
const CALLBACKS = [
	["onPublish", "40 02 00 01", () => host.made.topic("a", { QoS: 1 }).publish()],
	["onPublish", "40 03 00 01 97", () => host.made.topic("a", { QoS: 1 }).publish()],
	["onSubscribe", "90 05 00 01 00 00 80", () => host.made.subscribe(["a", "b"])],
	["onUnsubscribe", "B0 05 00 01 00 00 11", () => host.made.unsubscribe(["a", "b"])],
	["onSettled", "40 02 00 01", () => host.made.topic("a", { QoS: 1 }).publish()],
	["onMessage", '32 06 00 01 "m" 00 07 00', () => {}],
	["onDisconnect", "E0 01 89", () => {}],
];

/** A client whose callback of that name is about to be called; what is sent behind that is a PUBLISH. */
function prepare(name, ask) {
	host = new Host5();
	told = 0;
	act = () => {};
	host.online({ onPublish: undefined, onSettled: undefined, onDisconnect: undefined, [name]: called });
	ask();
	host.writes.length = 0;
}

describe("Inside a callback of 5.0", () => {
	for (const [name, packet, ask] of CALLBACKS) {
		it(`close() ends everything at once, and no callback comes after it: ${name}, ${packet}`, () => {
			prepare(name, ask);
			act = close;
			host.send(`${packet} 30 04 00 01 "z" 00`);
			equal(told, 1);
			equal(host.socket.closed, true);
			host.sent();
			host.happened();
			host.advance(600_000);
			equal(host.sockets, 1);
		});

		it(`close() and connect() begin anew: ${name}, ${packet}`, () => {
			prepare(name, ask);
			act = begin;
			host.send(`${packet} 30 04 00 01 "z" 00`);
			act = () => {};
			equal(host.socket.closed, true);
			host.happened();
			host.meet();
			equal(host.sockets, 2);
			host.send("20 03 00 00 00");
			host.happened("connected");
			equal(host.made.connected, true);
		});

		if (name === "onDisconnect") continue;

		it(`publish() sends: ${name}, ${packet}`, () => {
			prepare(name, ask);
			const topic = host.made.topic("q", { QoS: 1 });
			let messages = 0;
			host.made[name] = () => {
				host.made[name] = undefined;
				topic.publish();
			};
			// Not kept: that would take more stack.
			host.onWrite = (bytes) => {
				if (bytes[0] === 0x32) messages++;
			};
			host.send(packet);
			equal(messages, 1);
			equal(host.made.settled, false);
		});
	}
});

describe("onDisconnect of 5.0", () => {
	it("may publish: that is kept", () => {
		host = new Host5();
		let topic;
		host.online({ onDisconnect: () => topic.publish() });
		topic = host.made.topic("a", { QoS: 1 });
		host.lose();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('32 06 00 01 "a" 00 01 00');
	});
});

describe("onConnect of 5.0", () => {
	it("may close(): nothing is sent", () => {
		host = new Host5();
		host.client({ onConnect: close });
		host.made.topic("a", { QoS: 1 }).publish();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent();
		equal(host.socket.closed, true);
	});

	it("may publish: behind what waited before", () => {
		host = new Host5();
		let topic;
		host.client({ onConnect: () => topic.publish() });
		topic = host.made.topic("a", { QoS: 1 });
		topic.publish();
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('32 06 00 01 "a" 00 01 00', '32 06 00 01 "a" 00 02 00');
	});

	it("may subscribe: behind what waited before", () => {
		host = new Host5();
		host.client({ onConnect: () => host.made.subscribe("b") });
		host.made.unsubscribe("a");
		host.meet();
		host.send("20 03 00 00 00");
		host.sent('A2 06 00 01 00 00 01 "a"', '82 07 00 02 00 00 01 "b" 00');
	});

	it("may disconnect(): at once where nothing waits", () => {
		host = new Host5();
		host.client({ onConnect: () => host.made.disconnect(0, { will: true }) });
		host.meet();
		host.send("20 03 00 00 00");
		host.step();
		host.sent("E0 01 04");
		host.happened("disconnected");
	});
});
