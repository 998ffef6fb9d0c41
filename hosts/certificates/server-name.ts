// Set-up. Decides whether a certificate is for a server (RFC 6125 section 6.4), and whether the name constraints of
// an authority allow it (RFC 5280 section 4.2.1.10).
import { DER, isSame, Tag } from "./der.js";
import { Verdict } from "./verdict.js";

/** The supported types of GeneralName. */
const enum Name {
	dns = 0x82,
	address = 0x87,
}
/** In characters (RFC 1035 section 2.3.4). */
const LONGEST_NAME = 253;
const LONGEST_PART = 63;

const STAR = 0x2a;
const DOT = 0x2e;

/** The server to connect to. */
export class ServerName {
	readonly tag: Name;
	/** An address of 4 or 16 bytes, or a name in lower-case ASCII. Empty if the text is neither. */
	readonly bytes: Uint8Array;

	constructor(text: string) {
		const address = addressOf(text);
		this.tag = address ? Name.address : Name.dns;
		this.bytes = address ?? nameOf(text);
	}

	/** Whether this server is one of the certificate's names. */
	isAmong(names: Uint8Array | undefined): boolean {
		const { tag, bytes } = this;
		if (!names || bytes.length === 0) return false;
		const list = new DER(names);
		while (list.more()) {
			list.next();
			if (list.tag === tag && (tag === Name.dns ? isName(list.value(), bytes) : isSame(list.value(), bytes)))
				return true;
		}
		return false;
	}

	/** Throws an Error unless the constraints allow this server and all names and addresses of the certificate. */
	expectAllowed(constraints: Uint8Array, names: Uint8Array | undefined): void {
		// A wildcard name can be allowed although the server's own name is not, so both are checked.
		expectWithin(constraints, this.tag, this.bytes);
		const list = new DER(names ?? new Uint8Array(0));
		while (list.more()) {
			list.next();
			if (list.tag === Name.dns || list.tag === Name.address) expectWithin(constraints, list.tag, list.value());
		}
	}
}

/** Whether `text` is an IPv4 or IPv6 address. Addresses are not sent to a server as its name (SNI). */
export function isAddress(text: string): boolean {
	return addressOf(text) !== undefined;
}

/** Whether `text` is a name or an address that a certificate can contain. */
export function isServerName(text: string): boolean {
	return isAddress(text) || nameOf(text).length > 0;
}

/** Whether a name in a certificate, whose first label may be "*", matches this one. */
function isName(pattern: Uint8Array, name: Uint8Array): boolean {
	let from = 0;
	let rest = pattern;
	if (pattern[0] === STAR) {
		// The star matches exactly one label. At least two must follow: "*.org" is refused.
		from = name.indexOf(DOT);
		rest = pattern.subarray(1);
		if (from < 1 || rest.indexOf(DOT, 1) < 0) return false;
	}
	return endsWith(name, rest) && name.length - rest.length === from;
}

/** Whether `bytes` ends with `end`, ignoring case. */
function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
	let at = bytes.length;
	let i = end.length;
	if (i > at) return false;
	while (i--) if (small(bytes[--at]) !== small(end[i])) return false;
	return true;
}

function small(letter: number): number {
	return letter > 64 && letter < 91 ? letter + 32 : letter;
}

/** Throws an Error unless a name or address is within the permitted subtrees and outside the excluded ones. */
function expectWithin(constraints: Uint8Array, tag: Name, value: Uint8Array): void {
	const lists = new DER(constraints);
	while (lists.more()) {
		const isPermitting = lists.next().tag === Tag.group;
		const list = lists.inside();
		let isOfType = false;
		let isWithin = false;
		while (list.more()) {
			const subtree = list.next(Tag.sequence).inside();
			const base = subtree.next().value();
			// Constraints on other kinds of names cannot be checked, because those names are not read. Minimum and
			// maximum are not supported either.
			if ((subtree.tag !== Name.dns && subtree.tag !== Name.address) || subtree.more())
				throw new Error(Verdict.unknownConstraint);
			if (subtree.tag !== tag) continue;
			isOfType = true;
			isWithin ||= tag === Name.dns ? isBelow(value, base) : isInNetwork(value, base);
		}
		if (isPermitting ? isOfType && !isWithin : isWithin) throw new Error(Verdict.constrained);
	}
}

/** Whether `name` is `base` or a subdomain of it. Every name is below an empty base. */
function isBelow(name: Uint8Array, base: Uint8Array): boolean {
	const left = name.length - base.length;
	return endsWith(name, base) && (left === 0 || base.length === 0 || base[0] === DOT || name[left - 1] === DOT);
}

/** Whether an address is in a network, which is given as address and mask. */
function isInNetwork(address: Uint8Array, network: Uint8Array): boolean {
	const size = address.length;
	if (network.length !== 2 * size) return false;
	for (let i = 0; i < size; i++) if ((address[i] ^ network[i]) & network[size + i]) return false;
	return true;
}

/** The name in lower case, if it consists of labels of letters, digits, "-" and "_"; empty otherwise. */
function nameOf(text: string): Uint8Array {
	const { length } = text;
	const bytes = new Uint8Array(length <= LONGEST_NAME ? length : 0);
	let part = 0;
	for (let i = 0; i < bytes.length; i++) {
		const letter = small(text.charCodeAt(i));
		const isDot = letter === DOT;
		const isLetter =
			(letter > 96 && letter < 123) || (letter > 47 && letter < 58) || letter === 0x2d || letter === 0x5f;
		part = isDot ? 0 : part + 1;
		if (!(isDot ? i > 0 && i < length - 1 && bytes[i - 1] !== DOT : isLetter && part <= LONGEST_PART))
			return new Uint8Array(0);
		bytes[i] = letter;
	}
	return bytes;
}

/**
 * The bytes of an IPv4 address (four decimal numbers) or an IPv6 address (RFC 4291 section 2.2), which may end in
 * IPv4 notation.
 */
function addressOf(text: string): Uint8Array | undefined {
	if (!text.includes(":")) return quadOf(text);
	const halves = text.split("::");
	if (halves.length > 2) return;
	const front = wordsOf(halves[0]);
	const back = halves.length > 1 ? wordsOf(halves[1]) : front && [];
	if (!front || !back) return;
	const size = front.length + back.length;
	if (halves.length > 1 ? size > 14 : size !== 16) return;
	const bytes = new Uint8Array(16);
	bytes.set(front);
	bytes.set(back, 16 - back.length);
	return bytes;
}

/** The bytes of 16-bit groups in hexadecimal. */
function wordsOf(text: string): number[] | undefined {
	const bytes: number[] = [];
	if (!text) return bytes;
	const words = text.split(":");
	for (let i = 0; i < words.length; i++) {
		const word = words[i];
		const quad = i === words.length - 1 && word.includes(".") ? quadOf(word) : undefined;
		if (quad) bytes.push(quad[0], quad[1], quad[2], quad[3]);
		else if (/^[0-9a-f]{1,4}$/i.test(word)) {
			const value = Number.parseInt(word, 16);
			bytes.push(value >> 8, value & 0xff);
		} else return;
	}
	return bytes;
}

function quadOf(text: string): Uint8Array | undefined {
	const parts = text.split(".");
	if (parts.length !== 4) return;
	const bytes = new Uint8Array(4);
	for (let i = 0; i < 4; i++) {
		const value = Number(parts[i]);
		// Only plain decimal counts: "1e1", "0x1", "01" and "" do not.
		if (String(value) !== parts[i] || !(value >= 0 && value < 256) || value % 1) return;
		bytes[i] = value;
	}
	return bytes;
}
