// Set-up. Where a server is: a host and a port, as an app, a list of servers or another server names it.

/** Who goes there. */
interface Aiming {
	host: string;
	port: number;
	/** Those of the host's name that have not been tried. */
	addresses?: readonly string[] | undefined;
}

/**
 * Has `client` go to another server from the next connection on: "host" or "host:port", an address of IPv6 in brackets if a port follows it. Without
 * one, it is `port`. False if this is something else.
 */
export function aim(client: Aiming, server: string, port: number): boolean {
	const at = server.lastIndexOf(":");
	let host = server;
	// Where there are more colons, and no bracket before the last, all of it is an address.
	if (at >= 0 && (server[at - 1] === "]" || at === server.indexOf(":"))) {
		host = server.slice(0, at);
		port = Number(server.slice(at + 1));
		if (host + ":" + port !== server) return false;
	}
	if (at >= 0 && host.endsWith("]")) host = host.slice(1, -1);
	if (!host || host.includes("/") || !port || (port & 0xffff) !== port) return false;
	client.host = host;
	client.port = port;
	client.addresses = undefined;
	return true;
}
