// Types only. Parts as options of a client: what the client asks of them, and what they use of it.

import type { Clock } from "../host.js";
import type { Part } from "../part.js";

/** Counts what a client does: see parts/statistics.ts. */
export interface Counter {
	/** Connections that the server has accepted. */
	readonly connections: number;
	/** The client has been created. @internal */
	attach(client: object): void;
}

/** Several servers: see parts/servers.ts. */
export interface ServerList extends Part<"servers"> {
	/** Takes the option `host`. Returns whether it is valid. @internal */
	take(client: ServedClient, host: string | readonly string[]): boolean;
	/** A connection is about to be opened. @internal */
	open(client: ServedClient): void;
	/** A server has accepted the client. @internal */
	accepted(): void;
	/**
	 * A connection has ended or failed. Returns whether another server is next that has not refused the client yet. @internal
	 */
	failed(client: ServedClient): boolean;
}

/** Provides user name and password: see parts/credentials.ts. */
export interface CredentialSource extends Part<"credentials"> {
	/** The client has been created. `make` builds a CONNECT of its version from these options. @internal */
	take(client: AskingClient, make: (options: object) => Uint8Array): void;
	/**
	 * A connection is about to be opened. Returns whether the credentials are known. If not, open() is called when
	 * they are. @internal
	 */
	open(client: object): boolean;
	/** The pending answer; undefined if none is awaited. @internal */
	readonly answer: unknown;
}

/** The part of a client that credentials use and change. */
export interface AskingClient {
	connectPacket: Uint8Array;
	state: number;
	readonly timeout: number;
	readonly connection: { detail?: string | undefined; uptime?(): number };
	readonly fallback?: { convert(packet: Uint8Array): Uint8Array } | undefined;
	arm(milliseconds: number): void;
	open(): void;
	ended(code: number): void;
}

/** The part of a client that a list of servers uses and changes. */
export interface ServedClient {
	host: string;
	port: number;
	clean: boolean | "once";
	readonly connectPacket: Uint8Array;
	readonly connection: { readonly time: Clock };
	readonly connected: boolean;
	readonly failures: number;
	/** Addresses of the current server that have not been tried. */
	readonly addresses: readonly string[] | undefined;
	/** Stops requesting a clean session. */
	resume(): void;
}
