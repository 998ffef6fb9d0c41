// The device's resolver with a simulated network: prints its result for each answer.
import { Client } from "mote-mqtt";
import Resolver from "mote-mqtt/resolver";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const NAME = [1, 0x61, 4, 0x74, 0x65, 0x73, 0x74, 0];
/** Identifier, flags, counts; then the question. */
const head = (answers) => [0, 0, 0x81, 0x80, 0, 1, 0, answers, 0, 0, 0, 0, ...NAME, 0, 1, 0, 1];
const record = (type, ...data) => [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data];

/** `first`, and `count` times the same bytes: a spread of so many would not fit into the stack. */
function repeated(first, count, bytes) {
	const all = first.slice();
	while (count--) for (const byte of bytes) all.push(byte);
	return all;
}

const answers = {
	one: [...head(1), ...record(1, 10, 0, 0, 1)],
	three: [...head(3), ...record(1, 10, 0, 0, 1), ...record(1, 10, 0, 0, 2), ...record(1, 10, 0, 0, 3)],
	alias: [...head(3), ...record(5, 1, 0x62, 0xc0, 14), ...record(1, 10, 0, 0, 1), ...record(1, 10, 0, 0, 2)],
	ipv6: [...head(1), ...record(28, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17)],
	none: head(0),
	cut: [...head(2), ...record(1, 10, 0, 0, 1), ...record(1, 10, 0, 0, 2)].slice(0, -3),
	empty: [0, 0],
	wild: [...head(2), 0xff, 0xff, 0xff],
	itself: [...head(1), 0xc0, 24, ...record(1, 10, 0, 0, 1).slice(2)],
	claims: head(9),
	// What the SDK counts in 8 bits, or adds up in 16: it would take questions for answers, or miss answers that are there.
	questions: repeated([0, 0, 0x81, 0x80, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 12, 0, 1], 255, [0, 255, 255, 255, 255]).concat(
		record(5, 0),
	),
	authorities: [0, 0, 0x81, 0x80, 0, 1, 0, 1, 255, 255, 0, 0, ...NAME, 0, 1, 0, 1, ...record(1, 10, 0, 0, 1)],
	additional: [0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 255, 255, ...NAME, 0, 1, 0, 1, ...record(1, 10, 0, 0, 1)],
	// A name of 700 labels, each of which takes memory.
	long: repeated(head(1), 700, [1, 0x61]).concat(0, record(5, 0).slice(2)),
	// Two answers that have come before the first of them is read.
	twice: [...head(1), ...record(1, 10, 0, 0, 1)],
};

/** For udp.js, which is preloaded and therefore frozen. */
globalThis.network = { later: (callback) => Timer.set(callback, 0) };

const names = Object.keys(answers);
function next() {
	const name = names.shift();
	if (!name) return address();
	// An invalid answer is ignored, and the next one is used.
	network.copies = name === "twice" ? 2 : 1;
	network.answers = [answers[name], answers.one, answers.one];
	const resolver = new Resolver({});
	resolver.resolve({
		host: "a.test",
		onResolved(...all) {
			trace(`${name}: ${all.join(" ")} ${this === resolver}\n`);
			next();
		},
		onError() {
			trace(`${name}: error\n`);
			next();
		},
	});
}

/** The client's message for an address that its machine cannot reach. */
function address() {
	new Client({ ...tcp, host: "2001:db8::17", reconnect: false, onDisconnect: ({ text }) => trace(`${text}\nend\n`) });
}
next();
