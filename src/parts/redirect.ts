// Set-up. "mote-mqtt/redirect": goes to the server that another one names (5.0, section 4.11), until that fails.

import { aim } from "../client/server-address.js";
import type { RedirectedClient, Redirection } from "../mqtt5/options.js";
import type { part } from "../part.js";

/** As the option `redirect` of a client of 5.0: `new Client({ redirect: new Redirect(), … })`. For one client each. */
export class Redirect implements Redirection {
	/** @hidden */
	declare readonly [part]: "redirect";
	/** While we are elsewhere: where from, to go back when a server that another one named is no good. */
	private home: { host: string; port: number } | undefined;
	/** Another server was named, and not tried yet. */
	private isNew = false;

	/**
	 * The first of "host:port host:port …" is taken, a name or an address, IPv6 in brackets where a port follows; whether it is one.
	 * The socket's class stays. @internal
	 */
	refer(client: RedirectedClient, reference: string): boolean {
		const home = this.home ?? { host: client.host, port: client.port };
		if (!aim(client, reference.split(" ")[0], home.port)) return false;
		this.home = home;
		this.isNew = true;
		return true;
	}

	/** For the client. @internal */
	open(client: RedirectedClient): void {
		// All addresses of a name are one server.
		if (this.home && !this.isNew && !client.addresses?.length) {
			client.host = this.home.host;
			client.port = this.home.port;
			this.home = undefined;
		}
		this.isNew = false;
	}
}
