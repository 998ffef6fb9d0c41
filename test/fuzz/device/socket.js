// A socket whose peer is in the same memory and sends given bytes in segments. Nothing here allocates once it is
// open.
import Timer from "timer";

const ROOM = 1072;

export class StreamSocket {
	constructor(options) {
		this.target = options.target;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.bytes = undefined;
		/** The offset of the first unread byte, and of the end of those that have arrived. */
		this.position = this.end = 0;
		this.writes = 0;
		options.watch.socket = this;
		Timer.set(() => this.onWritable(ROOM), 1);
	}

	/** Delivers `bytes` in segments whose sizes are taken from `sizes` cyclically. */
	send(bytes, sizes) {
		this.bytes = bytes;
		this.position = this.end = 0;
		for (let turn = 0; this.end < bytes.length; turn = turn + 1 === sizes.length ? 0 : turn + 1) {
			this.end = Math.min(bytes.length, this.end + sizes[turn]);
			this.onReadable(this.end - this.position);
		}
	}

	writeFrom() {
		this.writes++;
		return ROOM;
	}

	readInto(bytes, at, count) {
		for (let i = 0; i < count; i++) bytes[at + i] = this.bytes[this.position++];
	}

	close() {}
}
