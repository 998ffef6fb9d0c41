// Set-up. The addresses in a packet of DNS (RFC 1035 section 4.1), and whether the SDK's parser, which does not expect the worst, can be given it.

/** Where a packet has its counts of questions and answers, and how long its head is. */
const QUESTIONS = 4;
const ANSWERS = 6;
const HEAD = 12;
/** Behind a name: type and class; of an answer also the time it is good for, and the length of its data. */
const QUESTION = 4;
const RECORD = 10;
/** The types of records that are an IPv4 address; and of those that the SDK looks into, and nobody asked for. */
const A = 1;
const PTR = 12;
const TXT = 16;
const SRV = 33;
/** A name is in so many pieces at most. One that has itself for a piece would have no end. */
const PIECES = 16;

/** All IPv4 addresses among the answers, in their order; undefined for what is damaged, or no answer to a question for an address. */
export function addressesIn(bytes: Uint8Array): string[] | undefined {
	const addresses: string[] = [];
	const questions = uint16(bytes, QUESTIONS);
	const records = questions + uint16(bytes, ANSWERS);
	let at = HEAD;
	if (bytes.length < HEAD) return;
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
		// What multicast brings without a question may be of others.
		if (type === A && questions) addresses.push(bytes.slice(data, at).join("."));
	}
	return addresses;
}

/** Where the name ends that begins at `at`; NaN if it does not. */
function endOfName(bytes: Uint8Array, at: number): number {
	let end = 0;
	let pieces = 0;
	while (at < bytes.length) {
		const length = bytes[at];
		// The rest of it is elsewhere (section 4.1.4).
		const isPointer = length > 191;
		if (!end && (isPointer || !length)) end = at + (isPointer ? 2 : 1);
		if (!length) return end;
		if (isPointer && ++pieces < PIECES) at = uint16(bytes, at) & 0x3fff;
		else if (length < 64) at += 1 + length;
		else break;
	}
	return Number.NaN;
}

/** What is beyond the end counts as 0. */
function uint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}
