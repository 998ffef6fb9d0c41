// Types only. What a client needs of its host, as defined by ECMA-419 (sockets, resolver) and the Moddable SDK
// (timer, time). The hosts for Node.js and the simulator implement the same.

/** An open ECMA-419 TCP (or TLS) socket with the "buffer" format. */
export interface StandardSocket {
	/** Fills `into`, for which enough bytes must be available. Returns undefined if there are none. */
	read(into: Uint8Array): unknown;
	/**
	 * Takes all of `bytes`, which must fit the room. Returns the room left, or undefined once the socket has failed.
	 */
	write(bytes: Uint8Array): number | undefined;
	/** Closes the connection after sending what was written. No callback follows. */
	close(): void;
}

/**
 * The methods with which a connection reads and writes. Mote's own socket classes have them in addition to the
 * standard's.
 */
export interface Socket {
	/** Fills bytes[at, at + count). So many bytes must be available. */
	readInto(bytes: Uint8Array, at: number, count: number): unknown;
	/**
	 * Takes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the socket has
	 * failed.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	/** As in the standard. */
	close(): void;
}

/**
 * The options of a socket's constructor. Callbacks are called with the socket as `this`, and it has `target` as a
 * property, so that callbacks need not be closures.
 */
export interface SocketOptions {
	/** IP address to connect to; without a resolver, the option `host`. */
	address: string;
	/** The server's name, for TLS; the address if there is no name. */
	host: string;
	/** TCP port, 1 to 65,535. */
	port: number;
	/** Stored in the socket as `target`. */
	target: unknown;
	/** `count` bytes can be read. They are not announced again. */
	onReadable(count: number): void;
	/** `count` bytes can be written. The first call means that the socket is connected. */
	onWritable(count: number): void;
	/**
	 * The connection failed or was closed by the peer. `detail` is the reason in words, if the socket knows it, as a
	 * TLS socket does.
	 */
	onError(detail?: string): void;
}

/** An ECMA-419 Resolver (`embedded:network/dns/resolver/udp`). */
export interface Resolver {
	/** Mote's own resolvers report all addresses of the name in `addresses`, which begins with `address`. */
	resolve(options: {
		host: string;
		onResolved(host: string, address: string, addresses?: readonly string[]): void;
		onError(): void;
	}): void;
	/** Cancels all look-ups. */
	close?(): void;
}

/** The part of the SDK's `timer` module that is used. */
export interface Timers<Handle = unknown> {
	/** Creates a timer that calls back at this interval. */
	repeat(callback: (timer: Handle) => void, milliseconds: number): Handle;
	/**
	 * Reschedules a timer: in `milliseconds`, and every `repeat` after that. Without these, the timer stops until it
	 * is rescheduled.
	 */
	schedule(timer: Handle, milliseconds?: number, repeat?: number): void;
	/** Deletes a timer. */
	clear(timer: Handle): void;
}

/** The part of the SDK's `time` module that is used: milliseconds that wrap at 32 bits. */
export interface Clock {
	/** Milliseconds since an arbitrary moment, as a signed or unsigned 32-bit number. */
	readonly ticks: number;
}

/** What a connection needs of the host besides a socket. */
export interface Machine {
	readonly time: Clock;
	readonly native?: Native | undefined;
}

/** Loops over bytes that a device has in C. In JavaScript, each turn costs about a thousand instructions. */
export interface Native {
	/** Whether bytes[start, end) is a Topic Name (section 4.7). */
	isTopicName(bytes: Uint8Array, start: number, end: number): boolean;
	/** Whether bytes[start, end) equals others[at, at + end - start). */
	isSame(bytes: Uint8Array, start: number, end: number, others: Uint8Array, at: number): boolean;
	/**
	 * The offset in table[at, end), a table of filters, of the next entry that has a handler and whose filter matches
	 * names[start, stop) (section 4.7); -1 if there is none.
	 */
	findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
}
