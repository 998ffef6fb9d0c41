// MQTT 5.0 on the wire: every packet that a client sends or receives, where it is not as in mqtt311. Encoders and decoders keep to the rules
// that stand there. Decoders return a reason code (section 2.4) for what is wrong, 0 for nothing.
import type { Message } from "./message.js";
import { assemble, type ConnectFields, NAME, type Part, type Received, TOPIC } from "./mqtt311.js";
import { Packet, PublishFlag } from "./packet.js";
import { Id, type Properties } from "./properties.js";
import type { PropertyList } from "./property-list.js";
import { lengthSize, writeLength } from "./remaining-length.js";
import { isTopicName } from "./topic-name.js";

const MALFORMED = 0x81;

// Set-up

/** The fields of CONNECT (section 3.1), properties encoded. */
export interface ConnectFields5 extends ConnectFields {
	readonly properties: Uint8Array;
	readonly willProperties: Uint8Array;
}

/** CONNECT (section 3.1). */
export function encodeConnect5(bytes: Uint8Array, fields: ConnectFields5): number {
	const will = fields.will;
	let flags = fields.clean ? 2 : 0;
	if (will) flags |= 4 | (will.QoS << 3) | (will.retain ? 32 : 0);
	if (fields.user) flags |= 128;
	if (fields.password) flags |= 64;
	const parts: Part[] = [NAME, 5, flags, fields.keepAlive >> 8, fields.keepAlive];
	pushProperties(parts, fields.properties);
	parts.push(fields.id);
	if (will) pushProperties(parts, fields.willProperties);
	parts.push(will?.topic, will?.message, fields.user, fields.password);
	return assemble(bytes, Packet.CONNECT << 4, parts);
}

/** SUBSCRIBE (section 3.8), where there are subscription options for each filter, or UNSUBSCRIBE (section 3.10), without. */
export function encodeSubscribe5(
	bytes: Uint8Array,
	identifier: number,
	properties: Uint8Array,
	filters: readonly Uint8Array[],
	options?: readonly number[],
): number {
	const parts: Part[] = [identifier >> 8, identifier];
	pushProperties(parts, properties);
	for (let i = 0; i < filters.length; i++) parts.push(filters[i], options?.[i]);
	return assemble(bytes, ((options ? Packet.SUBSCRIBE : Packet.UNSUBSCRIBE) << 4) | 2, parts);
}

/** DISCONNECT (section 3.14) or AUTH (section 3.15), as short as it can be. */
export function encodeReason(bytes: Uint8Array, type: number, code: number, properties: Uint8Array): number {
	const parts: Part[] = [];
	if (code || properties.length) parts.push(code);
	if (properties.length) pushProperties(parts, properties);
	return assemble(bytes, type << 4, parts);
}

function pushProperties(parts: Part[], properties: Uint8Array): void {
	const length = new Uint8Array(lengthSize(properties.length));
	writeLength(length, 0, properties.length);
	parts.push({ bytes: length }, { bytes: properties });
}

// Hot path

/** How a PUBLISH names its topic. */
export const enum Form {
	Name = 0,
	/** By name, which from then on has the alias. */
	NameAndAlias = 1,
	Alias = 2,
}

/** What a topic's PUBLISH packets are made of. */
export interface PublishFields {
	/** Of publishTemplate(). */
	readonly template: Uint8Array;
	/** 1 to 65,535. */
	readonly alias: number;
	/** Message Expiry Interval in seconds; negative for none. It comes before all other properties but the alias. */
	readonly interval: number;
	/** Encoded properties that all its messages have. */
	readonly fixed: Uint8Array;
	/** Those of the present message. */
	readonly properties: PropertyList | undefined;
}

/**
 * PUBLISH (section 3.3), with `identifier` unless it is 0 (QoS 0), and the first `length` bytes of `payload`. May overwrite what is
 * behind the packet, within `bytes`.
 */
