// Set-up. Finds the addresses in a DNS packet (RFC 1035 section 4.1), and rejects packets that the SDK's parser
// cannot handle safely.

/** Offsets of the four counts, of questions, answers, authorities and additional records; the size of the header. */
const QUESTIONS = 4;
const ANSWERS = 6;
const AUTHORITIES = 8;
const ADDITIONAL = 10;
const HEAD = 12;
/**
 * After the name, a question has type and class (4 bytes). A record has also its time to live and the length of its
 * data (10 bytes).
 */
const QUESTION = 4;
const RECORD = 10;
/** The record type of an IPv4 address, and the other types that the SDK parses although nobody asked for them. */
const A = 1;
const PTR = 12;
const TXT = 16;
const SRV = 33;
/**
 * The longest name (section 2.3.4). Pointers count as well, because they can form a loop. The SDK keeps each label as
 * a string.
 */
const LONGEST_NAME = 255;

/**
 * All IPv4 addresses among the answers, in order. undefined if the packet is malformed or has records of another kind
 * that the SDK would parse.
 */
export function addressesIn(bytes: Uint8Array): string[] | undefined {
	const addresses: string[] = [];
	const questions = uint16(bytes, QUESTIONS);
	const records = questions + uint16(bytes, ANSWERS);
	let at = HEAD;
	// The SDK counts questions and answers in 8 bits, and adds up all records in 16.
	if (bytes.length < HEAD || bytes[QUESTIONS] | bytes[ANSWERS] | bytes[AUTHORITIES] | bytes[ADDITIONAL]) return;
	for (let i = 0; i < records; i++) {
		at = endOfName(bytes, at);
		const type = uint16(bytes, at);
		const size = uint16(bytes, at + RECORD - 2);
		const data = at + RECORD;
		if (i < questions) at += QUESTION;
		else at = data + size;
		if (!(at <= bytes.length)) return;
		if (i < questions) continue;
		if (type === PTR || type === TXT || type === SRV || (type === A && size !== 4)) return;
		// A multicast packet without a question may be about another name.
		if (type === A && questions) addresses.push(bytes.slice(data, at).join("."));
	}
	return addresses;
}

/** The offset after the name that begins at `at`; NaN if it is malformed. */
function endOfName(bytes: Uint8Array, at: number): number {
	let end = 0;
	let size = 0;
	while (at < bytes.length) {
		const length = bytes[at];
		// A pointer: the rest of the name is elsewhere (section 4.1.4).
		const isPointer = length > 191;
		if (!end && (isPointer || !length)) end = at + (isPointer ? 2 : 1);
		if (!length) return end;
		size += isPointer ? 1 : 1 + length;
		if (size > LONGEST_NAME || (length > 63 && !isPointer)) break;
		at = isPointer ? uint16(bytes, at) & 0x3fff : at + 1 + length;
	}
	return Number.NaN;
}

/** Bytes beyond the end count as 0. */
function uint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}
