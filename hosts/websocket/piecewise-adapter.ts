// Hot path. A socket that has the standard's methods only, beneath a WebSocket: which cannot know how much is ever read at once.
import { StandardAdapter } from "../../src/standard-adapter.js";

/** Reads in pieces what is more than its memory. */
export class PiecewiseAdapter extends StandardAdapter {
	private readonly most: number;

	constructor(io: StandardAdapter["io"], most: number) {
		super(io, most);
		this.most = most;
	}

	/** As the standard's: on a device, Frames reads a header so. */
	read(into: Uint8Array): unknown {
		return this.io.read(into);
	}

	override readInto(bytes: Uint8Array, at: number, count: number): void {
		const end = at + count;
		for (; at < end; at += this.most) super.readInto(bytes, at, Math.min(end - at, this.most));
	}
}
