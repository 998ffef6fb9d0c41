// Hot path. How much data fits into a record (RFC 5246 section 6.2.3), so that record and cipher overhead fit into
// the TCP socket's room.
import { HEADER_SIZE } from "./handshake.js";

/** The most data that a record may carry (section 6.2.1). */
export const LONGEST_DATA = 16_384;
/** The overhead of AES-128-GCM in bytes: the explicit nonce and the tag. */
const NONCE_SIZE = 8;
const TAG_SIZE = 16;

/** The most data that fits into a record of `room` bytes; negative if not even an empty record fits. */
export function fitting(room: number): number {
	return Math.min(room - HEADER_SIZE - NONCE_SIZE - TAG_SIZE, LONGEST_DATA);
}
