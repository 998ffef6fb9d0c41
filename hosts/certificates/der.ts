// Set-up. Reads DER (ITU-T X.690), the encoding of certificates and keys. Throws if the bytes are not DER.

import { Verdict } from "./verdict.js";

/** Types of elements: the values of their first byte. */
export const enum Tag {
	boolean = 1,
	integer = 2,
	bitString = 3,
	octetString = 4,
	identifier = 6,
	utcTime = 23,
	generalizedTime = 24,
	sequence = 0x30,
	/**
	 * Context-specific tags: add the field's number. `field` is a primitive value, `group` contains other elements.
	 */
	field = 0x80,
	group = 0xa0,
}

/** Reads a sequence of elements, one by one. `tag`, `first` and `start` describe the element that was read last. */
export class DER {
	readonly bytes: Uint8Array;
	/** Where the next element begins. */
	at: number;
	private readonly end: number;
	tag: number;
	/** Where the last element and its contents begin. The contents end at `at`. */
	first: number;
	start: number;

	/** Reads the elements in bytes[at, end). */
	constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
		this.bytes = bytes;
		this.at = this.first = this.start = at;
		this.end = end;
		this.tag = 0;
	}

	/** Whether there is another element. */
	more(): boolean {
		return this.at < this.end;
	}

	/** The type of the next element, or 0 if there is none. */
	peek(): number {
		return this.more() ? this.bytes[this.at] : 0;
	}

	/** Reads the next element. Throws if `tag` is given and the element has another. */
	next(tag?: number): this {
		const { bytes, end } = this;
		let at = this.at;
		this.first = at;
		this.tag = bytes[at++];
		let size = bytes[at++];
		if (size > 127) {
			// DER uses the shortest form of a length. Three bytes are enough: no certificate is longer.
			let count = size & 127;
			size = 0;
			if (count === 0 || count > 3 || bytes[at] === 0 || (count === 1 && bytes[at] < 128))
				throw new Error(Verdict.malformed);
			while (count--) size = (size << 8) | bytes[at++];
		}
		this.start = at;
		this.at = at + size;
		// A missing byte makes the length NaN, which fails this comparison.
		if (!(this.at <= end) || (tag !== undefined && this.tag !== tag)) throw new Error(Verdict.malformed);
		return this;
	}

	/** A reader of the elements in the last element. */
	inside(): DER {
		return new DER(this.bytes, this.start, this.at);
	}

	/** The contents of the last element. */
	value(): Uint8Array {
		return this.bytes.subarray(this.start, this.at);
	}

	/** The last element with its type and length. */
	whole(): Uint8Array {
		return this.bytes.subarray(this.first, this.at);
	}

	/** The last element as an object identifier: its bytes as text, for comparison. */
	identifier(): string {
		return this.value().join();
	}

	/** The last element as a BIT STRING of whole bytes. */
	bits(): Uint8Array {
		if (this.tag !== Tag.bitString || this.bytes[this.start] !== 0) throw new Error(Verdict.malformed);
		return this.bytes.subarray(this.start + 1, this.at);
	}

	/** The last element as an INTEGER that is not negative, without a leading 0. */
	natural(): Uint8Array {
		const { bytes, at } = this;
		let { start } = this;
		if (this.tag !== Tag.integer || start === at || bytes[start] > 127) throw new Error(Verdict.malformed);
		if (bytes[start] === 0 && start + 1 < at) start++;
		return bytes.subarray(start, at);
	}
}

/** Whether two arrays have the same bytes. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
	let i = a.length;
	if (i !== b.length) return false;
	while (i--) if (a[i] !== b[i]) return false;
	return true;
}
