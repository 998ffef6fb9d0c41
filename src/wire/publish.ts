// Hot path, except templates. PUBLISH (section 3.3 of both versions).
import { Packet, PublishFlag, type QoS } from "./packet.js";
import { Id } from "./properties.js";
import { lengthSize, writeLength } from "./remaining-length.js";

/** The offset of the topic in a template: after the first byte, one byte of length, and the topic's length. */
export const enum Template {
	Topic = 4,
	/** The number of bytes before a payload at QoS 0, if 5.0 has an alias instead of the name. */
	Aliased = 8,
}

/** The constant bytes before the payload in the packets of a topic. In 5.0, `rest` are the topic's properties. */
export function publishTemplate(topic: Uint8Array, QoS: QoS, retain: boolean, rest: Uint8Array): Uint8Array {
	const end = Template.Topic + topic.length + (QoS ? 2 : 0);
	const template = new Uint8Array(end + rest.length);
	template[0] = (Packet.PUBLISH << 4) | (QoS << 1) | (retain ? PublishFlag.RETAIN : 0);
	template[2] = topic.length >> 8;
	template[3] = topic.length;
	template.set(topic, Template.Topic);
	template.set(rest, end);
	return template;
}

/** The size of a packet with a Remaining Length of `behind`. */
export function packetSize(behind: number): number {
	return 1 + lengthSize(behind) + behind;
}

/**
 * Writes a PUBLISH of any size at `at`, where there must be room: the template with `identifier`, unless that is 0,
 * and the first `count` bytes of `payload`.
 */
export function encodePublish(
	bytes: Uint8Array,
	at: number,
	topic: { readonly template: Uint8Array; readonly identifierAt: number },
	identifier: number,
	payload: Uint8Array,
	count: number,
): void {
	const template = topic.template;
	const header = template[0];
	const behind = template.length - 2 + count;
	const more = lengthSize(behind) - 1;
	// The template's first two bytes are overwritten by the length.
	bytes.set(template, at + more);
	bytes[at] = header;
	writeLength(bytes, at + 1, behind);
	if (identifier) {
		bytes[at + more + topic.identifierAt] = identifier >> 8;
		bytes[at + more + topic.identifierAt + 1] = identifier;
	}
	copy(bytes, at + more + template.length, payload, count);
}

/** Copies the first `count` bytes of `source`, with one native call if these are all. */
export function copy(bytes: Uint8Array, at: number, source: Uint8Array, count: number): void {
	if (source.length === count) bytes.set(source, at);
	else for (let i = 0; i < count; i++) bytes[at + i] = source[i];
}

/** The fields of the 5.0 PUBLISH packets of a topic. */
export interface PublishFields {
	readonly template: Uint8Array;
	readonly nameSize: number;
	/** Encoded properties that all messages of the topic have. */
	readonly fixed: Uint8Array;
	/** The properties of the current message. */
	readonly properties: { readonly bytes: Uint8Array; readonly length: number } | undefined;
	/** Message Expiry Interval of the current message in seconds; negative for none. */
	readonly interval: number;
}

/** The sizes of an alias and of an expiry interval among the properties. */
export const enum PropertySize {
	Alias = 3,
	Interval = 5,
}

function propertiesSize(topic: PublishFields, alias: number): number {
	let size = topic.fixed.length;
	if (topic.properties) size += topic.properties.length;
	if (alias) size += PropertySize.Alias;
	return topic.interval < 0 ? size : size + PropertySize.Interval;
}

/**
 * The size of a 5.0 PUBLISH with a payload of `count` bytes, with `alias` unless that is 0, and with its name if
 * `named`.
 */
export function publishSize5(topic: PublishFields, alias: number, named: boolean, count: number): number {
	const properties = propertiesSize(topic, alias);
	const identifier = topic.template[0] & PublishFlag.QoS ? 2 : 0;
	return packetSize(2 + (named ? topic.nameSize : 0) + identifier + lengthSize(properties) + properties + count);
}

/**
 * Writes a 5.0 PUBLISH of `size` bytes at `at`, where there must be room. The interval is the first property, or
 * follows the alias.
 */
export function encodePublish5(
	bytes: Uint8Array,
	at: number,
	size: number,
	topic: PublishFields,
	alias: number,
	named: boolean,
	identifier: number,
	payload: Uint8Array,
	count: number,
): void {
	const template = topic.template;
	const fixed = topic.fixed;
	const list = topic.properties;
	const interval = topic.interval;
	const header = at;
	// The number of bytes of the packet's length.
	let more = 1;
	while (lengthSize(size - 1 - more) !== more) more++;
	at += 1 + more;
	if (named) {
		bytes.set(template, at - 2);
		at += 2 + topic.nameSize;
	} else {
		bytes[at++] = 0;
		bytes[at++] = 0;
	}
	bytes[header] = template[0];
	writeLength(bytes, header + 1, size - 1 - more);
	if (identifier) {
		bytes[at++] = identifier >> 8;
		bytes[at++] = identifier;
	}
	at = writeLength(bytes, at, propertiesSize(topic, alias));
	if (alias) {
		bytes[at++] = Id.topicAlias;
		bytes[at++] = alias >> 8;
		bytes[at++] = alias;
	}
	if (interval >= 0) {
		bytes[at] = Id.messageExpiry;
		writeInterval(bytes, at + 1, interval);
		at += PropertySize.Interval;
	}
	if (fixed.length) copy(bytes, at, fixed, fixed.length);
	at += fixed.length;
	if (list) {
		copy(bytes, at, list.bytes, list.length);
		at += list.length;
	}
	if (count) copy(bytes, at, payload, count);
}

/** Writes four bytes. */
export function writeInterval(bytes: Uint8Array, at: number, seconds: number): void {
	for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = seconds >>> shift;
}
