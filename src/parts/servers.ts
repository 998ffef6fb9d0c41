// Set-up. "mote-mqtt/servers": several servers, of which the next is tried when one fails; and which of them a session is with.

import type { ServedClient, ServerList } from "../client/options.js";
import { aim } from "../client/server-address.js";
import type { part } from "../part.js";

/** Options of Servers. */
export interface ServersOptions {
	/**
	 * The servers share their sessions, as those of a cluster do: a session goes on with another one. Default false: a server that the
	 * session is not with is connected to with a clean session.
	 */
	sharedSession?: boolean;
}

/** So long after the first server was left it is tried first again. */
const AGAIN = 600_000;

/** As the option `servers` of a client: `new Client({ host: ["a.example", "b.example:1884"], servers: new Servers(), … })`. For one client each. */
export class Servers implements ServerList {
	/** @hidden */
	declare readonly [part]: "servers";
	private readonly shared: boolean;
	private hosts!: readonly string[];
	/** Where no port is said. */
	private port!: number;
	/** Which of them is tried, or connected to; and what is read from it. */
	private at: number;
	private name!: string;
	private number!: number;
	/** In ticks: when the first was left. */
	private left: number;
	/** Whether a clean session is asked for only because the server is another one than the session is with. */
	private cleans: boolean;
	/** Which of them the session is with; less than 0 for none. @internal */
	session: number;

	/** Throws TypeError that names the option. */
	constructor(options: ServersOptions = {}) {
		const shared = options.sharedSession ?? false;
		// With one option, expectKnown() would be more than a third of this part.
		const unknown = Object.keys(options).find((name) => name !== "sharedSession");
		if (unknown)
			throw new TypeError("unknown option: " + unknown + "; there is sharedSession, and the list is the client's host");
		if (shared !== true && shared !== false) throw new TypeError("sharedSession: expected true or false");
		this.shared = shared;
		this.cleans = false;
		this.at = this.session = this.left = 0;
	}

	/** Takes the option `host`, a server or a list of them: whether all can be read. For the client. @internal */
	take(client: ServedClient, host: string | readonly string[]): boolean {
		const hosts = Array.isArray(host) ? host.slice() : [host];
		let i = hosts.length;
		this.hosts = hosts;
		this.port = client.port;
		while (i > 0 && typeof hosts[i - 1] === "string" && aim(client, hosts[i - 1], this.port)) i--;
		if (i || !hosts.length) return false;
		this.go(client, 0);
		return true;
	}

	/** A connection is about to be opened. For the client. @internal */
	open(client: ServedClient): void {
		const isElsewhere = !this.shared && this.session !== this.at;
		if (isElsewhere && client.clean === false) {
			// Clean with that connection, and resumed from then on, where it is accepted.
			client.clean = "once";
			this.cleans = true;
			// The flag in CONNECT, behind the packet's length (section 3.1.2.4).
			const packet = client.connectPacket;
			let at = FLAGS;
			while (packet[at - FLAGS + 1] & 128) at++;
			packet[at] |= CLEAN;
		} else if (!isElsewhere) {
			if (this.cleans && client.clean) client.resume();
			this.cleans = false;
		}
	}

	/** A server has accepted us. For the client. @internal */
	accepted(): void {
		this.session = this.at;
	}

	/** A connection has ended, or was none: which server is tried next; whether that is one behind it in the list. For the client. @internal */
	failed(client: ServedClient): boolean {
		const { at, hosts } = this;
		// Another server that one of ours has named is left for the one that has named it; and all addresses of a name are one server.
		if (client.host !== this.name || client.port !== this.number || client.addresses?.length) return false;
		// What worked until now is tried once more; or the first, if it has had time to recover.
		if (!client.connected || client.failures) this.go(client, (at + 1) % hosts.length);
		else if (at && (client.connection.time.ticks - this.left) >>> 0 >= AGAIN) this.go(client, 0);
		return this.at > at;
	}

	/** For a session that was saved: it is with that server of the list. @internal */
	resume(client: ServedClient, session: number): void {
		this.session = session < this.hosts.length ? session : -1;
		if (this.session > 0) this.go(client, session);
	}

	private go(client: ServedClient, at: number): void {
		if (!this.at) this.left = client.connection?.time.ticks ?? 0;
		this.at = at;
		aim(client, this.hosts[at], this.port);
		this.name = client.host;
		this.number = client.port;
	}
}

/** Where CONNECT has its flags, if its length takes one byte; and which of them is Clean Session, or Clean Start. */
const FLAGS = 9;
const CLEAN = 2;
