// Set-up. The host and port of a server, as named by an app, a list of servers or another server.

/** A client that connects to a server. */
interface Aiming {
	host: string;
	port: number;
	/** Addresses of the host's name that have not been tried. */
	addresses?: readonly string[] | undefined;
}

/**
 * Makes `client` connect to another server from the next connection on: "host" or "host:port", with brackets around
 * an IPv6 address before a port. Without a port, `port` is used. Returns false if `server` is malformed.
 */
export function aim(client: Aiming, server: string, port: number): boolean {
	const at = server.lastIndexOf(":");
	let host = server;
	// With several colons and no bracket before the last one, the text is an IPv6 address.
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
