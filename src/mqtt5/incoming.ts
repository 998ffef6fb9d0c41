// Hot path. Received packets of 5.0: in the head of a PUBLISH larger than the buffer are its properties, too.
import { Found, Incoming } from "../wire/incoming.js";
import { PublishFlag } from "../wire/packet.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";

/** So many bytes are left behind the head of a large PUBLISH, for pieces of its payload. */
const PIECE = 4;

/** What `remaining` is while the head of a large PUBLISH is put together. */
const enum Lacks {
	TopicLength = -1,
	PropertyLength = -2,
}

/** The receiving half of a connection of 5.0. */
export class Incoming5 extends Incoming {
	/** Packets are those of 5.0, not of 3.1.1. */
	hasProperties = true;
	/** Where the length of the properties begins, in a large PUBLISH. */
	private properties = 0;

	/** Of what is Malformed: whether it is just larger than the buffer. */
	get tooLarge(): boolean {
		return this.need + PIECE > this.capacity;
	}

	/** As in 3.1.1, and the properties. A head that is too large itself cannot be passed over: it is Malformed. */
	protected override head(): number {
		if (!this.hasProperties) return super.head();
		const held = this.bytes;
		if (this.remaining === Lacks.TopicLength) {
			const start = this.start;
			this.properties = start + 2 + ((held[start] << 8) | held[start + 1]);
			if (this.header & PublishFlag.QoS) this.properties += 2;
			this.need = this.properties + 1;
			this.remaining = Lacks.PropertyLength;
		} else if (this.remaining === Lacks.PropertyLength) {
			const size = readLength(held, this.properties, this.need);
			if (size === -1) this.need++;
			else {
				this.need = this.properties + lengthSize(size) + size;
				this.remaining = size < 0 ? 0 : this.need;
			}
		}
		if (!this.remaining || this.need + PIECE > this.capacity) return Found.Malformed;
		if (this.need > this.heldLength) return Found.Nothing;
		this.remaining = this.total - this.need;
		this.passing = true;
		return Found.Head;
	}
}