export function encodePublish5(
	bytes: Uint8Array,
	topic: PublishFields,
	form: Form,
	identifier: number,
	payload: Uint8Array | undefined,
	length: number,
): number {
	const template = topic.template;
	const list = topic.properties;
	let properties = topic.fixed.length;
	if (list) properties += list.length;
	if (form) properties += 3;
	if (topic.interval >= 0) properties += 5;
	let at = form === Form.Alias ? TOPIC : template.length;
	const remaining = at - 1 + (identifier ? 2 : 0) + lengthSize(properties) + properties + length;
	const size = 1 + lengthSize(remaining) + remaining;
	if (size > bytes.length) return -size;
	if (form === Form.Alias) bytes.fill(0, 0, 8);
	else bytes.set(template, lengthSize(remaining));
	at += lengthSize(remaining);
	bytes[0] = template[0];
	writeLength(bytes, 1, remaining);
	if (identifier) {
		bytes[at++] = identifier >> 8;
		bytes[at++] = identifier;
	}
	at = writeLength(bytes, at, properties);
	if (form) {
		bytes[at++] = Id.topicAlias;
		bytes[at++] = topic.alias >> 8;
		bytes[at++] = topic.alias;
	}
	if (topic.interval >= 0) {
		bytes[at] = Id.messageExpiry;
		writeInterval(bytes, at + 1, topic.interval);
		at += 5;
	}
	if (topic.fixed.length) at = copy(bytes, at, topic.fixed, topic.fixed.length);
	if (list) at = copy(bytes, at, list.bytes, list.length);
	if (length) copy(bytes, at, payload as Uint8Array, length);
	return size;
}

/** Writes four bytes. */
export function writeInterval(bytes: Uint8Array, at: number, seconds: number): void {
	for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = seconds >>> shift;
}

/** Copies the first `count` bytes of `source`; returns the offset behind them. In bulk where what follows has room as well. */
function copy(bytes: Uint8Array, at: number, source: Uint8Array, count: number): number {
	if (at + source.length <= bytes.length) bytes.set(source, at);
	else for (let i = 0; i < count; i++) bytes[at + i] = source[i];
	return at + count;
}

/**
 * PUBLISH (section 3.3): fills `message` and `properties`. The topic may be empty:
 * then there must be an alias. In full, though much is as in 3.1.1: to share it would take a call for every message received.
 */
export function decodePublish5(packet: Received, message: Message, properties: Properties): number {
	const bytes = packet.bytes;
	const end = packet.end;
	const header = packet.header;
	const start = packet.start + 2;
	let at = start > end ? start : start + ((bytes[start - 2] << 8) | bytes[start - 1]);
	message.topicStart = start;
	message.topicEnd = at;
	message.identifier = 0;
	message.QoS = (header & PublishFlag.QoS) >> 1;
	message.retain = (header & PublishFlag.RETAIN) !== 0;
	message.duplicate = (header & PublishFlag.DUP) !== 0;
	if (message.QoS) {
		message.identifier = (bytes[at] << 8) | bytes[at + 1];
		if (!message.identifier) return MALFORMED;
		at += 2;
	}
	if (at > end || (start !== message.topicEnd && !isTopicName(bytes, start, message.topicEnd))) return MALFORMED;
	const wrong = properties.take(at, end, Packet.PUBLISH);
	message.start = properties.last;
	message.end = end;
	message.offset = 0;
	message.total = end - message.start;
	return wrong;
}

/**
 * The reason code at `at`, 0 if it is left out, and behind it the properties, up to the packet's end: of PUBACK to PUBCOMP, DISCONNECT and
 * AUTH. Negative: minus the reason code that says what is wrong.
 */
export function decodeReason(packet: Received, at: number, properties: Properties): number {
	const end = packet.end;
	properties.clear();
	if (at >= end) return at === end ? 0 : -MALFORMED;
	const type = packet.header >> 4;
	const code = packet.bytes[at++];
	// Below 80 there is but "no matching subscribers"; of AUTH there are others, and when they may come is not known here.
	if (code && code < 0x80 && type !== Packet.AUTH && (code !== 0x10 || type > Packet.PUBREC)) return -MALFORMED;
	const wrong = at < end ? properties.take(at, end, type) : 0;
	return wrong ? -wrong : at < end && properties.last !== end ? -MALFORMED : code;
}
