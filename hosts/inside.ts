// Hot path. What readInto() and writeFrom() of a socket are given.

/** Throws a RangeError unless bytes[at, at + count) is inside, a TypeError if these are no bytes. */
export function expectInside(bytes: Uint8Array, at: number, count: number): void {
	if (!(bytes instanceof Uint8Array)) throw new TypeError("expected bytes, at, count");
	if (!(Number.isInteger(at) && Number.isInteger(count) && at >= 0 && count >= 0 && at + count <= bytes.length))
		throw new RangeError(`${count} bytes at ${at} are not inside ${bytes.length}`);
}
