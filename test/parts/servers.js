// A client with several servers, played by hand.
import { Servers } from "mote-mqtt/servers";
import { fail } from "../assert.js";

export const THREE = Object.freeze(["a.example", "b.example:1884", "[2001:db8::17]:1885"]);

/** A machine of that class, whose client has opened its first socket. */
export function start(Host, options, list = THREE, servers = new Servers()) {
	const host = new Host();
	host.client({ host: list, servers, ...options });
	host.step();
	return host;
}

/** Where the socket goes that was made last. */
export const where = ({ socket: { options } }) => `${options.host}:${options.port}`;

/** Lets time pass until there is another socket; where it goes. */
export function next(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	return where(host);
}

/** The connection fails, and another one is tried; where. */
export function fails(host) {
	host.lose();
	return next(host);
}

/** The server accepts; whether CONNECT asked it for a clean session: Clean Session in 3.1.1, Clean Start in 5.0. */
export function accept(host, connack) {
	host.writes.length = 0;
	host.accept();
	const [connect] = host.writes;
	const clean = (connect[9] & 2) > 0;
	const { length } = host.log;
	host.writes.length = 0;
	host.send(connack);
	// 3.1.1 keeps nothing of a clean session: what is to be kept needs another connection, of which the app is not told.
	if (clean && !host.made.connected && host.log.length === length) {
		next(host);
		if (accept(host, connack)) fail("a session that is clean twice");
	}
	return clean;
}
