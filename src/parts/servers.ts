// Set-up. "mote-mqtt/servers": a list of servers. When one fails, the next is tried. Also records which server has
// the session.

import type { ServedClient, ServerList } from "../client/part-options.js";
import { aim } from "../client/server-address.js";
import type { part } from "../part.js";

/** Options of Servers. */
export interface ServersOptions {
	/**
	 * The servers share their sessions, as those of a cluster do, so a session continues on another server. Default
	 * false: the client requests a clean session from a server that does not have the session.
	 */
	sharedSession?: boolean;
}

/** In milliseconds. The first server is preferred again so long after it was left. */
const AGAIN = 600_000;

/**
 * The option `servers` of a client: `new Client({ host: ["a.example", "b.example:1884"], servers: new Servers(), …
 * })`. Use one for each client.
 */
export class Servers implements ServerList {
	/** @hidden */
	declare readonly [part]: "servers";
	private readonly shared: boolean;
	private hosts!: readonly string[];
	/** The default port. */
	private port!: number;
	/** The index of the current server; and its parsed host and port. */
	private at: number;
	private name!: string;
	private number!: number;
	/** When the first server was left, in ticks. */
	private left: number;
	/** Whether a clean session is requested only because the session is on another server. */
	private cleans: boolean;
	/** The index of the server that has the session; negative for none. @internal */
	session: number;

	/** Throws a TypeError that names the option. */
	constructor(options: ServersOptions = {}) {
		const shared = options.sharedSession ?? false;
		// For one option, expectKnown() would be more than a third of this part.
		const unknown = Object.keys(options).find((name) => name !== "sharedSession");
		if (unknown)
			throw new TypeError("unknown option: " + unknown + "; expected sharedSession; the list is the client's host");
		if (shared !== true && shared !== false) throw new TypeError("sharedSession: expected true or false");
		this.shared = shared;
		this.cleans = false;
		this.at = this.session = this.left = 0;
	}

	/** Called by the client with the option `host`, a server or a list. Returns whether all are valid. @internal */
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

	/** Called by the client when a connection is about to be opened. @internal */
	open(client: ServedClient): void {
		const isElsewhere = !this.shared && this.session !== this.at;
		if (isElsewhere && client.clean === false) {
			// This connection requests a clean session; once accepted, later ones resume it.
			client.clean = "once";
			this.cleans = true;
			// The flag in CONNECT, after the packet's length (section 3.1.2.4).
			const packet = client.connectPacket;
			let at = FLAGS;
			while (packet[at - FLAGS + 1] & 128) at++;
			packet[at] |= CLEAN;
		} else if (!isElsewhere) {
			if (this.cleans && client.clean) client.resume();
			this.cleans = false;
		}
	}

	/** Called by the client when a server has accepted it. @internal */
	accepted(): void {
		this.session = this.at;
	}

	/**
	 * Called by the client when a connection has ended or failed. Chooses the next server. Returns whether it comes
	 * later in the list. @internal
	 */
	failed(client: ServedClient): boolean {
		const { at, hosts } = this;
		// If the client was redirected, it first returns to the server that redirected it. All addresses of a name
		// belong to the same server.
		if (client.host !== this.name || client.port !== this.number || client.addresses?.length) return false;
		// A server that worked is tried once more. Or the first one is, if it has had time to recover.
		if (!client.connected || client.failures) this.go(client, (at + 1) % hosts.length);
		else if (at && (client.connection.time.ticks - this.left) >>> 0 >= AGAIN) this.go(client, 0);
		return this.at > at;
	}

	/** A saved session was restored, which is on this server of the list. @internal */
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

/**
 * The offset of the flags in CONNECT if the packet's length takes one byte; and the flag Clean Session (3.1.1) or
 * Clean Start (5.0).
 */
const FLAGS = 9;
const CLEAN = 2;
