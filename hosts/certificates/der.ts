// Set-up. Reads DER (ITU-T X.690): what certificates and keys are written in. What is not DER throws.

import { Verdict } from "./verdict.js";

/** Types of elements, as they are in their first byte. */
export const enum Tag {
	boolean = 1,
	integer = 2,
	bitString = 3,
	octetString = 4,
	identifier = 6,
	utcTime = 23,
	generalizedTime = 24,
	sequence = 0x30,
	/** A field of its own number, which is to be added: a value, or an element around others. */
	field = 0x80,
	group = 0xa0,
}

/** Elements that follow one another, read one by one: `tag` and the rest are of the last. */
export class DER {
	readonly bytes: Uint8Array;
	/** Where the next one begins. */
	at: number;
	private readonly end: number;
	tag: number;
	/** Where the last one begins, and its contents do. They end at `at`. */
	first: number;
	start: number;

	/** Those in bytes[at, end). */
	constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
		this.bytes = bytes;
		this.at = this.first = this.start = at;
		this.end = end;
		this.tag = 0;
	}

	/** Whether there is another one. */
	more(): boolean {
		return this.at < this.end;
	}

	/** The type of the next one, 0 if there is none. */
	peek(): number {
		return this.more() ? this.bytes[this.at] : 0;
	}

	/** Reads the next one; of this type, if one is given. */
	next(tag?: number): this {
		const { bytes, end } = this;
		let at = this.at;
		this.first = at;
		this.tag = bytes[at++];
		let size = bytes[at++];
		if (size > 127) {
			// As few bytes as will do, and three at the most: nothing is that large.
			let count = size & 127;
			size = 0;
			if (count === 0 || count > 3 || bytes[at] === 0 || (count === 1 && bytes[at] < 128))
				throw new Error(Verdict.malformed);
			while (count--) size = (size << 8) | bytes[at++];
		}
		this.start = at;
		this.at = at + size;
		// NaN, where a byte was missing, is not within.
		if (!(this.at <= end) || (tag !== undefined && this.tag !== tag)) throw new Error(Verdict.malformed);
		return this;
	}

	/** The elements in the last one. */
	inside(): DER {
		return new DER(this.bytes, this.start, this.at);
	}

	/** The last one, without type and length. */
	value(): Uint8Array {
		return this.bytes.subarray(this.start, this.at);
	}

	/** The last one, with both. */
	whole(): Uint8Array {
		return this.bytes.subarray(this.first, this.at);
	}

	/** The last one is an object identifier: its bytes, as one text. */
	identifier(): string {
		return this.value().join();
	}

	/** The last one is a BIT STRING of whole bytes: these. */
	bits(): Uint8Array {
		if (this.tag !== Tag.bitString || this.bytes[this.start] !== 0) throw new Error(Verdict.malformed);
		return this.bytes.subarray(this.start + 1, this.at);
	}

	/** The last one is an INTEGER that is not negative: its bytes, without a leading 0. */
	natural(): Uint8Array {
		const { bytes, at } = this;
		let { start } = this;
		if (this.tag !== Tag.integer || start === at || bytes[start] > 127) throw new Error(Verdict.malformed);
		if (bytes[start] === 0 && start + 1 < at) start++;
		return bytes.subarray(start, at);
	}
}

/** Whether bytes are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
	let i = a.length;
	if (i !== b.length) return false;
	while (i--) if (a[i] !== b[i]) return false;
	return true;
}
