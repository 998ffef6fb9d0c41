// A client with several servers, controlled by the test.
import { Servers } from "mote-mqtt/servers";
import { fail } from "../assert.js";

export const THREE = Object.freeze(["a.example", "b.example:1884", "[2001:db8::17]:1885"]);

/** A machine of this class, whose client has opened its first socket. */
export function start(Host, options, list = THREE, servers = new Servers()) {
	const host = new Host();
	host.client({ host: list, servers, ...options });
	host.step();
	return host;
}

/** The host and port of the latest socket. */
export const where = ({ socket: { options } }) => `${options.host}:${options.port}`;

/** Waits until there is another socket. Returns its host and port. */
export function next(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	return where(host);
}

/** The connection fails, and another one is tried. Returns its host and port. */
export function fails(host) {
	host.lose();
	return next(host);
}

/**
 * The server accepts. Returns whether CONNECT requested a clean session: Clean Session in 3.1.1, Clean Start in 5.0.
 */
export function accept(host, connack) {
	host.writes.length = 0;
	host.accept();
	const [connect] = host.writes;
	const clean = (connect[9] & 2) > 0;
	const { length } = host.log;
	host.writes.length = 0;
	host.send(connack);
	// 3.1.1 does not keep a clean session. A session that is kept needs another connection, of which the app is not
	// told.
	if (clean && !host.made.connected && host.log.length === length) {
		next(host);
		if (accept(host, connack)) fail("a session that is clean twice");
	}
	return clean;
}
