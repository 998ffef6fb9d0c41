// Hot path, but for the constructor. The sockets of an app's own choice: they may call back without themselves as `this`, and may throw in
// write(). One that has writeFrom() is of ours, and needs no such care.
import type { SocketOptions, StandardSocket } from "../../../src/host.js";
import { StandardAdapter } from "../../../src/standard-adapter.js";
import type { ByteBuffer } from "./contract.js";

const MORE: { readonly more: true } = Object.freeze({ more: true });

interface Options extends SocketOptions {
	/** The class of the socket. */
	readonly real: new (
		options: object,
	) => StandardSocket;
	readonly capacity: number;
}

/** A socket of the standard, as a connection has it. */
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

	/** Writes `bytes`, and `rest` behind them: it belongs to the same packet, and may go in the same segment or TLS record. */
	write(bytes: ByteBuffer, rest?: ByteBuffer | null): number | undefined {
		const io = this.io as { write(bytes: ByteBuffer, options?: { readonly more: true }): number | undefined };
		// When data and the end of the connection come together, lwIP's class has us read first, and write() throws.
		try {
			if (!rest) return io.write(bytes);
			return io.write(bytes, MORE) === undefined ? undefined : io.write(rest);
		} catch {
			return;
		}
	}
}
