// Mistakes of an app when it is asked for authentication data.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

/** CONNACK with the method. */
const CONNACK = '20 07 00 00 04 15 00 01 "M"';
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
const OTHER = hex('"2"');

/** What an app may return by mistake, or throw. */
const WRONG = Object.freeze({
	throws: () => {
		throw new Error("no key");
	},
	"throws nothing": () => {
		throw undefined;
	},
	"returns text": () => "secret",
	"returns null": () => null,
	"returns a number": () => 5,
	"returns 0": () => 0,
	"returns false": () => false,
	"returns a list": () => [1, 2],
	"returns an ArrayBuffer": () => new ArrayBuffer(2),
	"returns a promise": () => Promise.resolve(OTHER),
});

/** One at a time, because memory is small. */
let host;

/** A client that authenticates with the method "M". */
function by(more) {
	host = undefined;
	host = new Host5();
	const authentication = new EnhancedAuthentication({
		method: "M",
		begin: () => OTHER,
		answer: () => OTHER,
		...more,
	});
	host.client({ authentication });
}

/** Checks that only the end of a connection was reported, which is retried. */
function endedForIt() {
	equal(host.log.length, 1, host.log.join());
	equal(host.log[0].endsWith(", retry 1000"), true, host.log[0]);
	host.log.length = 0;
}

/** In begin(), before there is a connection: none is opened. */
function beginWrong(wrong) {
	by({ begin: wrong });
	host.step();
	endedForIt();
	equal(host.sockets, 0);
}

/** In the first answer(). */
function answerWrong(wrong) {
	by({ answer: wrong });
	host.meet();
	host.send(AUTH);
	endedForIt();
	equal(host.socket.closed, true);
	host.sent();
}

/** In a later answer(), during re-authentication. */
function answerLaterWrong(wrong) {
	by({ answer: wrong });
	host.meet();
	host.send(CONNACK);
	equal(host.made.authentication.reauthenticate(), true);
	host.writes.length = host.log.length = 0;
	host.send(AUTH);
	endedForIt();
	equal(host.socket.closed, true);
	// The next connection works as usual.
	host.meet();
	host.send(CONNACK);
	host.happened("connected");
}

/** In begin() of re-authentication: it does not begin, and the connection continues. */
function beginLaterWrong(wrong) {
	let begin = () => OTHER;
	by({ begin: () => begin() });
	host.meet();
	host.send(CONNACK);
	host.writes.length = host.log.length = 0;
	begin = wrong;
	equal(host.made.authentication.reauthenticate(), false);
	host.sent();
	host.happened();
	equal(host.made.connected, true);
	begin = () => OTHER;
	equal(host.made.authentication.reauthenticate(), true);
}

describe("An app that, asked for authentication data,", () => {
	for (const name in WRONG)
		it(`${name}: ends the connection, but not one that stands; nothing escapes`, async () => {
			for (const ask of [beginWrong, answerWrong, answerLaterWrong, beginLaterWrong]) {
				// After `await`, nothing else is on a device's small stack.
				await undefined;
				ask(WRONG[name]);
			}
		});
});
