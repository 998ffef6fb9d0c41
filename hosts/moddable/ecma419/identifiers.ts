// Hot path. Packet Identifiers (section 2.3.1): those that the app gives, which may have 32 bits, and those given out to it.

/** How many unacknowledged identifiers are remembered. */
const REMEMBERED = 32;
const IDENTIFIER_MAX = 65_535;

/** The identifiers that are not acknowledged. */
export class Identifiers {
	/** The one given out last. */
	private last: number;
	/** So many behind it are certainly not in use. */
	private free: number;
	private count: number;
	/** As the app gave them. */
	private readonly ids: Uint32Array;

	constructor() {
		this.last = this.count = 0;
		this.free = IDENTIFIER_MAX;
		this.ids = new Uint32Array(REMEMBERED);
	}

	/** The identifier that goes on the wire: the app's, in 16 bits and never 0, or one that is not in use (MQTT-2.3.1-2). */
	take(id: number | undefined): number {
		if (id !== undefined) {
			if (!(id >= 1 && id <= 0xffffffff && id % 1 === 0)) throw new RangeError("id: expected a whole number from 1");
			return onWire(id);
		}
		do {
			this.last = onWire(this.last + 1);
			if (this.free) {
				this.free--;
				return this.last;
			}
		} while (this.find(this.last) >= 0);
		this.free = IDENTIFIER_MAX - 1;
		for (let i = 0; i < this.count; i++) this.reach(onWire(this.ids[i]));
		return this.last;
	}

	/** Remembers `id`, which is `identifier` on the wire, until it is acknowledged. More than there is room for are not. */
	keep(id: number | undefined, identifier: number): void {
		if (this.count === REMEMBERED || (id && this.find(identifier) >= 0)) return;
		this.ids[this.count++] = id ?? identifier;
		this.reach(identifier);
	}

	/** What the app calls an identifier that has been acknowledged: it is free again, unless it is still `needed`. */
	release(identifier: number, needed: boolean): number {
		const ids = this.ids;
		const at = this.find(identifier);
		if (at < 0) return identifier;
		const id = ids[at];
		// Acknowledgements mostly come in order: so the oldest stays the first.
		if (!needed && at < --this.count) ids.copyWithin(at, at + 1, this.count + 1);
		return id;
	}

	private reach(identifier: number): void {
		this.free = Math.min(this.free, (identifier - this.last + IDENTIFIER_MAX - 1) % IDENTIFIER_MAX);
	}

	/** Where an identifier is remembered; -1 if it is not. */
	private find(identifier: number): number {
		const ids = this.ids;
		for (let i = 0, count = this.count; i < count; i++) {
			const id = ids[i];
			if (id === identifier || (id > IDENTIFIER_MAX && onWire(id) === identifier)) return i;
		}
		return -1;
	}
}

/** An identifier in the 16 bits that it has on the wire, where 0 is none. */
function onWire(id: number): number {
	return id > IDENTIFIER_MAX ? ((id - 1) % IDENTIFIER_MAX) + 1 : id;
}
