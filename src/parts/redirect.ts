// Set-up. "mote-mqtt/redirect": connects to another server that a server has named (5.0, section 4.11), until that
// fails.

import { aim } from "../client/server-address.js";
import type { RedirectedClient, Redirection } from "../mqtt5/options.js";
import type { part } from "../part.js";

/** The option `redirect` of a 5.0 client: `new Client({ redirect: new Redirect(), … })`. Use one for each client. */
export class Redirect implements Redirection {
	/** @hidden */
	declare readonly [part]: "redirect";
	/** The original server while the client uses another one. The client returns to it when the other one fails. */
	private home: { host: string; port: number } | undefined;
	/** Another server was named and not tried yet. */
	private isNew = false;

	/**
	 * Takes the first server of "host:port host:port …": a name or an address; IPv6 is in brackets if a port follows.
	 * Returns whether it is valid. The socket's class does not change. @internal
	 */
	refer(client: RedirectedClient, reference: string): boolean {
		const home = this.home ?? { host: client.host, port: client.port };
		if (!aim(client, reference.split(" ")[0], home.port)) return false;
		this.home = home;
		this.isNew = true;
		return true;
	}

	/** Called by the client. @internal */
	open(client: RedirectedClient): void {
		// All addresses of a name belong to the same server.
		if (this.home && !this.isNew && !client.addresses?.length) {
			client.host = this.home.host;
			client.port = this.home.port;
			this.home = undefined;
		}
		this.isNew = false;
	}
}
