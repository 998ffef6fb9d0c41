// What a client of 5.0 must refuse from a server, once connected, and how it reports that (section 4.13).
import { equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { ACCEPTED, Host5 } from "./host.js";

const told = [];
/** CONNACK with the authentication method "a". */
const AUTHENTICATED = '20 07 00 00 04 15 00 01 "a"';

/** A valid message. */
const MESSAGE = hex('30 05 00 01 "z" 00 "z"');

/**
 * Each of `rows`, or the result of `make` for it, is invalid: in one segment, byte by byte, and after a message in
 * its segment. Checks that DISCONNECT is sent with this reason code, that the connection is closed, that the app is
 * told, and that the next connection works. `options`: the client's, or a function that creates them, because a part
 * is for one client. `before` runs with the connected client.
 */
export async function refuse(rows, code, make, options, before) {
	for (let i = 0; i < rows.length * 3; i++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const row = rows[(i / 3) | 0];
		const how = i % 3;
		const notation = make ? make(row) : row;
		const bytes = how === 2 ? concat(MESSAGE, hex(notation)) : hex(notation);
		const host = new Host5();
		const more = typeof options === "function" ? options() : options;
		const connack = more?.authentication ? AUTHENTICATED : ACCEPTED;
		host.client({ ...more, onDisconnect: (reason) => told.push(reason) });
		host.meet();
		host.send(connack);
		before?.(host.made);
		host.writes.length = host.log.length = told.length = 0;
		if (how === 1) for (let at = 0; at < bytes.length && !host.socket.closed; at++) host.send(bytes.slice(at, at + 1));
		else host.send(bytes);
		equal(told.length, 1, row);
		equal(told[0].code, code, row);
		equal(host.socket.closed, true, row);
		equal(host.writes.length, 1, row);
		host.sent(`E0 01 ${code.toString(16).toUpperCase()}`);
		equal(host.log.length, how === 2 ? 1 : 0, row);
		host.made.connect();
		host.log.length = 0;
		host.meet();
		host.send(connack);
		equal(host.log[0], "connected");
		host.made.close();
	}
}
