// Hot path, but for templates. PUBLISH (section 3.3 of both versions).
import { Packet, PublishFlag, type QoS } from "./packet.js";
import { lengthSize, writeLength } from "./remaining-length.js";

/** Where the topic begins in a template, behind a first byte, one of length, and the length of the topic. */
export const TOPIC = 4;

/** All that is before the payload in the packets of a topic, as far as it is always the same; in 5.0 `rest` are its properties. */
export function publishTemplate(topic: Uint8Array, QoS: QoS, retain: boolean, rest: Uint8Array): Uint8Array {
	const end = TOPIC + topic.length + (QoS ? 2 : 0);
	const template = new Uint8Array(end + rest.length);
	template[0] = (Packet.PUBLISH << 4) | (QoS << 1) | (retain ? PublishFlag.RETAIN : 0);
	template[2] = topic.length >> 8;
	template[3] = topic.length;
	template.set(topic, TOPIC);
	template.set(rest, end);
	return template;
}

/** The size of a packet that has `behind` bytes behind its length. */
export function packetSize(behind: number): number {
	return 1 + lengthSize(behind) + behind;
}

/**
 * Writes a PUBLISH of any size at `at`, where there is room for it: `template` with `identifier` in it, unless that is 0, and the first
 * `count` bytes of `payload`.
 */
export function encodePublish(
	bytes: Uint8Array,
	at: number,
	template: Uint8Array,
	identifierAt: number,
	identifier: number,
	payload: Uint8Array,
	count: number,
): void {
	const header = template[0];
	const behind = template.length - 2 + count;
	const more = lengthSize(behind) - 1;
	// The template's first two bytes land where the length then goes.
	bytes.set(template, at + more);
	bytes[at] = header;
	writeLength(bytes, at + 1, behind);
	if (identifier) {
		bytes[at + more + identifierAt] = identifier >> 8;
		bytes[at + more + identifierAt + 1] = identifier;
	}
	copy(bytes, at + more + template.length, payload, count);
}

/** Copies the first `count` bytes of `source`. In bulk where what follows has room as well. */
export function copy(bytes: Uint8Array, at: number, source: Uint8Array, count: number): void {
	if (at + source.length <= bytes.length) bytes.set(source, at);
	else for (let i = 0; i < count; i++) bytes[at + i] = source[i];
}
