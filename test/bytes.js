// A notation for bytes in specs, for Node.js and XS.

/**
 * Parses the notation: pairs of hexadecimal digits, "text" in ASCII, and *n after either, which repeats the last byte
 * n times in all. White space separates; // begins a comment to the end of the line.
 *
 *     hex(`30 07       // PUBLISH, Remaining Length 7
 *          00 03 "a/b" // Topic Name
 *          FF*2        // payload`)
 */
export function hex(notation) {
	const bytes = new Uint8Array(parse(notation));
	parse(notation, bytes);
	return bytes;
}

/** Parses `notation` and writes into `bytes`, if given. Returns the number of bytes. */
function parse(notation, bytes) {
	let count = 0;
	let last = 0;
	for (let at = 0; at < notation.length; ) {
		const character = notation[at++];
		if (character === " " || character === "\t" || character === "\n") continue;
		if (character === "/" && notation[at] === "/") {
			while (at < notation.length && notation[at] !== "\n") at++;
		} else if (character === '"') {
			for (; notation[at] !== '"'; at++) {
				last = notation.charCodeAt(at);
				if (!(last > 31 && last < 127)) throw new SyntaxError(`text without an end, or not ASCII: ${notation}`);
				if (bytes) bytes[count] = last;
				count++;
			}
			at++;
		} else if (character === "*") {
			let times = 0;
			for (; notation[at] >= "0" && notation[at] <= "9"; at++) times = times * 10 + Number(notation[at]);
			if (times === 0 || count === 0) throw new SyntaxError(`* without a byte or a number: ${notation}`);
			if (bytes) bytes.fill(last, count, count + times - 1);
			count += times - 1;
		} else {
			last = digit(character) * 16 + digit(notation[at++]);
			if (!(last >= 0)) throw new SyntaxError(`not a byte: "${character}${notation[at - 1]}" in ${notation}`);
			if (bytes) bytes[count] = last;
			count++;
		}
	}
	return count;
}

function digit(character) {
	const value = character ? "0123456789ABCDEF".indexOf(character) : -1;
	return value < 0 ? Number.NaN : value;
}

/** bytes[start, end) in hexadecimal. The middle of a long array is left out. */
export function toHex(bytes, start = 0, end = bytes.length) {
	let text = "";
	for (let at = start; at < end; at++) {
		if (at === start + 48 && end - at > 16) {
			text += ` ... (${end - start} bytes)`;
			at = end - 8;
		}
		text += `${text && " "}${bytes[at] < 16 ? "0" : ""}${bytes[at].toString(16).toUpperCase()}`;
	}
	return text;
}

/** Joins all `parts`. */
export function concat(...parts) {
	const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** Surrounds the bytes under test, to detect reads and writes outside of them. No fixture contains it. */
export const CANARY = 0xa5;

/** A copy of `bytes` between canaries, in an ArrayBuffer that begins before it and ends after it. */
export function guarded(bytes) {
	const size = bytes.length;
	const all = new Uint8Array(size + 16).fill(CANARY);
	all.set(bytes, 8);
	return new Uint8Array(all.buffer, 8, size);
}
