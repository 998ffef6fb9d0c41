// Hot path. Handles the packets of 3.1.1.

import type { Topic } from "../client/topic.js";
import { isServerPacket } from "../connection/connection.js";
import { Phase, Ping, Size } from "../connection/connection-state.js";
import type { SessionOwner } from "../connection/delivering-connection.js";
import { SessionConnection, type Sizes } from "../connection/session-connection.js";
import type { Machine } from "../host.js";
import { Refused } from "../reason.js";
import { Session } from "../session/session.js";
import { findLatest } from "../session/waiting.js";
import { decodeConnack311 } from "../wire/connack.js";
import { Identifier, Packet, PublishFlag } from "../wire/packet.js";
import { encodePublish, packetSize } from "../wire/publish.js";
import { Code } from "../wire/reason-code.js";

const enum Header {
	PUBACK = Packet.PUBACK << 4,
	/** PUBACK and its length, 2, as a 16-bit number. */
	PUBACK_2 = (Packet.PUBACK << 12) | 2,
	PINGRESP = Packet.PINGRESP << 4,
}

/** One connection at a time to a server with 3.1.1. */
export class Connection311 extends SessionConnection {
	/** @param session an existing session. */
	constructor(owner: SessionOwner, machine: Machine, sizes: Sizes, session?: Session) {
		super();
		this.prepare(owner, machine, session ?? new Session(sizes.unacknowledged, 4), sizes, 0);
	}

	/** Sends or queues a PUBLISH. Returns its Packet Identifier, 0 at QoS 0, or a Refusal. */
	publish(topic: Topic, payload: Uint8Array, count: number): number {
		const session = this.session;
		const size = packetSize(topic.templateSize - 2 + count);
		if (this.leaving) return Refused.closed;
		if (!topic.QoS) {
			if (size > this.outSize) return Refused.tooLarge;
			// An answer may still lie where the packet would be built.
			if (this.owed >= 0 || this.partly) return this.full(-size);
			encodePublish(this.bytes, this.capacity, topic, 0, payload, count);
			return this.submit(size);
		}
		const old = topic.latestOnly ? findLatest(this, topic) : -1;
		const refused = session.refusal(size, old);
		if (refused) return refused === Refused.full ? this.full(size) : refused;
		const replaced = this.replace(old);
		const identifier = session.nextIdentifier();
		const at = session.open(size, identifier);
		encodePublish(session.bytes, at, topic, identifier, payload, count);
		if (replaced) this.outcome(replaced, Code.replaced);
		this.flush();
		return identifier;
	}

	/** Builds the birth message as a packet of its own, and sets birthIdentifierAt. Allocates. */
	keepBirth(topic: Topic, payload: Uint8Array): void {
		const size = packetSize(topic.templateSize - 2 + payload.length);
		const birth = new Uint8Array(size);
		encodePublish(birth, 0, topic, 0, payload, payload.length);
		this.birth = birth;
		if (topic.QoS) this.birthIdentifierAt = size - payload.length - 2;
	}

	/**
	 * Handles a whole packet. PUBLISH and PUBACK, the most frequent ones, are handled inline, because each call costs
	 * a thousand instructions.
	 */
	override packet(header: number, start: number, end: number): boolean {
		const view = this.view;
		if (header >> 4 === Packet.PUBLISH) {
			const message = this.message;
			const name = start + 2;
			let at = end - start < 2 ? end + 1 : name + view.getUint16(start);
			const nameEnd = at;
			message.header = header;
			message.topicStart = name;
			message.topicEnd = at;
			const QoS = header & PublishFlag.QoS;
			if (QoS) {
				if (at + 2 > end) return this.fail(Code.malformedPacket);
				const identifier = view.getUint16(at);
				if (!identifier) return this.fail(Code.malformedPacket);
				message.packetIdentifier = identifier;
				at += 2;
			}
			if (at > end || !this.native.isTopicName(this.bytes, name, nameEnd)) return this.fail(Code.malformedPacket);
			message.start = at;
			message.end = end;
			if (QoS > PublishFlag.QoS1) return this.deliverOnce(at - 2);
			const routes = this.routes;
			if (routes) routes.route(this);
			else this.owner.onMessage?.(message);
			if (!QoS) return this.phase === Phase.Online;
			// There is no room if the app has closed the connection.
			if (this.room < Size.Acknowledgement) return this.phase === Phase.Online && this.answer(Header.PUBACK, at - 2);
			// Built in place, because the topic is no longer needed.
			view.setUint16(at - 4, Header.PUBACK_2);
			this.room = this.socket.writeFrom(this.bytes, at - 4, Size.Acknowledgement) ?? -1;
			this.lastSent = this.time.ticks;
			return true;
		}
		if (header === Header.PUBACK) {
			const identifier = end - start === 2 ? view.getUint16(start) : 0;
			if (!identifier) return this.fail(Code.malformedPacket);
			const owner = this.owner;
			const used = this.session.acknowledge(identifier);
			// An unknown identifier was acknowledged before or does not belong to a record, and is ignored.
			if (used < 0)
				return used === -1 ? this.born(identifier, 0) : used < -2 ? this.proceed() : this.fail(Code.protocolError);
			if (!this.ready || owner.onOutcome) return this.concluded(identifier, 0);
			if (used || !owner.onSettled) return true;
			if (this.published === undefined) owner.onSettled();
			else this.flush();
			return this.phase === Phase.Online;
		}
		if (header === Header.PINGRESP) {
			if (start !== end) return this.fail(Code.malformedPacket);
			this.ping = Ping.None;
			return !this.passedOver || this.step(Packet.PINGRESP, 0);
		}
		return this.control(header, start, end);
	}

