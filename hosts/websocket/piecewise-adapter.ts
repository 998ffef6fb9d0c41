// Hot path. Adapts a socket that has only the standard's methods for use beneath a WebSocket. The size of a read is
// not known in advance there.
import { StandardAdapter } from "../../src/connection/standard-adapter.js";

/** Splits reads that exceed the adapter's buffer. */
export class PiecewiseAdapter extends StandardAdapter {
	private readonly most: number;

	constructor(io: StandardAdapter["io"], most: number) {
		super(io, most);
		this.most = most;
	}

	/** The standard's read(). On a device, Frames reads a header with it. */
	read(into: Uint8Array): unknown {
		return this.io.read(into);
	}

	override readInto(bytes: Uint8Array, at: number, count: number): void {
		const end = at + count;
		for (; at < end; at += this.most) super.readInto(bytes, at, Math.min(end - at, this.most));
	}
}
