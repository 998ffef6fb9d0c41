// MQTT 3.1.1 on the wire: every packet that a client sends or receives. What is different in 5.0 stands in a module like this one.
// Encoders write a packet at the beginning of `bytes` and return its size; if it does not fit they write nothing and return
// minus the size it has. Decoders check all that is behind the packet's length.
import type { Message } from "./message.js";
import { Packet, PublishFlag } from "./packet.js";
import { lengthSize, writeLength } from "./remaining-length.js";
import { isTopicName } from "./topic-name.js";

/** A received packet: its first byte, and what is behind its length, bytes[start, end). isServerPacket() has seen `header`. */
export interface Received {
	readonly header: number;
	readonly bytes: Uint8Array;
	readonly start: number;
	readonly end: number;
}

// Set-up

/** A will: what the server publishes if this client is lost (section 3.1.2.5). */
export interface WillFields {
	readonly topic: Uint8Array;
	readonly message: Uint8Array;
	readonly QoS: 0 | 1 | 2;
	readonly retain: boolean;
}

/** The fields of CONNECT (section 3.1), strings in UTF-8. */
export interface ConnectFields {
	readonly id: Uint8Array;
	readonly clean: boolean;
	/** In seconds, 0 to 65,535. */
	readonly keepAlive: number;
	readonly will?: WillFields | undefined;
	readonly user?: Uint8Array | undefined;
	readonly password?: Uint8Array | undefined;
}

/** The protocol's name: "MQTT". */
export const NAME = new Uint8Array([0x4d, 0x51, 0x54, 0x54]);

/** CONNECT (section 3.1). */
export function encodeConnect(bytes: Uint8Array, fields: ConnectFields): number {
	const will = fields.will;
	let flags = fields.clean ? 2 : 0;
	if (will) flags |= 4 | (will.QoS << 3) | (will.retain ? 32 : 0);
	if (fields.user) flags |= 128;
	if (fields.password) flags |= 64;
	return assemble(bytes, Packet.CONNECT << 4, [
		NAME,
		4,
		flags,
		fields.keepAlive >> 8,
		fields.keepAlive,
		fields.id,
		will?.topic,
		will?.message,
		fields.user,
		fields.password,
	]);
}

/** SUBSCRIBE (section 3.8), where QoS has one entry for each filter, or UNSUBSCRIBE (section 3.10), without. */
export function encodeSubscribe(
	bytes: Uint8Array,
	identifier: number,
	filters: readonly Uint8Array[],
	QoS?: readonly number[],
): number {
	const parts: Part[] = [identifier >> 8, identifier];
	for (let i = 0; i < filters.length; i++) parts.push(filters[i], QoS?.[i]);
	return assemble(bytes, ((QoS ? Packet.SUBSCRIBE : Packet.UNSUBSCRIBE) << 4) | 2, parts);
}

/** A byte; or a field, which goes behind its length in two bytes; or bytes as they are; or nothing. */
export type Part = number | Uint8Array | { readonly bytes: Uint8Array } | undefined;

/** Puts a packet together. */
export function assemble(bytes: Uint8Array, header: number, parts: Part[]): number {
	// What is written behind the end of an array is lost: this only counts.
	const remaining = writeParts(new Uint8Array(0), 0, parts);
	const size = 1 + lengthSize(remaining) + remaining;
	if (size > bytes.length) return -size;
	bytes[0] = header;
	return writeParts(bytes, writeLength(bytes, 1, remaining), parts);
}

/** Writes `parts` at `at`; returns the offset behind them. */
function writeParts(bytes: Uint8Array, at: number, parts: Part[]): number {
	for (let i = 0; i < parts.length; i++) {
		const part = parts[i];
		if (typeof part === "number") bytes[at++] = part;
		else if (part) {
			const field = "bytes" in part ? part.bytes : part;
			if (field === part) {
				bytes[at++] = field.length >> 8;
				bytes[at++] = field.length;
			}
			for (let j = 0; j < field.length; j++) bytes[at++] = field[j];
		}
	}
	return at;
}

/** What all PUBLISH packets of a topic have in common, made once: first byte and topic. encodePublish() takes it. */
export function publishTemplate(topic: Uint8Array, QoS: 0 | 1 | 2, retain: boolean): Uint8Array {
	const template = new Uint8Array(TOPIC + topic.length);
	template[0] = (Packet.PUBLISH << 4) | (QoS << 1) | (retain ? PublishFlag.RETAIN : 0);
	template[1] = topic.length >> 8;
	template[2] = topic.length;
	template.set(topic, TOPIC);
	return template;
}

/** Where the topic begins in a template. */
export const TOPIC = 3;

// Hot path

/**
 * PUBLISH (section 3.3): `template`, then `identifier` unless it is 0 (QoS 0), then the first `length` bytes of `payload`.
 * May overwrite what is behind the packet, within `bytes`.
 */
