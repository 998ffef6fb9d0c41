// Set-up. "mote-mqtt/redirect": goes to the server that another one names (5.0, section 4.11), until that fails.
import type { RedirectedClient, Redirection } from "../mqtt5/options.js";

/** As the option `redirect` of a client of 5.0: `new Client({ redirect: new Redirect(), … })`. For one client each. */
export class Redirect implements Redirection {
	/** Where we go when a server that another one named is no good: the host and port of the options. */
	private home: { host: string; port: number } | undefined;
	/** Another server was named, and not tried yet. */
	private isNew = false;

	/** The first of "host:port host:port …" is taken, if it is a name or IPv4 address; whether it is. The socket's class stays. */
	refer(client: RedirectedClient, reference: string): boolean {
		const first = reference.split(" ")[0];
		const [host, port, ...more] = first.split(":");
		const number = port === undefined ? this.home!.port : Number(port);
		if (port !== undefined && String(number) !== port) return false;
		if (!host || more.length || host.startsWith("[") || !(number > 0 && number < 65_536 && number % 1 === 0))
			return false;
		client.host = host;
		client.port = number;
		this.isNew = true;
		return true;
	}

	/** For the client. */
	open(client: RedirectedClient): void {
		if (!this.home) this.home = { host: client.host, port: client.port };
		if (!this.isNew) {
			client.host = this.home.host;
			client.port = this.home.port;
		}
		this.isNew = false;
	}
}
