// What a client of 5.0 must not take from a server, once connected: how it says so (section 4.13).
import { equal } from "../assert.js";
import { ACCEPTED, Host5 } from "./host.js";

const told = [];
/** CONNACK with the authentication method "a". */
const AUTHENTICATED = '20 07 00 00 04 15 00 01 "a"';

/**
 * Each of `rows`, or what `make` makes of it, is wrong: DISCONNECT is sent with that reason code, the connection is closed, the app is told,
 * and the next connection is fine. `options`: the client's, or what makes them, as a part is for one client.
 * `before` is run with the client once it is connected.
 */
export async function refuse(rows, code, make, options, before) {
	for (let i = 0; i < rows.length; i++) {
		// From here on nothing else is on the stack, which in a device is small.
		await undefined;
		const host = new Host5();
		const more = typeof options === "function" ? options() : options;
		const connack = more?.authentication ? AUTHENTICATED : ACCEPTED;
		host.client({ ...more, onDisconnect: (reason) => told.push(reason) });
		host.meet();
		host.send(connack);
		before?.(host.made);
		host.writes.length = host.log.length = told.length = 0;
		const bytes = make ? make(rows[i]) : rows[i];
		host.send(bytes);
		equal(told.length, 1, rows[i]);
		equal(told[0].code, code, rows[i]);
		equal(host.socket.closed, true, rows[i]);
		equal(host.writes.length, 1, rows[i]);
		host.sent(`E0 01 ${code.toString(16).toUpperCase()}`);
		host.happened();
		host.made.connect();
		host.meet();
		host.send(connack);
		equal(host.log[0], "connected");
		host.made.close();
	}
}
