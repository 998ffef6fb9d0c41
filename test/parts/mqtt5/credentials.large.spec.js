import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { Credentials } from "mote-mqtt/credentials";
import { fallback } from "mote-mqtt/fallback";
import { ACCEPTED, Host5, KEPT } from "../../mqtt5/host.js";
import { describeCredentials, dial } from "../credentials.js";

const byte = (value) => value.toString(16).padStart(2, "0").toUpperCase();
const field = (text) => ` ${byte(text.length >> 8)} ${byte(text.length & 255)} "${text}"`;

/** CONNECT with the default options. */
function connect(user, password) {
	const size = 18 + 2 + user.length + (password === undefined ? 0 : 2 + password.length);
	const length = size < 128 ? byte(size) : `${byte((size & 127) | 128)} ${byte(size >> 7)}`;
	const flags = password === undefined ? "82" : "C2";
	const credentials = `${field(user)}${password === undefined ? "" : field(password)}`;
	return `10 ${length} 00 04 "MQTT" 05 ${flags} 00 3C 05 27 00 00 00 80 00 00${credentials}`;
}

describe("Credentials, in 5.0,", () => {
	describeCredentials(Host5, ACCEPTED, "20 03 00 86 00", connect);

	it("may be a password alone", () => {
		const host = new Host5();
		host.client({ credentials: new Credentials(() => ({ password: "p" })) });
		dial(host);
		host.sent('10 15 00 04 "MQTT" 05 42 00 3C 05 27 00 00 00 80 00 00 00 01 "p"');
	});

	it("are combined with an assigned identifier, even if `size` has no room for that", () => {
		const host = new Host5();
		const password = "p".repeat(60);
		host.client({ timeout: 3_000, credentials: new Credentials(() => ({ user: "u", password }), { size: 85 }) });
		dial(host);
		host.send('20 2B 00 00 28 12 00 25 "x"*37');
		host.lose();
		host.writes.length = 0;
		host.advance(1_000);
		dial(host);
		host.sent(`10 78 00 04 "MQTT" 05 C2 00 3C 05 27 00 00 00 80 00 25 "x"*37 00 01 "u" 00 3C "${password}"`);
	});

	it("are combined with the identifier that the server has assigned", () => {
		const host = new Host5();
		host.client({ credentials: new Credentials(() => ({ user: "u" })) });
		dial(host);
		host.writes.length = 0;
		host.send('20 08 00 00 05 12 00 02 "id"');
		host.lose();
		dial(host);
		host.sent('10 17 00 04 "MQTT" 05 82 00 3C 05 27 00 00 00 80 00 02 "id" 00 01 "u"');
	});

	it("are combined with enhanced authentication, each time again", () => {
		const host = new Host5();
		let count = 0;
		host.client({
			...KEPT,
			sessionExpiry: 0,
			authentication: new EnhancedAuthentication({ method: "M", answer() {} }),
			credentials: new Credentials(() => ({ user: `${count++}` })),
		});
		for (let i = 0; i < 3; i++) {
			dial(host);
			host.sent(`10 1B 00 04 "MQTT" 05 80 00 3C 09 27 00 00 00 80 15 00 01 "M" 00 02 "me" 00 01 "${i}"`);
			host.lose();
		}
	});

	it("and a will with properties are converted for a server with only 3.1.1", () => {
		const host = new Host5();
		let count = 0;
		const credentials = new Credentials(() => ({ password: `${++count}` }), {
			will: () => ({ topic: "w", message: `${count}`, willDelay: 5_000, contentType: "t" }),
		});
		host.client({ ...KEPT, sessionExpiry: 0, fallback, credentials });
		dial(host);
		host.sent(
			'10 27 00 04 "MQTT" 05 44 00 3C 05 27 00 00 00 80 00 02 "me" 09 03 00 01 "t" 18 00 00 00 05 00 01 "w" 00 01 "1" 00 01 "1"',
		);
		host.send("20 02 00 01");
		for (const number of ["2", "3"]) {
			dial(host);
			host.sent(`10 19 00 04 "MQTT" 04 C4 00 3C 00 02 "me" 00 01 "w" 00 01 "${number}" 00 00 00 01 "${number}"`);
			host.send("20 02 00 00");
			host.lose();
		}
	});
});
