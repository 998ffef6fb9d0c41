// Builds packets of 5.0 for fixtures from their parts. Only the lengths are computed; everything else is written by
// hand.
import { hex, toHex } from "../bytes.js";

/**
 * In the notation of hex(): first byte, fields before the properties, properties (undefined: without their length),
 * fields after them.
 */
export function packet(header, fields, properties, rest = "") {
	let body = fields;
	if (properties !== undefined) body += ` ${length(properties)} ${properties}`;
	body += ` ${rest}`;
	return `${header} ${length(body)} ${body}`;
}

/** The length of the bytes of `notation`, up to 16,383, in the same notation. */
function length(notation) {
	const size = hex(notation).length;
	const bytes = new Uint8Array(size < 128 ? 1 : 2);
	bytes[0] = size < 128 ? size : (size & 127) | 128;
	if (size > 127) bytes[1] = size >> 7;
	return toHex(bytes);
}

/** All properties, read with next(): "2=60 31=why 38 name=value 9 01 FF". */
export function listed(properties) {
	let text = "";
	properties.rewind();
	while (properties.next()) {
		const { identifier } = properties;
		text += `${text && " "}${identifier}`;
		if (identifier === 38) text += ` ${properties.name}=${properties.text}`;
		else if (identifier === 9 || identifier === 22)
			text += ` ${toHex(properties.bytes, properties.start, properties.end)}`;
		else if (TEXTS.includes(identifier)) text += `=${properties.text}`;
		else text += `=${properties.value}`;
	}
	return text;
}

/** Properties whose values are UTF-8 Encoded Strings (table 2-4). */
const TEXTS = [3, 8, 18, 21, 26, 28, 31];
