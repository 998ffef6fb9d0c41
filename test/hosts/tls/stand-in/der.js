// DER (ITU-T X.690) for the stand-ins.

/** The elements in `bytes`: { tag, value, all }, where `all` has tag and length, too. */
export function elements(bytes) {
	const list = [];
	for (let at = 0; at < bytes.length; ) {
		const start = at;
		const tag = bytes[at++];
		let size = bytes[at++];
		if (size > 127) {
			let count = size & 127;
			for (size = 0; count; count--) size = size * 256 + bytes[at++];
		}
		if (!(at + size <= bytes.length)) throw new Error("x509: malformed input");
		list.push({ tag, value: bytes.subarray(at, at + size), all: bytes.subarray(start, at + size) });
		at += size;
	}
	return list;
}

/** The numbers of an object identifier. */
export function identifier(value) {
	const numbers = [Math.floor(value[0] / 40), value[0] % 40];
	let number = 0;
	for (const byte of value.subarray(1)) {
		number = number * 128 + (byte & 127);
		if (byte < 128) {
			numbers.push(number);
			number = 0;
		}
	}
	return numbers;
}
