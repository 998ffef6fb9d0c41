// What an app does wrong where it is asked for authentication data.
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

/** One at a time, as memory is small. */
let host;

/** A client that authenticates by the method "M". */
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

/** The only thing told must be the end of a connection, which is tried again. */
function endedForIt() {
	equal(host.log.length, 1, host.log.join());
	equal(host.log[0].endsWith(", retry 1000"), true, host.log[0]);
	host.log.length = 0;
}

/** At the first question, before there is a connection: none is opened. */
function beginWrong(wrong) {
	by({ begin: wrong });
	host.step();
	endedForIt();
	equal(host.sockets, 0);
}

/** At the server's first question. */
function answerWrong(wrong) {
	by({ answer: wrong });
	host.meet();
	host.send(AUTH);
	endedForIt();
	equal(host.socket.closed, true);
	host.sent();
}

/** When it authenticates again, later. */
function answerLaterWrong(wrong) {
	by({ answer: wrong });
	host.meet();
	host.send(CONNACK);
	equal(host.made.authentication.reauthenticate(), true);
	host.writes.length = host.log.length = 0;
	host.send(AUTH);
	endedForIt();
	equal(host.socket.closed, true);
	// The next connection is as any other.
	host.meet();
	host.send(CONNACK);
	host.happened("connected");
}

/** When it begins to authenticate again: it does not, and the connection stays. */
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
				// From here on nothing else is on the stack, which in a device is small.
				await undefined;
				ask(WRONG[name]);
			}
		});
});
