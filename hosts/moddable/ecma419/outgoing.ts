// Hot path, except SUBSCRIBE and UNSUBSCRIBE. Builds packets from the arguments of write(). On an error, these
// functions throw before anything has changed.
import { EMPTY_PACKETS } from "../../../src/connection/connection.js";
import { Phase } from "../../../src/connection/connection-state.js";
import { Packet, PublishFlag } from "../../../src/wire/packet.js";
import { lengthSize, writeLength } from "../../../src/wire/remaining-length.js";
import { encodeSubscribe } from "../../../src/wire/subscribe.js";
import type { AppConnection } from "./app-connection.js";
import { encode, Kind } from "./byte-buffer.js";
import { CONTROL, READABLE } from "./callbacks.js";
import { takeQoS } from "./connect-packet.js";
import type { WriteOptions } from "./contract.js";
import { releaseIdentifier, takeIdentifier } from "./identifiers.js";
import { Bytes, Milliseconds } from "./limits.js";

const PINGREQ = new Uint8Array([Packet.PINGREQ << 4, 0]);

/** Builds the head of a PUBLISH. Checks that there is room for it and for the first `size` bytes of the payload. */
export function publishHead(it: AppConnection, size: number, options: WriteOptions): Uint8Array {
	const topic = options.topic;
	const QoS = takeQoS(options);
	const total = options.byteLength ?? size;
	if ((total | 0) !== total || total < size) throw new RangeError("byteLength: expected the size of the whole payload");
	let topicBytes: Uint8Array | undefined;
	let topicSize = it.topicSize;
	if (topic !== it.topic || topicSize < 0) {
		topicBytes = encode("topic", topic, Kind.TopicName);
		topicSize = topicBytes.length;
	}
	const before = topicSize + (QoS ? 4 : 2);
	const remaining = before + total;
	// The Remaining Length has four bytes of seven bits.
	if (remaining >>> 28) throw new RangeError("byteLength: too large");
	const count = (remaining < 128 ? 2 : 1 + lengthSize(remaining)) + before;
	if (count + size > it.room) throw new Error("no room");
	const identifier = QoS && takeIdentifier(it.identifiers, options.id, true);
	let head = it.publishHead;
	// The previous head is reused if it has the same length, and both have an identifier or none.
	const shape = QoS ? -count : count;
	if (topicBytes || shape !== it.publishHeadSize) {
		const at = count - before;
		const isString = typeof topic === "string";
		topicBytes ??= encode("topic", topic, Kind.TopicName);
		it.publishHead = head = new Uint8Array(count);
		it.publishHeadSize = shape;
		head[at] = topicSize >> 8;
		head[at + 1] = topicSize;
		head.set(topicBytes, at + 2);
		it.topic = isString ? topic : "";
		it.topicSize = isString ? topicSize : -1;
	}
	head[0] =
		(Packet.PUBLISH << 4) |
		(QoS << 1) |
		(options.retain ? PublishFlag.RETAIN : 0) |
		(options.duplicate ? PublishFlag.DUP : 0);
	if (remaining < 128) head[1] = remaining;
	else writeLength(head, 1, remaining);
	if (QoS) {
		head[count - 2] = identifier >> 8;
		head[count - 1] = identifier;
	}
	it.position = total - size;
	return head;
}

/** Builds any other packet. Checks that there is room for it. */
export function controlPacket(it: AppConnection, operation: number, options: WriteOptions): Uint8Array {
	let packet: Uint8Array;
	let identifier = 0;
	// These packets will be acknowledged, so their identifier stays in use. The others are themselves
	// acknowledgements.
	const kept = operation >= Packet.SUBSCRIBE || operation === Packet.PUBREL;
	if (operation === Packet.PINGREQ) {
		if (it.room > 1) return PINGREQ;
		throw new Error("no room");
	}
	if (operation === Packet.DISCONNECT) packet = EMPTY_PACKETS.subarray(0, 2);
	else if (operation === Packet.SUBSCRIBE || operation === Packet.UNSUBSCRIBE) {
		const items = options.items;
		const count = items ? items.length : 0;
		const filters: Uint8Array[] = [];
		const levels: number[] = [];
		// SUBACK, which must fit the receive buffer as a whole, has one byte for each filter.
		if (!count || count > it.capacity - Bytes.SubackHead) throw new RangeError("items: too few or many");
		for (let i = 0; i < count; i++) {
			const item = items![i];
			filters.push(encode("topic", item.topic, Kind.TopicFilter));
			levels.push(takeQoS(item));
		}
		identifier = takeIdentifier(it.identifiers, options.id, kept);
		packet = encodeSubscribe(identifier, undefined, filters, operation === Packet.SUBSCRIBE ? levels : undefined);
	} else if (operation >= Packet.PUBACK && operation <= Packet.PUBCOMP) {
		identifier = takeIdentifier(it.identifiers, options.id, kept);
		packet = Uint8Array.of((operation << 4) | (kept ? 2 : 0), 2, identifier >> 8, identifier);
	} else throw new RangeError("operation: not one that a client sends");
	if (packet.length > it.room) {
		if (kept) releaseIdentifier(it.identifiers, identifier, false);
		throw new Error("no room");
	}
	if (operation === Packet.DISCONNECT) {
		// Nothing may follow DISCONNECT (MQTT-3.14.4-2). The app hears only of the end.
		it.phase = Phase.Closed;
		it.client[READABLE] = it.client[CONTROL] = undefined;
		it.arm(Milliseconds.Timeout);
	}
	return packet;
}
