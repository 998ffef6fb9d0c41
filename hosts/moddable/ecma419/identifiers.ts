// Hot path. Packet Identifiers (section 2.3.1): those that the app gives, which may have 32 bits, and those given out to it.
//
// Of those that are not acknowledged each has one place, by its lowest bits, so that nothing is searched; of two with the same place the
// later is not remembered. In a row, as most apps count them, as many as there are places are.

export const enum Identifier {
	/** How many places there are: a power of two. There lie the identifiers as the app gave them, or 0. Behind them is the one given out last. */
	Places = 32,
	Most = 65_535,
}

/**
 * The identifier that goes on the wire: the app's, in 16 bits and never 0, or one that is not in use (MQTT-2.3.1-2). With `kept`, it is
 * remembered until it is acknowledged.
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

/** What the app calls an identifier that has been acknowledged: it is free again, unless it is still `needed`. */
export function releaseIdentifier(ids: Uint32Array, identifier: number, needed: boolean): number {
	const place = identifier % Identifier.Places;
	const id = ids[place];
	if (onWire(id) !== identifier) return identifier;
	if (!needed) ids[place] = 0;
	return id;
}

/** An identifier in the 16 bits that it has on the wire, where 0 is none. */
function onWire(id: number): number {
	return id > Identifier.Most ? ((id - 1) % Identifier.Most) + 1 : id;
}
