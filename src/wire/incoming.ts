// Hot path. Cuts the stream of received bytes into packets, whatever pieces they arrive in; the same for both versions of MQTT.
// A packet that arrived in one piece is read where it lies, in the window; one in several pieces is put together in `held`.
import { Packet, PublishFlag } from "./packet";
import { lengthSize, readLength } from "./remaining-length";
import { Window } from "./window";

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
	/** The length is malformed, or a packet other than PUBLISH is larger than the buffer. The stream cannot be read on. */
	Malformed = 18,
}

/** The receiving half of a connection: a fixed buffer, and the packet found in it. */
export class Incoming {
	/** Where received bytes are put: cut to `count`, fill, then call received(count), which opens it again. */
	readonly window: Window;
	/** First byte of the packet found: type and flags. */
	header = 0;
	/** The packet found, behind its length: bytes[start, end). Valid until the next call of next(). */
	bytes: Uint8Array;
	start = 0;
	end = 0;
	/** Bytes of a large payload that are still to come. */
	remaining = 0;
	private readonly held: Uint8Array;
	private heldLength = 0;
	private from = 0;
	private to = 0;
	/** Size of the packet in `held`, 0 until its length has been read. */
	private total = 0;
	/** In the head of a large PUBLISH: how many bytes of it `held` must have; then, -1 while its payload goes by. */
	private head = 0;
	/** Bytes of a topic too long to be held, still to be passed over. */
	private skip = 0;

	/** @param size of the largest packet that is delivered whole, in bytes; twice that is allocated, here and never again. */
	constructor(size: number) {
		this.window = new Window(size);
		this.held = new Uint8Array(size);
		this.bytes = this.held;
	}

	/** Forgets everything received: for a new connection. */
	reset(): void {
		this.heldLength = this.from = this.to = this.total = this.head = this.skip = this.remaining = 0;
	}

	/** How many bytes may be put into the window now. Only when next() found Nothing. */
	wanted(): number {
		// A packet in `held` is completed by exactly the bytes that it lacks, so that they can be copied over in bulk.
		if (this.heldLength === 0 || this.head) return this.window.capacity;
		return this.total ? this.total - this.heldLength : 1;
	}

	/** Takes the `count` bytes that are in the window, cut to `count`, and opens it. */
	received(count: number): void {
		const window = this.window;
		if (this.heldLength === 0 || this.head) {
			this.from = 0;
			this.to = count;
		} else {
			this.held.set(window.bytes, this.heldLength);
			this.heldLength += count;
		}
		window.open();
	}

	/** Finds the next packet: its type, or one of Found. */
	next(): number {
		if (this.head) return this.large();
		if (this.heldLength) return this.assembled();
		const { from, to } = this;
		const bytes = this.window.bytes;
		if (to - from < 2) return this.hold();
		const length = bytes[from + 1] < 128 ? bytes[from + 1] : readLength(bytes, from + 1, to);
		if (length === -1) return this.hold();
		if (length === -2) return Found.Malformed;
		const start = from + 1 + lengthSize(length);
		const end = start + length;
		this.header = bytes[from];
		if (end > to) {
			this.total = end - from;
			this.start = start - from;
			if (this.total <= this.held.length) return this.hold();
			while (this.from < start) this.held[this.heldLength++] = bytes[this.from++];
			return this.beginLarge();
		}
		this.bytes = bytes;
		this.start = start;
		this.end = this.from = end;
		return this.header >> 4;
	}

	/** Keeps the beginning of a packet until the rest arrives. */
	private hold(): number {
		const count = this.to - this.from;
		if (count) {
			const window = this.window;
			window.bytes.copyWithin(0, this.from, this.to);
			window.cut(count);
			this.held.set(window.bytes, 0);
			window.open();
			this.heldLength = count;
			this.from = this.to = 0;
		}
		return Found.Nothing;
	}

	/** The packet in `held`, once it is whole. */
	private assembled(): number {
		const held = this.held;
		if (this.total === 0) {
			const length = readLength(held, 1, this.heldLength);
			if (length === -1) return Found.Nothing;
			if (length === -2) return Found.Malformed;
			this.header = held[0];
			this.start = 1 + lengthSize(length);
			this.total = this.start + length;
			if (this.total > held.length) return this.beginLarge();
		}
		if (this.heldLength < this.total) return Found.Nothing;
		this.bytes = held;
		this.end = this.total;
		this.total = this.heldLength = 0;
		return this.header >> 4;
	}

	private beginLarge(): number {
		if (this.header >> 4 !== Packet.PUBLISH) return Found.Malformed;
		this.head = this.start + 2;
		this.remaining = -1;
		return this.large();
	}

	/** The head of a large PUBLISH, then its payload. */
	private large(): number {
		if (this.head === -1) return this.piece();
		const { held, start } = this;
		if (this.remaining < 0) {
			if (!this.fillHead()) return Found.Nothing;
			const topicLength = (held[start] << 8) | held[start + 1];
			const identifierLength = this.header & PublishFlag.QoS ? 2 : 0;
			this.remaining = this.total - this.head - topicLength - identifierLength;
			if (topicLength === 0 || this.remaining < 0) return Found.Malformed;
			if (this.head + topicLength + identifierLength <= held.length) this.head += topicLength;
			else {
				this.skip = topicLength;
				held[start] = held[start + 1] = 0;
			}
			this.head += identifierLength;
		}
		if (this.skip) {
			const count = Math.min(this.skip, this.to - this.from);
			this.from += count;
			this.skip -= count;
			if (this.skip) return Found.Nothing;
		}
		if (!this.fillHead()) return Found.Nothing;
		this.bytes = held;
		this.end = this.head;
		this.head = -1;
		return Found.Head;
	}

	private fillHead(): boolean {
		const bytes = this.window.bytes;
		while (this.heldLength < this.head && this.from < this.to) this.held[this.heldLength++] = bytes[this.from++];
		return this.heldLength === this.head;
	}

	private piece(): number {
		const count = Math.min(this.remaining, this.to - this.from);
		if (count === 0 && this.remaining) return Found.Nothing;
		this.bytes = this.window.bytes;
		this.start = this.from;
		this.end = this.from += count;
		this.remaining -= count;
		if (this.remaining === 0) this.head = this.total = this.heldLength = 0;
		return Found.Piece;
	}
}
