// Hot path, except the constructor. Adapts the app's own sockets, which may call back without themselves as `this`,
// and may throw in write(). A socket with writeFrom() is one of Mote's and does not need this.

import { StandardAdapter } from "../../../src/connection/standard-adapter.js";
import type { SocketOptions, StandardSocket } from "../../../src/host.js";
import type { ByteBuffer } from "./contract.js";

const MORE: { readonly more: true } = Object.freeze({ more: true });

interface Options extends SocketOptions {
	/** The class of the app's socket. */
	readonly real: new (
		options: object,
	) => StandardSocket;
	readonly capacity: number;
}

/** Adapts a socket of the standard to the connection. */
export class BoundSocket extends StandardAdapter {
	declare io: StandardSocket;
	readonly target: unknown;

	constructor(options: Options) {
		super(undefined as never, options.capacity);
		this.target = options.target;
		this.io = new options.real({
			...options,
			onReadable: options.onReadable.bind(this as never),
			onWritable: options.onWritable.bind(this as never),
			onError: options.onError.bind(this as never),
		});
	}

	/**
	 * Writes `bytes` and then `rest`, which belongs to the same packet and may go into the same segment or TLS
	 * record.
	 */
	write(bytes: ByteBuffer, rest?: ByteBuffer | null): number | undefined {
		const io = this.io as { write(bytes: ByteBuffer, options?: { readonly more: true }): number | undefined };
		// If data and the end of the connection arrive together, lwIP's class calls onReadable first, and write()
		// throws there.
		try {
			if (!rest) return io.write(bytes);
			return io.write(bytes, MORE) === undefined ? undefined : io.write(rest);
		} catch {
			return;
		}
	}
}
