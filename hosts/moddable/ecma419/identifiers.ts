// Hot path. Packet Identifiers (section 2.3.1): those that the app gives, which may have 32 bits, and those given out to it.

/** How many unacknowledged identifiers are remembered: a power of two. */
const REMEMBERED = 32;
const IDENTIFIER_MAX = 65_535;

/**
 * The identifiers that are not acknowledged. Each has one place, by its lowest bits, so that nothing is searched; of two with the same
 * place the later is not remembered. In a row, as most apps count them, as many as there are places are.
 */
export class Identifiers {
	/** The one given out last. */
	private last: number;
	/** As the app gave them; 0: none. */
	private readonly ids: Uint32Array;

	constructor() {
		this.last = 0;
		this.ids = new Uint32Array(REMEMBERED);
	}

	/** The identifier that goes on the wire: the app's, in 16 bits and never 0, or one that is not in use (MQTT-2.3.1-2). */
	take(id: number | undefined): number {
		if (id !== undefined) {
			if (!(id >= 1 && id <= 0xffffffff && id % 1 === 0)) throw new RangeError("id: expected a whole number from 1");
			return onWire(id);
		}
		let next = this.last;
		do next = next < IDENTIFIER_MAX ? next + 1 : 1;
		while (onWire(this.ids[next % REMEMBERED]) === next);
		this.last = next;
		return next;
	}

	/** Remembers `id`, which is `identifier` on the wire, until it is acknowledged. */
	keep(id: number | undefined, identifier: number): void {
		const place = identifier % REMEMBERED;
		if (!this.ids[place]) this.ids[place] = id ?? identifier;
	}

	/** What the app calls an identifier that has been acknowledged: it is free again, unless it is still `needed`. */
	release(identifier: number, needed: boolean): number {
		const place = identifier % REMEMBERED;
		const id = this.ids[place];
		if (onWire(id) !== identifier) return identifier;
		if (!needed) this.ids[place] = 0;
		return id;
	}
}

/** An identifier in the 16 bits that it has on the wire, where 0 is none. */
function onWire(id: number): number {
	return id > IDENTIFIER_MAX ? ((id - 1) % IDENTIFIER_MAX) + 1 : id;
}