	/** Handles all other packets. */
	private control(header: number, start: number, end: number): boolean {
		const type = header >> 4;
		const size = end - start;
		const identifier = size < 2 ? 0 : this.view.getUint16(start);
		if (!isServerPacket(header)) return this.fail(Code.malformedPacket);
		if (type !== Packet.CONNACK) {
			// Only SUBACK (section 3.9) has more than an identifier.
			if (!identifier || (type === Packet.SUBACK ? size < 3 : size > 2)) return this.fail(Code.malformedPacket);
			if (type < Packet.SUBACK) return this.step(type, start);
			for (let at = start + 2; at < end; at++)
				if (this.bytes[at] > 2 && this.bytes[at] !== 0x80) return this.fail(Code.malformedPacket);
			return identifier !== Identifier.Request || this.answered(type, start + 2, end);
		}
		// A second CONNACK.
		return this.fail(Code.protocolError);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4;
	}

	protected override greeted(_header: number, start: number, end: number): boolean {
		const connack = decodeConnack311(this.bytes, start, end);
		const present = connack > 255;
		if (connack < 0) return this.fail(Code.malformedPacket);
		// The return codes (section 3.2.2.3) are in the same order as in 5.0, except the third.
		if (connack && !present) {
			// Reserved codes are in use: Adafruit IO refuses clients that connect too often with 6, banned ones with 7.
			if (connack > 5) this.detail = "CONNACK " + connack;
			return this.fail(
				connack === 3
					? Code.serverUnavailable
					: Code.unsupportedProtocolVersion - 1 + (connack < 3 ? connack : connack < 5 ? 3 : 4),
			);
		}
		// The client has requested a clean session, so no session may be present.
		if (present && this.owner.clean) return this.fail(Code.protocolError);
		// In 3.1.1, a clean session ends with its connection (MQTT-3.1.2-6). A session that is kept needs another
		// connection.
		if (this.owner.clean === "once") {
			this.owner.cleaned();
			return false;
		}
		return this.accepted(present);
	}

	protected override headSize(header: number, start: number, end: number): number {
		if (end - start < 2) return 0;
		const topicSize = this.view.getUint16(start);
		return topicSize ? 2 + topicSize + (header & PublishFlag.QoS ? 2 : 0) : -1;
	}

	protected override head(header: number, start: number, end: number): boolean {
		const message = this.message;
		const QoS = header & PublishFlag.QoS;
		message.header = header;
		message.topicStart = start + 2;
		message.topicEnd = QoS ? end - 2 : end;
		if (QoS) message.packetIdentifier = this.view.getUint16(end - 2);
		return (
			((!QoS || message.packetIdentifier > 0) && this.native.isTopicName(this.bytes, start + 2, message.topicEnd)) ||
			this.fail(Code.malformedPacket)
		);
	}

	protected override tooLarge(): void {
		this.fail(Code.malformedPacket);
	}

	protected override mayBegin(): boolean {
		const session = this.session;
		const exactlyOnce = this.owner.exactlyOnce;
		return (
			session.sent < session.used &&
			!this.waitsAlone() &&
			(this.position > 0 || exactlyOnce === undefined || exactlyOnce.maySend(session))
		);
	}
}
