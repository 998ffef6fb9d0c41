// Hot path. A PUBLISH that is larger than the memory for packets: its head is kept, its payload goes by in pieces, for the app or past it.

import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { Connection } from "./connection.js";

/** So many bytes are left behind the head of a large PUBLISH, for pieces of its payload. */
const enum Piece {
	Least = 4,
}

/** What has been passed over of a large PUBLISH that has not been announced. */
const enum Skip {
	Nothing = -2,
	Topic = -1,
}

/** A connection on which messages of any size can come. */
export abstract class StreamingConnection extends Connection {
	// Said in each of these classes, as what the engine makes of nothing takes twice as much of a device's stack.
	constructor() {
		super();
	}

	/** How long the head of a large PUBLISH is, from its topic on to its payload; 0 if more bytes must come, -1 if it cannot be. */
	protected abstract headSize(header: number, start: number, end: number): number;
	/** Fills `message` with the head of a large PUBLISH: whether it is as it must be. */
	protected abstract head(header: number, start: number, end: number): boolean;
	/** Its head is in `message`: whether to read on. */
	protected abstract announce(): boolean;
	/** A piece of it is in `message`, the last one if `last`: whether to read on. */
	protected abstract piece(last: boolean): boolean;

	/** A PUBLISH goes by in pieces, behind its head. */
	protected override startLarge(header: number, start: number, length: number): boolean {
		const held = this.held;
		if (header >> 4 !== Packet.PUBLISH) {
			this.tooLarge();
			return false;
		}
		if ((header & PublishFlag.QoS) === PublishFlag.QoS) return this.fail(Code.malformedPacket);
		if (this.at) {
			// Its pieces need room behind its head.
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

	/** The topic of a large message is too long to be kept: it is passed over. */
	protected skipTopic(header: number, start: number, length: number): boolean {
		const size = this.view.getUint16(start);
		this.large = header;
		this.skip = size || Skip.Topic;
		this.floor = this.at = start + 2;
		this.remaining = length - 2 - size;
		return true;
	}

	/** A piece of a large message goes by. */
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
		// What has gone by: also where the app has thrown in the middle.
		message.offset = message.streamed - this.remaining;
		message.start = at;
		message.end = this.at = at + count;
		this.remaining -= count;
		if (this.remaining) return this.piece(false);
		this.large = this.floor = 0;
		return this.piece(true);
	}
}
