// Replaces the SDK's "curve": P-256 (FIPS 186-4 section D.1.2.3), with numbers.
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const G = [
	0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
	0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
];

export default class Curve {
	n = N;

	/** The x coordinate of `count` * G. */
	times(count) {
		let result;
		for (let point = G; count; count >>= 1n, point = add(point, point)) if (count & 1n) result = add(result, point);
		return result[0];
	}
}

/** The modular inverse. */
export function inverse(number, modulus) {
	let [a, b] = [mod(number, modulus), modulus];
	let [x, y] = [1n, 0n];
	while (b) {
		const quotient = a / b;
		[a, b] = [b, a - quotient * b];
		[x, y] = [y, x - quotient * y];
	}
	return mod(x, modulus);
}

function add(a, b) {
	if (!a) return b;
	const slope =
		a === b ? (3n * a[0] * a[0] - 3n) * inverse(2n * a[1], P) : (b[1] - a[1]) * inverse(mod(b[0] - a[0], P), P);
	const x = mod(slope * slope - a[0] - b[0], P);
	return [x, mod(slope * (a[0] - x) - a[1], P)];
}

const mod = (number, modulus) => ((number % modulus) + modulus) % modulus;
