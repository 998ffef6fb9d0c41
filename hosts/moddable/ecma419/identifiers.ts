// Hot path. Packet Identifiers (section 2.3.1): those that the app chooses, which may have 32 bits, and those chosen
// for it.
//
// Unacknowledged identifiers are stored in a table, indexed by their lowest bits, so that no search is needed. If two
// share a place, the later one is not stored. Identifiers that count upwards, as in most apps, do not collide until
// the table is full.

export const enum Identifier {
	/**
	 * The size of the table, a power of two. Each place holds an identifier as the app gave it, or 0. One more
	 * element after the table holds the identifier that was chosen last.
	 */
	Places = 32,
	Most = 65_535,
}

/**
 * The identifier to send: the app's, reduced to 16 bits and never 0, or an unused one (MQTT-2.3.1-2). With `kept`, it
 * is stored until it is acknowledged.
 */
export function takeIdentifier(ids: Uint32Array, id: number | undefined, kept: boolean): number {
	let next = ids[Identifier.Places];
	if (id === undefined) {
		do next = next < Identifier.Most ? next + 1 : 1;
		while (onWire(ids[next % Identifier.Places]) === next);
		ids[Identifier.Places] = id = next;
	} else {
		if (!(id >= 1 && id <= 0xffffffff && id % 1 === 0)) throw new RangeError("id: expected a whole number from 1");
		next = onWire(id);
	}
	if (kept && !ids[next % Identifier.Places]) ids[next % Identifier.Places] = id;
	return next;
}

/** Translates an acknowledged identifier back to the app's. Frees it unless it is still `needed`. */
export function releaseIdentifier(ids: Uint32Array, identifier: number, needed: boolean): number {
	const place = identifier % Identifier.Places;
	const id = ids[place];
	if (onWire(id) !== identifier) return identifier;
	if (!needed) ids[place] = 0;
	return id;
}

/** An identifier reduced to the 16 bits that MQTT sends, without 0. */
function onWire(id: number): number {
	return id > Identifier.Most ? ((id - 1) % Identifier.Most) + 1 : id;
}
