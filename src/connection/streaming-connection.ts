// Hot path. Handles a PUBLISH that is larger than the receive buffer: its head is kept, and its payload is passed on
// in pieces or skipped.

import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { Connection } from "./connection.js";

/** The minimum of bytes after the head of a large PUBLISH, for pieces of its payload. */
const enum Piece {
	Least = 4,
}

/** What was skipped of a large PUBLISH that has not been announced. */
const enum Skip {
	Nothing = -2,
	Topic = -1,
}

/** A connection on which messages of any size can come. */
export abstract class StreamingConnection extends Connection {
	// An explicit constructor in each of these classes, because the engine's implicit one takes twice as much of a
	// device's stack.
	constructor() {
		super();
	}

	/**
	 * The length of a large PUBLISH's head, from its topic to its payload; 0 if more bytes must come, -1 if it is
	 * malformed.
	 */
	protected abstract headSize(header: number, start: number, end: number): number;
	/** Fills `message` with the head of a large PUBLISH. Returns whether it is valid. */
	protected abstract head(header: number, start: number, end: number): boolean;
	/** The head is in `message`. Returns whether to read on. */
	protected abstract announce(): boolean;
	/** A piece is in `message`, the last one if `last`. Returns whether to read on. */
	protected abstract piece(last: boolean): boolean;

	/** Begins a large PUBLISH. */
	protected override startLarge(header: number, start: number, length: number): boolean {
		const held = this.held;
		if (header >> 4 !== Packet.PUBLISH) {
			this.tooLarge();
			return false;
		}
		if ((header & PublishFlag.QoS) === PublishFlag.QoS) return this.fail(Code.malformedPacket);
		if (this.at) {
			// Pieces need room after the head.
			this.compact();
			return true;
		}
		const size = this.headSize(header, start, held);
		if (size < 0 || size > length) return size < -1 ? false : this.fail(Code.malformedPacket);
		if (!size) return false;
		const end = start + size;
		if (end + Piece.Least > this.capacity) return this.skipTopic(header, start, length);
		if (end > held) return false;
		this.at = end;
		this.floor = end;
		this.remaining = length - size;
		if (!this.head(header, start, end)) return false;
		this.large = header;
		this.skip = Skip.Nothing;
		return true;
	}

	/** Skips the topic of a large message that is too long to be kept. */
	protected skipTopic(header: number, start: number, length: number): boolean {
		const size = this.view.getUint16(start);
		this.large = header;
		this.skip = size || Skip.Topic;
		this.floor = this.at = start + 2;
		this.remaining = length - 2 - size;
		return true;
	}

	/** Handles a piece of a large message. */
	protected override pass(): boolean {
		const message = this.message;
		let at = this.at;
		if (this.skip > 0) {
			const count = Math.min(this.skip, this.held - at);
			this.at = at += count;
			this.skip -= count;
			if (this.skip) return false;
			this.skip = Skip.Topic;
		}
		if (this.skip < 0) {
			if (this.skip === Skip.Topic) {
				message.header = this.large;
				message.topicStart = message.topicEnd = 0;
				if (this.large & PublishFlag.QoS) {
					if (this.held - at < 2) return false;
					message.packetIdentifier = this.view.getUint16(at);
					if (!message.packetIdentifier) return this.fail(Code.malformedPacket);
					this.at = at += 2;
					this.remaining -= 2;
				}
			}
			this.skip = 0;
			message.streamed = this.remaining;
			message.start = message.end = at;
			message.offset = 0;
			return this.announce();
		}
		const count = Math.min(this.remaining, this.held - at);
		if (!count && this.remaining) return false;
		// Counted before the app is called, because it may throw.
		message.offset = message.streamed - this.remaining;
		message.start = at;
		message.end = this.at = at + count;
		this.remaining -= count;
		if (this.remaining) return this.piece(false);
		this.large = this.floor = 0;
		return this.piece(true);
	}
}
