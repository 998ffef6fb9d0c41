// Hot path. Topic aliases (section 3.3.2.3.4): a number in place of a topic that we publish to, for the life of a connection.

/** Of a topic: its alias, 0 if there is none, and how often it was published to. */
export interface Aliased {
	alias: number;
	readonly uses: number;
}

/**
 * Gives a topic one of our aliases if it has deserved one: those most used have one. Whether it has one now, which its next packet is to
 * tell the server, with its name.
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

/** A new connection: no topic has an alias. */
export function forgetAliases(topics: (Aliased | undefined)[]): void {
	for (let i = 0; i < topics.length; i++) {
		const topic = topics[i];
		if (topic) topic.alias = 0;
		topics[i] = undefined;
	}
}
