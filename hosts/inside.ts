// Hot path. Checks the arguments of a socket's readInto() and writeFrom().

/** Throws a TypeError unless `bytes` is a Uint8Array, and a RangeError unless bytes[at, at + count) is inside it. */
export function expectInside(bytes: Uint8Array, at: number, count: number): void {
	if (!(bytes instanceof Uint8Array)) throw new TypeError("expected a Uint8Array, an offset and a count");
	if (!(Number.isInteger(at) && Number.isInteger(count) && at >= 0 && count >= 0 && at + count <= bytes.length))
		throw new RangeError(`${count} bytes at ${at} exceed the array's ${bytes.length}`);
}
