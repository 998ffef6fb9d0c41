// Hot path. How much data fits into a record (RFC 5246 section 6.2.3): what a cipher adds must fit the TCP's room, too.
import type Session from "ssl/session";
import { HEADER_SIZE } from "./handshake.js";

/** The most that a record may carry (section 6.2.1). */
export const LONGEST_DATA = 16_384;
/** Of AES, in bytes: a block, which the initialization vector of CBC is, too; and the tag of GCM. */
const BLOCK_SIZE = 16;
const TAG_SIZE = 16;
/** The longest MAC of the ciphers that there are. */
const LONGEST_MAC = 32;

/** What a record has beside the data. Until the cipher is known, the most that it may be. */
export class RecordSize {
	/** Before it: header, and initialization vector or nonce. */
	private prefix = HEADER_SIZE + BLOCK_SIZE;
	/** Behind it: tag; or MAC and one byte of padding. */
	private suffix = LONGEST_MAC + 1;
	/** Data and suffix fill blocks of so many bytes. */
	private block = BLOCK_SIZE;

	choose({ ivSize, cipherBlockSize, hashSize }: Session["chosenCipher"]): void {
		const isGCM = ivSize !== undefined;
		this.prefix = HEADER_SIZE + (isGCM ? ivSize : cipherBlockSize);
		this.suffix = isGCM ? TAG_SIZE : hashSize + 1;
		this.block = isGCM ? 1 : cipherBlockSize;
	}

	/** How much data a record of at most `room` bytes can carry; negative if not even an empty one fits. */
	fitting(room: number): number {
		const left = room - this.prefix;
		return Math.min(left - (left % this.block) - this.suffix, LONGEST_DATA);
	}
}
