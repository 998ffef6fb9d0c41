import { Credentials } from "mote-mqtt/credentials";
import { equal } from "../../assert.js";
import { ACCEPTED, Host, KEPT } from "../../mqtt311/host.js";
import { describeCredentials, dial } from "../credentials.js";

const byte = (value) => value.toString(16).padStart(2, "0").toUpperCase();
const field = (text) => ` ${byte(text.length >> 8)} ${byte(text.length & 255)} "${text}"`;

/** CONNECT with the default options. */
function connect(user, password) {
	const size = 12 + 2 + user.length + (password === undefined ? 0 : 2 + password.length);
	const length = size < 128 ? byte(size) : `${byte((size & 127) | 128)} ${byte(size >> 7)}`;
	const flags = password === undefined ? "82" : "C2";
	return `10 ${length} 00 04 "MQTT" 04 ${flags} 00 3C 00 00${field(user)}${password === undefined ? "" : field(password)}`;
}

describe("Credentials", () => {
	describeCredentials(Host, ACCEPTED, "20 02 00 04", connect);

	it("need a user name with a password; otherwise the reason says so [MQTT-3.1.2-22]", () => {
		const host = new Host();
		const told = [];
		host.client({
			credentials: new Credentials(() => ({ password: "p" })),
			onDisconnect: ({ text }) => told.push(text),
		});
		host.step();
		equal(told.join(), "user: expected a string, as there is a password");
	});

	it('are combined with a constant will, and with clean: "once"', () => {
		const host = new Host();
		host.client({
			...KEPT,
			clean: "once",
			will: { topic: "w", message: "m", QoS: 1, retain: true },
			credentials: new Credentials(() => ({ user: "u", password: "p" })),
		});
		dial(host);
		host.sent('10 1A 00 04 "MQTT" 04 EE 00 3C 00 02 "me" 00 01 "w" 00 01 "m" 00 01 "u" 00 01 "p"');
		host.send(ACCEPTED);
		host.sent("E0 00");
		dial(host);
		host.sent('10 1A 00 04 "MQTT" 04 EC 00 3C 00 02 "me" 00 01 "w" 00 01 "m" 00 01 "u" 00 01 "p"');
	});
});

describe("A will", () => {
	it("may be requested before each connection, for example with the number of failures", () => {
		const host = new Host();
		let lost = 0;
		const will = () => (lost++ ? { topic: "w", message: `${lost}`, retain: true } : undefined);
		host.client({ ...KEPT, user: "u", password: "p", credentials: new Credentials(undefined, { will }) });
		dial(host);
		host.sent('10 14 00 04 "MQTT" 04 C0 00 3C 00 02 "me" 00 01 "u" 00 01 "p"');
		host.lose();
		dial(host);
		host.sent('10 1A 00 04 "MQTT" 04 E4 00 3C 00 02 "me" 00 01 "w" 00 01 "2" 00 01 "u" 00 01 "p"');
		host.lose();
		dial(host);
		host.sent('10 1A 00 04 "MQTT" 04 E4 00 3C 00 02 "me" 00 01 "w" 00 01 "3" 00 01 "u" 00 01 "p"');
	});

	it("and credentials may be requested together; an invalid will ends the connection as they do", () => {
		const host = new Host();
		let topic = "#";
		const told = [];
		const credentials = new Credentials(() => ({ user: "u" }), { will: () => ({ topic, QoS: 2 }) });
		host.client({ ...KEPT, credentials, onDisconnect: ({ text }) => told.push(text) });
		host.step();
		equal(told.join(), "will.topic: expected a topic name, without + and #");
		topic = "w";
		// Without dial(), because a device's stack is small.
		host.step();
		host.accept();
		host.sent('10 16 00 04 "MQTT" 04 94 00 3C 00 02 "me" 00 01 "w" 00 00 00 01 "u"');
	});
});
