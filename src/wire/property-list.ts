// Hot path, except the constructor. Properties of 5.0 to send: encoded as they are added, and copied into the packet.
import { Id, Kind, kindOf } from "./properties.js";
import { writeLength } from "./remaining-length.js";

/**
 * Properties that change with each message, in a buffer that is created once: a topic's option `properties`. Refill
 * it before publish(): `list.clear(); list.add(Property.correlationData, bytes)`. Only the constructor allocates.
 */
export class PropertyList {
	/** @internal */
	readonly bytes: Uint8Array;
	/** How many bytes the properties take now. */
	length: number;

	/**
	 * @param size bytes to reserve: 2 to 5 for a number, the length + 3 for text or bytes, both lengths + 5 for a
	 * user property. Throws RangeError.
	 */
	constructor(size: number) {
		if (!(size >= 0 && size <= 0xfffffff)) throw new RangeError("size: expected 0 to 268435455");
		this.bytes = new Uint8Array(size);
		this.length = 0;
	}

	/** Removes all properties. */
	clear(): void {
		this.length = 0;
	}

	/**
	 * Adds a property (section 2.2.2.2). Returns whether there was room. Does not check whether a message may have
	 * the property, or have it twice.
	 * @param identifier one of Property except userProperty: see addUser(). @param value a number, or a Uint8Array:
	 * text in UTF-8. Throws TypeError if the property has values of another type.
	 */
	add(identifier: number, value: number | Uint8Array): boolean {
		const bytes = this.bytes;
		const kind = kindOf(identifier);
		let at = this.length;
		bytes[at++] = identifier;
		if (kind === Kind.Text || kind === Kind.Binary) at = this.put(at, value as Uint8Array);
		else if (typeof value !== "number" || !(kind < Kind.Binary && kind > Kind.None))
			throw new TypeError("identifier: expected one of Property with a value of that type");
		else if (kind === Kind.Variable) at = writeLength(bytes, at, value as number);
		else
			for (let shift = kind === Kind.FourBytes ? 24 : kind * 8 - 8; shift >= 0; shift -= 8)
				bytes[at++] = (value as number) >>> shift;
		return this.end(at);
	}

	/**
	 * Adds a user property with name and value in UTF-8. Returns whether there was room. There may be several, even
	 * with the same name. Throws TypeError unless both are Uint8Arrays.
	 */
	addUser(name: Uint8Array, value: Uint8Array): boolean {
		this.bytes[this.length] = Id.userProperty;
		return this.end(this.put(this.put(this.length + 1, name), value));
	}

	/** Writes a field after its length. Bytes after the end of the buffer are lost. */
	private put(at: number, field: Uint8Array): number {
		const bytes = this.bytes;
		const size = field.length;
		// `instanceof` costs five times as much. A string would be copied as zeros.
		if (field.BYTES_PER_ELEMENT !== 1) throw new TypeError("value: expected a Uint8Array, for text in UTF-8");
		bytes[at] = size >> 8;
		bytes[at + 1] = size;
		if (at + 2 + size <= bytes.length) bytes.set(field, at + 2);
		return at + 2 + size;
	}

	private end(at: number): boolean {
		if (at > this.bytes.length) return false;
		this.length = at;
		return true;
	}
}
