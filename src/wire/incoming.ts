// Hot path. Cuts the stream of received bytes into packets, whatever pieces they arrive in; the same for both versions of MQTT.
// It says how many bytes the present packet lacks and never takes more, so that no packet ever has to be moved.
import { Packet, PublishFlag } from "./packet.js";
import { readLength } from "./remaining-length.js";
import { Window } from "./window.js";

/** What next() found, where it is not one of the packet types 1 to 15. */
export const enum Found {
	/** No whole packet yet. */
	Nothing = 0,
	/**
	 * The head of a PUBLISH that is larger than the buffer: its topic, empty if it is longer than the buffer itself, and its
	 * identifier. At least one Piece follows.
	 */
	Head = 16,
	/** A piece of that payload; `remaining` bytes are still to come. */
	Piece = 17,
	/** A malformed length, type 0, or a packet other than PUBLISH larger than the buffer. The stream cannot be read on. */
	Malformed = 18,
}

/** A packet is at least its first byte and one of length. */
const SMALLEST = 2;
/** So many bytes are left behind the head of a large PUBLISH, for pieces of its payload; a longer topic is not kept. */
const PIECE = 4;

/** The receiving half of a connection: a fixed buffer, and the packet found in it. */
export class Incoming {
	/**
	 * Where received bytes are put: cut to `count`, fill, then call received(count), which opens it again. It is free for other
	 * use at any other time.
	 */
	readonly window: Window;
	/** First byte of the packet found: type and flags. */
	header!: number;
	/** The packet found, behind its length: bytes[start, end). Valid until the next call of received(). */
	readonly bytes: Uint8Array;
	start!: number;
	end!: number;
	/** Bytes of a large payload that are still to come; -1 before that is known. */
	remaining!: number;
	protected heldLength!: number;
	/** How many of the bytes are for packets. */
	readonly capacity: number;
	/** How many bytes there must be for the next step. */
	protected need!: number;
	/** Size of the packet, 0 until its length has been read. */
	protected total!: number;
	/** Bytes of a topic too long to be held, still to be passed over. */
	protected skip!: number;
	/** A large payload goes by, in pieces that lie behind its head. */
	protected passing!: boolean;

	/**
	 * @param size of the largest packet that is delivered whole, in bytes. Allocates it, here and never again.
	 * @param window one that is there already, of any size: writing may use the same.
	 * @param more bytes behind those for packets, for another use.
	 */
	constructor(size: number, window = new Window(size), more = 0) {
		this.window = window;
		this.capacity = size;
		this.bytes = new Uint8Array(size + more);
		this.reset();
	}

	/** Forgets everything received: for a new connection. */
	reset(): void {
		this.header = this.start = this.end = this.remaining = this.skip = this.heldLength = this.total = 0;
		this.need = SMALLEST;
		this.passing = false;
	}

	/** How many bytes may be put into the window now, at most. Only when next() found Nothing. */
	wanted(): number {
		return Math.min(
			this.window.capacity,
			this.skip || (this.passing ? Math.min(this.remaining, this.capacity - this.need) : this.need - this.heldLength),
		);
	}

	/** Takes the `count` bytes that are in the window, cut to `count`, and opens it. */
	received(count: number): void {
		if (this.skip) this.skip -= count;
		else {
			this.bytes.set(this.window.bytes, this.heldLength);
			this.heldLength += count;
		}
		this.window.open();
	}

	/** Finds the next packet: its type, or one of Found. */
	next(): number {
		const held = this.bytes;
		if (this.passing) {
			this.start = this.need;
			this.end = this.heldLength;
			if (this.start === this.end && this.remaining) return Found.Nothing;
			this.remaining -= this.end - this.start;
			this.heldLength = this.need;
			if (this.remaining === 0) this.finish();
			return Found.Piece;
		}
		if (this.skip || this.heldLength < this.need) return Found.Nothing;
		if (this.total === 0) {
			const length = readLength(held, 1, this.heldLength);
			if (length === -2) return Found.Malformed;
			if (length === -1) {
				this.need++;
				return Found.Nothing;
			}
			this.header = held[0];
			this.start = this.heldLength;
			this.need = this.total = this.start + length;
			if (this.total > this.capacity) {
				if (this.header >> 4 !== Packet.PUBLISH) return Found.Malformed;
				this.need = this.start + 2;
				this.remaining = -1;
			}
			if (length) return Found.Nothing;
		}
		this.end = this.need;
		if (this.total > this.capacity) return this.head();
		this.finish();
		return this.header >> 4 || Found.Malformed;
	}

	/** The head of a large PUBLISH: the length of the topic, then, when that is known, topic and identifier. */
	protected head(): number {
		if (this.remaining < 0) {
			const held = this.bytes;
			const start = this.start;
			const topicLength = (held[start] << 8) | held[start + 1];
			if (this.header & PublishFlag.QoS) this.need += 2;
			this.remaining = this.total - this.need - topicLength;
			if (topicLength === 0 || this.remaining < 0) return Found.Malformed;
			if (this.need + topicLength + PIECE > this.capacity) {
				this.skip = topicLength;
				held[start] = held[start + 1] = 0;
			} else this.need += topicLength;
			return Found.Nothing;
		}
		this.passing = true;
		return Found.Head;
	}

	private finish(): void {
		this.heldLength = this.total = 0;
		this.need = SMALLEST;
		this.passing = false;
	}
}
