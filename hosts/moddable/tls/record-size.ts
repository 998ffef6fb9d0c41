// Hot path. How much data fits into a record (RFC 5246 section 6.2.3): what the cipher adds must fit the TCP's room, too.
import { HEADER_SIZE } from "./handshake.js";

/** The most that a record may carry (section 6.2.1). */
export const LONGEST_DATA = 16_384;
/** Of AES-128-GCM, in bytes: what a record carries of the nonce, and the tag. */
const NONCE_SIZE = 8;
const TAG_SIZE = 16;

/** How much data a record of at most `room` bytes can carry; negative if not even an empty one fits. */
export function fitting(room: number): number {
	return Math.min(room - HEADER_SIZE - NONCE_SIZE - TAG_SIZE, LONGEST_DATA);
}
