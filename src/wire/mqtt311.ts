// MQTT 3.1.1 on the wire: every packet that a client sends or receives. What is different in 5.0 stands in a module like this one.
// Encoders write a packet at the beginning of `bytes` and return its size; if it does not fit they write nothing and return
// minus the size it has. Decoders get what is behind the packet's length, bytes[start, end), and check all of it.
import type { Message } from "./message";
import { Packet, PublishFlag } from "./packet";
import { lengthSize, writeLength } from "./remaining-length";
import { isTopicName } from "./topic-name";

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

/** CONNECT (section 3.1). */
export function encodeConnect(bytes: Uint8Array, fields: ConnectFields): number {
	const { id, will, user, password } = fields;
	let flags = fields.clean ? 2 : 0;
	let remaining = 12 + id.length;
	if (will) {
		flags |= 4 | (will.QoS << 3) | (will.retain ? 32 : 0);
		remaining += 4 + will.topic.length + will.message.length;
	}
	if (user) {
		flags |= 128;
		remaining += 2 + user.length;
	}
	if (password) {
		flags |= 64;
		remaining += 2 + password.length;
	}
	const size = 1 + lengthSize(remaining) + remaining;
	if (size > bytes.length) return -size;
	bytes[0] = Packet.CONNECT << 4;
	let at = writeLength(bytes, 1, remaining);
	bytes.set([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, fields.keepAlive >> 8, fields.keepAlive & 255], at);
	at = writeField(bytes, at + 10, id);
	if (will) at = writeField(bytes, writeField(bytes, at, will.topic), will.message);
	if (user) at = writeField(bytes, at, user);
	if (password) writeField(bytes, at, password);
	return size;
}

/** SUBSCRIBE (section 3.8), where QoS has one entry for each filter, or UNSUBSCRIBE (section 3.10), without. */
export function encodeSubscribe(
	bytes: Uint8Array,
	identifier: number,
	filters: readonly Uint8Array[],
	QoS?: readonly number[],
): number {
	let remaining = 2;
	for (const filter of filters) remaining += 2 + filter.length + (QoS ? 1 : 0);
	const size = 1 + lengthSize(remaining) + remaining;
	if (size > bytes.length) return -size;
	bytes[0] = ((QoS ? Packet.SUBSCRIBE : Packet.UNSUBSCRIBE) << 4) | 2;
	let at = writeLength(bytes, 1, remaining);
	bytes[at++] = identifier >> 8;
	bytes[at++] = identifier & 255;
	for (let i = 0; i < filters.length; i++) {
		at = writeField(bytes, at, filters[i]);
		if (QoS) bytes[at++] = QoS[i];
	}
	return size;
}

/**
 * What all PUBLISH packets of a topic begin with, made once: first byte, room for one byte of length, the topic.
 * encodePublish() takes it.
 */
export function publishTemplate(topic: Uint8Array, QoS: 0 | 1, retain: boolean): Uint8Array {
	const template = new Uint8Array(4 + topic.length);
	template[0] = (Packet.PUBLISH << 4) | (QoS << 1) | (retain ? PublishFlag.RETAIN : 0);
	writeField(template, 2, topic);
	return template;
}

function writeField(bytes: Uint8Array, at: number, field: Uint8Array): number {
	bytes[at] = field.length >> 8;
	bytes[at + 1] = field.length & 255;
	bytes.set(field, at + 2);
	return at + 2 + field.length;
}

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
	const fixed = template.length;
	const capacity = bytes.length;
	const remaining = fixed - 2 + length + (identifier ? 2 : 0);
	const shift = lengthSize(remaining) - 1;
	const size = 2 + shift + remaining;
	if (size > capacity) return -size;
	bytes.set(template, shift);
	if (shift === 0) bytes[1] = remaining;
	else {
		bytes[0] = template[0];
		writeLength(bytes, 1, remaining);
	}
	let at = fixed + shift;
	if (identifier) {
		bytes[at] = identifier >> 8;
		bytes[at + 1] = identifier & 255;
		at += 2;
	}
	if (length) {
		const source = payload as Uint8Array;
		if (at + source.length <= capacity) bytes.set(source, at);
		else for (let i = 0; i < length; i++) bytes[at + i] = source[i];
	}
	return size;
}

/** PUBACK (section 3.4). */
export function encodePuback(bytes: Uint8Array, identifier: number): number {
	if (bytes.length < 4) return -4;
	bytes[0] = Packet.PUBACK << 4;
	bytes[1] = 2;
	bytes[2] = identifier >> 8;
	bytes[3] = identifier & 255;
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
	switch (header >> 4) {
		case Packet.PUBLISH: {
			const QoS = header & PublishFlag.QoS;
			return QoS !== PublishFlag.QoS && (QoS !== 0 || (header & PublishFlag.DUP) === 0);
		}
		case Packet.PUBREL:
			return (header & 15) === 2;
		case Packet.CONNACK:
		case Packet.PUBACK:
		case Packet.PUBREC:
		case Packet.PUBCOMP:
		case Packet.SUBACK:
		case Packet.UNSUBACK:
		case Packet.PINGRESP:
			return (header & 15) === 0;
	}
	return false;
}

/** CONNACK (section 3.2): its return code, 0 to 5, with 256 added if a session is present; -1 if it is malformed. */
export function decodeConnack(bytes: Uint8Array, start: number, end: number): number {
	if (end - start !== 2) return -1;
	const flags = bytes[start];
	const code = bytes[start + 1];
	if (flags > 1 || code > 5 || (code && flags)) return -1;
	return code | (flags << 8);
}

/**
 * PUBLISH (section 3.3): fills `message`; false if it is malformed. isServerPacket() has seen `header`. With `head`, it is the
 * head of a larger packet, whose topic is empty if it could not be kept.
 */
export function decodePublish(
	bytes: Uint8Array,
	start: number,
	end: number,
	header: number,
	message: Message,
	head: boolean,
): boolean {
	let at = start + 2;
	if (at > end) return false;
	message.topicBytes = bytes;
	message.topicStart = at;
	at += (bytes[start] << 8) | bytes[start + 1];
	if (at > end) return false;
	message.topicEnd = at;
	const QoS = (header & PublishFlag.QoS) >> 1;
	message.QoS = QoS;
	if (QoS) {
		if (at + 2 > end) return false;
		const identifier = (bytes[at] << 8) | bytes[at + 1];
		if (identifier === 0) return false;
		message.identifier = identifier;
		at += 2;
	} else message.identifier = 0;
	message.retain = (header & PublishFlag.RETAIN) !== 0;
	message.duplicate = (header & PublishFlag.DUP) !== 0;
	message.bytes = bytes;
	message.start = at;
	message.end = end;
	message.offset = 0;
	message.total = end - at;
	return isTopicName(bytes, message.topicStart, message.topicEnd) || (head && message.topicStart === message.topicEnd);
}

/** PUBACK and UNSUBACK (sections 3.4 and 3.11), and those of QoS 2: the Packet Identifier; 0 if the packet is malformed. */
export function decodeIdentifier(bytes: Uint8Array, start: number, end: number): number {
	return end - start === 2 ? (bytes[start] << 8) | bytes[start + 1] : 0;
}

/** SUBACK (section 3.9): the Packet Identifier; the return codes follow it, up to `end`. 0 if the packet is malformed. */
export function decodeSuback(bytes: Uint8Array, start: number, end: number): number {
	if (end - start < 3) return 0;
	for (let at = start + 2; at < end; at++) if (bytes[at] > 2 && bytes[at] !== 0x80) return 0;
	return (bytes[start] << 8) | bytes[start + 1];
}
