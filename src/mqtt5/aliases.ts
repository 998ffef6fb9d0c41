// Hot path. Topic aliases (section 3.3.2.3.4): a number in place of a topic, for the life of a connection, in each direction by itself.
import type { Topic5 } from "./topic.js";

/**
 * Gives a topic one of our aliases if it has deserved one: those most used have one. Whether it has one now, which its next packet is to
 * tell the server, with its name.
 */
export function giveAlias(topics: (Topic5 | undefined)[], topic: Topic5, maximum: number): boolean {
	let least = -1;
	for (let i = 0; i < topics.length && i < maximum; i++) {
		const other = topics[i];
		if (!other) {
			least = i;
			break;
		}
		if (other.uses < topic.uses && (least < 0 || other.uses < topics[least]!.uses)) least = i;
	}
	if (least < 0) return false;
	const former = topics[least];
	if (former) former.alias = 0;
	topics[least] = topic;
	topic.alias = least + 1;
	return true;
}

/** A new connection: no topic has an alias. */
export function forgetAliases(topics: (Topic5 | undefined)[]): void {
	for (let i = 0; i < topics.length; i++) {
		const topic = topics[i];
		if (topic) topic.alias = 0;
		topics[i] = undefined;
	}
}

/** Of a topic's length, before the topic. */
const enum Entry {
	Length = 2,
}

/** Topics that the server has given an alias, in a table of fixed size behind the memory for received packets. */
export class IncomingAliases {
	/** How many there are. */
	readonly maximum: number;
	private readonly bytes: Uint8Array;
	/** Where the table begins; of an entry, its size: the topic's length in two bytes, and the topic. */
	private readonly start: number;
	private readonly size: number;

	/** @param bytes with the table from `start` on. @param maximum how many. @param size the longest topic that is kept. */
	constructor(bytes: Uint8Array, start: number, maximum: number, size: number) {
		this.maximum = maximum;
		this.bytes = bytes;
		this.start = start;
		this.size = Entry.Length + size;
	}

	/** A new connection: there are none. */
	forget(): void {
		this.bytes.fill(0, this.start, this.start + this.maximum * this.size);
	}

	/** Where an alias's topic lies: behind its length. */
	at(alias: number): number {
		return this.start + (alias - 1) * this.size + Entry.Length;
	}

	/** The length of an alias's topic, 0 if it has none. */
	length(alias: number): number {
		const at = this.at(alias);
		return (this.bytes[at - 2] << 8) | this.bytes[at - 1];
	}

	/** Whether a topic of that length is kept. */
	fits(length: number): boolean {
		return length <= this.size - Entry.Length;
	}

	/** Gives an alias the topic bytes[from, to). */
	set(alias: number, from: number, to: number): void {
		const at = this.at(alias);
		const length = to - from;
		this.bytes[at - 2] = length >> 8;
		this.bytes[at - 1] = length;
		if (this.fits(length)) this.bytes.copyWithin(at, from, to);
	}
}