export function encodePublish(
	bytes: Uint8Array,
	template: Uint8Array,
	identifier: number,
	payload: Uint8Array | undefined,
	length: number,
): number {
	const remaining = template.length - 1 + length + (identifier ? 2 : 0);
	const lengthBytes = lengthSize(remaining);
	const size = 1 + lengthBytes + remaining;
	const capacity = bytes.length;
	if (size > capacity) return -size;
	// The template's first byte lands where the last of the length then goes.
	bytes.set(template, lengthBytes);
	bytes[0] = template[0];
	writeLength(bytes, 1, remaining);
	let at = size - length;
	if (identifier) {
		bytes[at - 2] = identifier >> 8;
		bytes[at - 1] = identifier;
	}
	if (length) {
		const source = payload as Uint8Array;
		if (at + source.length <= capacity) bytes.set(source, at);
		else for (let i = 0; i < length; i++) bytes[at++] = source[i];
	}
	return size;
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP (sections 3.4 to 3.7), as `header` says. */
export function encodeAcknowledgement(bytes: Uint8Array, header: number, identifier: number): number {
	if (bytes.length < 4) return -4;
	bytes[0] = header;
	bytes[1] = 2;
	bytes[2] = identifier >> 8;
	bytes[3] = identifier;
	return 4;
}

/** PINGREQ (section 3.12) or DISCONNECT (section 3.14): a type and nothing else. */
export function encodeEmpty(bytes: Uint8Array, type: Packet.PINGREQ | Packet.DISCONNECT): number {
	if (bytes.length < 2) return -2;
	bytes[0] = type << 4;
	bytes[1] = 0;
	return 2;
}

/** Whether a server may send a packet that begins with `header`: its type, and the flags reserved for it (section 2.2). */
export function isServerPacket(header: number): boolean {
	const type = header >> 4;
	const flags = header & 15;
	// At QoS 0 there is no DUP, and no QoS 3 at all.
	if (type === Packet.PUBLISH) return (flags & 6) !== 6 && (flags & 14) !== 8;
	return type === Packet.PUBREL ? flags === 2 : flags === 0 && ((SERVER_PACKETS >> type) & 1) === 1;
}

/** One bit for each type that a server sends and that has no flags. */
const SERVER_PACKETS =
	(1 << Packet.CONNACK) |
	(1 << Packet.PUBACK) |
	(1 << Packet.PUBREC) |
	(1 << Packet.PUBCOMP) |
	(1 << Packet.SUBACK) |
	(1 << Packet.UNSUBACK) |
	(1 << Packet.PINGRESP);

/** CONNACK (section 3.2): its return code, 0 to 5, with 256 added if a session is present; -1 if it is malformed. */
export function decodeConnack(packet: Received): number {
	const at = packet.start;
	const flags = packet.bytes[at];
	const code = packet.bytes[at + 1];
	return packet.end - at !== 2 || flags > 1 || code > 5 || (code && flags) ? -1 : code | (flags << 8);
}

/**
 * PUBLISH (section 3.3): fills `message`; false if it is malformed. With `head`, it is the head of a larger packet, whose topic
 * is empty if it could not be kept.
 */
export function decodePublish(packet: Received, message: Message, head: boolean): boolean {
	const bytes = packet.bytes;
	const end = packet.end;
	const header = packet.header;
	const start = packet.start + 2;
	let at = start > end ? start : start + ((bytes[start - 2] << 8) | bytes[start - 1]);
	message.bytes = bytes;
	message.topicStart = start;
	message.topicEnd = at;
	message.identifier = 0;
	message.QoS = (header & PublishFlag.QoS) >> 1;
	message.retain = (header & PublishFlag.RETAIN) !== 0;
	message.duplicate = (header & PublishFlag.DUP) !== 0;
	if (message.QoS) {
		message.identifier = (bytes[at] << 8) | bytes[at + 1];
		if (!message.identifier) return false;
		at += 2;
	}
	message.start = at;
	message.end = end;
	message.offset = 0;
	message.total = end - at;
	return at <= end && (isTopicName(bytes, start, message.topicEnd) || (head && start === message.topicEnd));
}

/**
 * PUBACK, SUBACK and UNSUBACK (sections 3.4, 3.9 and 3.11): the Packet Identifier, 0 if the packet is malformed. Behind it, up
 * to the packet's end, SUBACK has a return code for each filter.
 */
export function decodeAcknowledgement(packet: Received): number {
	const bytes = packet.bytes;
	let at = packet.start + 2;
	if (packet.header >> 4 === Packet.SUBACK ? at >= packet.end : at !== packet.end) return 0;
	const identifier = (bytes[at - 2] << 8) | bytes[at - 1];
	for (; at < packet.end; at++) if (bytes[at] > 2 && bytes[at] !== 0x80) return 0;
	return identifier;
}
