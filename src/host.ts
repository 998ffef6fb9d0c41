// Types only. What a client needs of the machine it runs on, as ECMA-419 (sockets, resolver) and the Moddable SDK (timer, time)
// define it. The Node.js and simulator hosts implement the same.

/** An open ECMA-419 TCP (or TLS) socket with the "buffer" format. */
export interface StandardSocket {
	/** Fills `into` exactly; there must be as many bytes. Undefined if there are none. */
	read(into: Uint8Array): unknown;
	/** Takes all of `bytes`, which must fit the room; returns the room left, undefined once the socket has failed. */
	write(bytes: Uint8Array): number | undefined;
	/** Drops the connection after the bytes written; no callback comes after it. */
	close(): void;
}

/** What a connection reads from and writes to: Mote's own socket classes have these two methods beside the standard's. */
export interface Socket {
	/** Fills bytes[at, at + count); so many bytes must be there. */
	readInto(bytes: Uint8Array, at: number, count: number): unknown;
	/** Takes bytes[at, at + count), which must fit the room; returns the room left, undefined once the socket has failed. */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	/** As the standard's. */
	close(): void;
}

/** Callbacks are called with the socket as `this`, and its `target` as given: so they need not be closures. */
export interface SocketOptions {
	/** IP address to connect to; what the option `host` says, if there is no resolver. */
	address: string;
	/** Name of the server, as TLS needs it; the address, if there is no name. */
	host: string;
	/** TCP port, 1 to 65,535. */
	port: number;
	/** What the socket keeps as its own `target`. */
	target: unknown;
	/** `count` bytes can be read; not announced again. */
	onReadable(count: number): void;
	/** `count` bytes can be written; first when connected. */
	onWritable(count: number): void;
	/** The connection failed or was closed by the peer. `detail`: why, in words, where the socket knows, as one with TLS does. */
	onError(detail?: string): void;
}

/** An ECMA-419 Resolver (`embedded:network/dns/resolver/udp`). */
export interface Resolver {
	/** Mote's own tell all addresses that the name has beside the first: `addresses`, which begins with it. */
	resolve(options: {
		host: string;
		onResolved(host: string, address: string, addresses?: readonly string[]): void;
		onError(): void;
	}): void;
	/** Gives up all look-ups. */
	close?(): void;
}

/** The SDK's `timer` module, as far as it is used. */
export interface Timers<Handle = unknown> {
	/** Makes a timer that calls back every so many milliseconds. */
	repeat(callback: (timer: Handle) => void, milliseconds: number): Handle;
	/** Sets a timer anew: in so many milliseconds, and every `repeat` after that; without either, not until it is set again. */
	schedule(timer: Handle, milliseconds?: number, repeat?: number): void;
	/** Ends a timer for good. */
	clear(timer: Handle): void;
}

/** The SDK's `time` module, as far as it is used: milliseconds that wrap at 32 bits. */
export interface Clock {
	/** Milliseconds since some moment, as a signed or unsigned number of 32 bits. */
	readonly ticks: number;
}

/** What a connection needs of a machine besides a socket. */
export interface Machine {
	readonly time: Clock;
	readonly native?: Native | undefined;
}

/** Loops over bytes that a device has in C: in JavaScript each turn costs some thousand instructions. */
export interface Native {
	/** Whether bytes[start, end) is a Topic Name (section 4.7). */
	isTopicName(bytes: Uint8Array, start: number, end: number): boolean;
	/** Whether bytes[start, end) are the same as those of `others` from `at` on. */
	isSame(bytes: Uint8Array, start: number, end: number, others: Uint8Array, at: number): boolean;
	/**
	 * Where in table[at, end), entries of a table of filters, the next one begins that has a handler, and whose filter matches
	 * names[start, stop) (section 4.7); -1 if there is none.
	 */
	findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
}
