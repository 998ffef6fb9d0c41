// Sec-WebSocket-Accept (RFC 6455 section 4.2.2), independent of the code under test: SHA-1 as in RFC 3174, with 80 words.

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const rotate = (word, bits) => (word << bits) | (word >>> (32 - bits));

/** The SHA-1 digest of ASCII text: 20 bytes. */
export function sha1(text) {
	const size = text.length;
	const bytes = new Uint8Array(((size + 72) >> 6) << 6);
	for (let i = 0; i < size; i++) bytes[i] = text.charCodeAt(i);
	bytes[size] = 0x80;
	const view = new DataView(bytes.buffer);
	view.setUint32(bytes.length - 4, size * 8);
	const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
	const words = new Int32Array(80);
	for (let at = 0; at < bytes.length; at += 64) {
		for (let t = 0; t < 80; t++)
			words[t] =
				t < 16 ? view.getUint32(at + 4 * t) : rotate(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
		let [a, b, c, d, e] = hash;
		for (let t = 0; t < 80; t++) {
			let sum = rotate(a, 5) + e + words[t];
			if (t < 20) sum += ((b & c) | (~b & d)) + 0x5a827999;
			else if (t < 40) sum += (b ^ c ^ d) + 0x6ed9eba1;
			else if (t < 60) sum += ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
			else sum += (b ^ c ^ d) + 0xca62c1d6;
			e = d;
			d = c;
			c = rotate(b, 30);
			b = a;
			a = sum | 0;
		}
		hash[0] = (hash[0] + a) | 0;
		hash[1] = (hash[1] + b) | 0;
		hash[2] = (hash[2] + c) | 0;
		hash[3] = (hash[3] + d) | 0;
		hash[4] = (hash[4] + e) | 0;
	}
	const digest = new Uint8Array(20);
	for (let i = 0; i < 20; i++) digest[i] = hash[i >> 2] >>> (24 - (i & 3) * 8);
	return digest;
}

export function base64(bytes) {
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const bits = (bytes[at] << 16) | ((left > 1 ? bytes[at + 1] : 0) << 8) | (left > 2 ? bytes[at + 2] : 0);
		for (let i = 0; i < 4; i++) text += i > left ? "=" : DIGITS[(bits >> (18 - 6 * i)) & 63];
	}
	return text;
}

/** The Sec-WebSocket-Accept for a Sec-WebSocket-Key. */
export const accept = (key) => base64(sha1(key + GUID));
