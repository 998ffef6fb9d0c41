// Hot path, but for the constructor. The sockets of an app's own choice: they may call back without themselves as `this`, and may throw in
// write(). One that has writeFrom() is of ours, and needs no such care.
import type { SocketOptions, StandardSocket } from "../../../src/host.js";
import { StandardAdapter } from "../../../src/standard-adapter.js";
import type { ByteBuffer } from "./contract.js";

/** What a connection writes whole buffers to, and has the app read from. */
export interface WholeSocket {
	/** Fills a view. There must be as many bytes. */
	read(into: Uint8Array): unknown;
	/** `more`: what is written next belongs to the same packet, and may go in the same segment or TLS record. */
	write(bytes: ByteBuffer, options?: { readonly more: true }): number | undefined;
}

interface Options extends SocketOptions {
	/** The class of the socket. */
	readonly real: new (
		options: object,
	) => StandardSocket;
	readonly capacity: number;
}

/** A socket of the standard, as a connection has it. */
export class BoundSocket extends StandardAdapter implements WholeSocket {
	readonly target: unknown;
	private readonly onReadable: SocketOptions["onReadable"];
	private readonly onWritable: SocketOptions["onWritable"];
	private readonly onError: SocketOptions["onError"];

	constructor(options: Options) {
		super(undefined as never, options.capacity);
		this.target = options.target;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.onError = options.onError;
		this.io = new options.real({
			...options,
			onReadable: (count: number) => this.onReadable(count),
			onWritable: (count: number) => this.onWritable(count),
			onError: () => this.onError(),
		});
	}

	read(into: Uint8Array): unknown {
		return this.io.read(into);
	}

	write(bytes: ByteBuffer, options?: { readonly more: true }): number | undefined {
		// When data and the end of the connection come together, lwIP's class has us read first, and write() throws.
		try {
			return (this.io as WholeSocket).write(bytes, options);
		} catch {
			return;
		}
	}
}
