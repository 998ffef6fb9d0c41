// Hot path. Topic aliases (section 3.3.2.3.4): numbers in place of the names of topics to publish to, for the
// duration of a connection.

/** The alias of a topic (0 for none), and how often it was published to. */
export interface Aliased {
	alias: number;
	readonly uses: number;
}

/**
 * Gives a topic an alias if it is used more than one that has an alias. Returns whether the topic has a new alias,
 * which its next packet must announce together with its name.
 */
export function giveAlias(topics: (Aliased | undefined)[], topic: Aliased, maximum: number): boolean {
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

/** On a new connection, no topic has an alias. */
export function forgetAliases(topics: (Aliased | undefined)[]): void {
	for (let i = 0; i < topics.length; i++) {
		const topic = topics[i];
		if (topic) topic.alias = 0;
		topics[i] = undefined;
	}
}

/**
 * The numbers of aliases for the client's topics and the server's, and the longest of the server's topics that is
 * stored.
 */
export interface AliasSizes {
	readonly send: number;
	readonly receive: number;
	readonly size: number;
}
