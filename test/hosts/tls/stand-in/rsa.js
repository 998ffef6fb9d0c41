// Replaces the SDK's "rsa", and XS's numbers as bytes.

/** Raises to the power of a key's exponent. */
export default class RSA {
	constructor(exponent, modulus) {
		this.exponent = exponent;
		this.modulus = modulus;
		this.modulusSize = modulus.toString(16).length >> 1;
	}

	process(base) {
		let result = 1n;
		let square = base;
		for (let left = this.exponent; left; left >>= 1n) {
			if (left & 1n) result = (result * square) % this.modulus;
			square = (square * square) % this.modulus;
		}
		return result;
	}
}

BigInt.fromArrayBuffer = (bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
ArrayBuffer.fromBigInt = (number) => {
	const digits = number.toString(16);
	return Uint8Array.from(Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex")).buffer;
};
