import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { Property } from "mote-mqtt/mqtt5";
import { equal } from "../../assert.js";
import { hex, toHex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

/** Options of a client that authenticates with the method "M". */
function by(host) {
	return {
		authentication: new EnhancedAuthentication({
			method: "M",
			begin: () => ONE,
			answer: (properties) => {
				host.log.push(`answer ${toHex(properties.get(Property.authenticationData))}`);
				return OTHER;
			},
			onAuthenticated: () => host.log.push("authenticated"),
		}),
	};
}

const ONE = hex('"1"');
const OTHER = hex('"2"');
/** CONNACK with the method. */
const CONNACK = '20 07 00 00 04 15 00 01 "M"';
const BEGIN = 'F0 0A 19 08 15 00 01 "M" 16 00 01 "1"';
const AUTH = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "a"';
const ANSWER = 'F0 0A 18 08 15 00 01 "M" 16 00 01 "2"';
const SUCCESS = 'F0 06 00 04 15 00 01 "M"';

describe("Re-authentication", () => {
	it("sends AUTH, answers the server's, and reports success [MQTT-4.12.1-1] [MQTT-4.12.0-3]", () => {
		const host = new Host5();
		host.online(by(host), CONNACK);
		for (let i = 0; i < 2; i++) {
			equal(host.made.authentication.reauthenticate(), true);
			host.sent(BEGIN);
			host.send(AUTH);
			host.sent(ANSWER);
			host.send(SUCCESS);
			host.happened("answer 61", "authenticated");
		}
	});

	it("proceeds beside everything else", () => {
		const host = new Host5();
		host.online(by(host), CONNACK);
		const { made } = host;
		made.authentication.reauthenticate();
		equal(made.topic("a", { QoS: 1 }).publish("x"), 1);
		host.sent(BEGIN, '32 07 00 01 "a" 00 01 00 "x"');
		host.send(`30 05 00 01 "a" 00 "y" ${AUTH} 40 02 00 01 ${SUCCESS}`);
		host.happened("message a: y", "answer 61", "published 1 0", "settled", "authenticated");
	});

	it("is possible once at a time, while connected", () => {
		const host = new Host5();
		host.online(by(host), CONNACK);
		host.made.authentication.reauthenticate();
		equal(host.made.authentication.reauthenticate(), false);
		host.lose();
		equal(host.made.authentication.reauthenticate(), false);
		host.meet();
		equal(host.made.authentication.reauthenticate(), false);
		host.sent();
		host.send('20 07 00 00 04 15 00 01 "M"');
		equal(host.made.authentication.reauthenticate(), true);
		// An object that no client has.
		equal(by(host).authentication.reauthenticate(), false);
	});

	it("is not begun by the server, and not ended before it has begun", () => {
		for (const packet of [AUTH, SUCCESS]) {
			const host = new Host5();
			host.online(by(host), CONNACK);
			host.send(packet);
			host.sent("E0 01 82");
			host.happened("protocolError, retry 1000");
		}
	});

	it("that fails is reported by the server's DISCONNECT [MQTT-4.12.1-2]", () => {
		const host = new Host5();
		host.online(by(host), CONNACK);
		host.made.authentication.reauthenticate();
		host.send("E0 01 87");
		host.happened("notAuthorized, retry 1000");
		equal(host.socket.closed, true);
	});

	it("cannot begin if its packet has no room now, or is larger than the server accepts; the connection continues [MQTT-3.2.2-15]", () => {
		const host = new Host5();
		host.online(by(host), CONNACK);
		host.squeeze(11);
		equal(host.made.authentication.reauthenticate(), false);
		host.drain();
		equal(host.made.authentication.reauthenticate(), true);
		host.sent(BEGIN);
		const small = new Host5();
		small.online(by(small), '20 0C 00 00 09 15 00 01 "M" 27 00 00 00 0B');
		equal(small.made.authentication.reauthenticate(), false);
		equal(small.made.connected, true);
		small.sent();
	});
});
