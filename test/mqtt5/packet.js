// Packets of 5.0 put together from their parts, for fixtures: the lengths are counted here, all else is written by hand.
import { hex, toHex } from "../bytes.js";

/** In the notation of hex(): first byte, what is before the properties, they (undefined: not even their length), what is behind them. */
export function packet(header, fields, properties, rest = "") {
	let body = fields;
	if (properties !== undefined) body += ` ${length(properties)} ${properties}`;
	body += ` ${rest}`;
	return `${header} ${length(body)} ${body}`;
}

/** The length of what `notation` stands for, up to 16,383, in the same notation. */
function length(notation) {
	const size = hex(notation).length;
	const bytes = new Uint8Array(size < 128 ? 1 : 2);
	bytes[0] = size < 128 ? size : (size & 127) | 128;
	if (size > 127) bytes[1] = size >> 7;
	return toHex(bytes);
}

/** All properties, as the cursor finds them: "2=60 31=why 38 name=value 9 01 FF". */
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

/** Those whose values are UTF-8 Encoded Strings (table 2-4). */
const TEXTS = [3, 8, 18, 21, 26, 28, 31];
