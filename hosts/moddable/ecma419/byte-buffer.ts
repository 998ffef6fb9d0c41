// Set-up, except bytesOf(). Converts the app's strings and Byte Buffers into bytes.
import { isTopicName } from "../../../src/wire/topic-name.js";
import { isText } from "../../../src/wire/utf8.js";
import type { ByteBuffer } from "./contract.js";

/** What a string or Byte Buffer is used as. */
export const enum Kind {
	/** Any bytes. */
	Binary = 0,
	/** A UTF-8 Encoded String. */
	Text = 1,
	TopicName = 2,
	TopicFilter = 3,
}

/**
 * A string or Byte Buffer as bytes. Throws a TypeError if it is not valid for its use. The engine converts strings,
 * because that takes little stack. It accepts what MQTT forbids, so the result is checked.
 */
export function encode(option: string, value: string | ByteBuffer | undefined, kind: Kind): Uint8Array {
	const bytes =
		typeof value === "string"
			? new Uint8Array((ArrayBuffer as unknown as { fromString(text: string): ArrayBuffer }).fromString(value))
			: value && bytesOf(value, value.byteLength);
	if (
		bytes &&
		bytes.length < 65_536 &&
		(kind >= Kind.TopicName
			? isTopicName(bytes, 0, bytes.length, kind === Kind.TopicFilter)
			: kind === Kind.Binary || isText(bytes, 0, bytes.length))
	)
		return bytes;
	throw new TypeError(option + ": invalid");
}

/** A Uint8Array of the first `count` bytes of a Byte Buffer. */
export function bytesOf(buffer: ByteBuffer, count: number): Uint8Array {
	if ((buffer as Uint8Array).BYTES_PER_ELEMENT > 1) throw new TypeError("expected a Byte Buffer");
	if (buffer instanceof Uint8Array && buffer.length === count) return buffer;
	return ArrayBuffer.isView(buffer)
		? new Uint8Array(buffer.buffer, buffer.byteOffset, count)
		: new Uint8Array(buffer, 0, count);
}
