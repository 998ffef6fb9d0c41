// Hot path. Handles the packets of a 5.0 server.
import { isServerPacket } from "../connection/connection.js";
import { Phase, Ping, Size } from "../connection/connection-state.js";
import { isDiscarded } from "../session/discarded.js";
import { firstByte } from "../session/session.js";
import { decodeConnack5 } from "../wire/connack.js";
import { Identifier, Packet, PublishFlag } from "../wire/packet.js";
import { Id } from "../wire/properties.js";
import { PropertySize } from "../wire/publish.js";
import { decodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { Limits, unavailable } from "./limits.js";
import { Limit, Outgoing5 } from "./outgoing.js";

const enum Header {
	PUBACK = Packet.PUBACK << 4,
	/** PUBACK and its length, 2, as a 16-bit number. */
	PUBACK_2 = (Packet.PUBACK << 12) | 2,
	PINGRESP = Packet.PINGRESP << 4,
}

/** Properties that consist only of an alias: their length and the alias's identifier. */
const enum Only {
	Alias = (PropertySize.Alias << 8) | Id.topicAlias,
}

/** One connection at a time to a server with 5.0. */
export class Connection5 extends Outgoing5 {
	constructor() {
		super();
	}

	/**
	 * Handles a whole packet. PUBLISH and PUBACK, the most frequent ones, are handled inline, because each call costs
	 * a thousand instructions.
	 */
	override packet(header: number, start: number, end: number): boolean {
		const view = this.view;
		if (header >> 4 === Packet.PUBLISH) {
			const message = this.message;
			const properties = this.properties;
			const bytes = this.bytes;
			const name = start + 2;
			let at = end - start < 3 ? end : name + view.getUint16(start);
			const nameEnd = at;
			const QoS = header & PublishFlag.QoS;
			message.header = header;
			message.topicStart = name;
			message.topicEnd = nameEnd;
			if (QoS) {
				if (at + 2 > end) return this.fail(Code.malformedPacket);
				const identifier = view.getUint16(at);
				if (!identifier) return this.fail(Code.malformedPacket);
				message.packetIdentifier = identifier;
				at += 2;
			}
			if (at >= end) return this.fail(Code.malformedPacket);
			const body = at;
			const four = nameEnd === name && at + 4 <= end ? view.getInt32(at) : 0;
			if (four >> 16 === Only.Alias) {
				// Only an alias, in place of the name.
				const alias = four & 0xffff;
				if (!alias || alias > this.theirMaximum) return this.fail(Code.topicAliasInvalid);
				const size = this.entrySize;
				const topic = this.table + alias * size;
				const length = view.getUint16(topic - 2);
				if (!length) return this.fail(Code.protocolError);
				message.topicStart = topic;
				message.topicEnd = length > size - 2 ? topic : topic + length;
				// Sets the start, from which rewind() reads, as for any properties.
				properties.first = at + 1;
				at += 4;
				properties.last = at;
			} else if (bytes[at]) {
				if (nameEnd > name && !this.native.isTopicName(bytes, name, nameEnd)) return this.fail(Code.malformedPacket);
				const wrong = this.takeProperties(at, end, name, nameEnd);
				if (wrong) return this.fail(wrong);
				at = properties.last;
			} else {
				if (nameEnd === name) return this.fail(Code.protocolError);
				if (!this.native.isTopicName(bytes, name, nameEnd)) return this.fail(Code.malformedPacket);
				if (properties.last) properties.clear();
				at++;
			}
			message.start = at;
			message.end = end;
			if (QoS > PublishFlag.QoS1) return this.deliverOnce(body - 2);
			const routes = this.routes;
			if (routes) routes.route(this);
			else this.owner.onMessage?.(message);
			if (!QoS) return this.phase === Phase.Online;
			// There is no room if the app has closed the connection.
			if (this.room < Size.Acknowledgement) return this.phase === Phase.Online && this.answer(Header.PUBACK, body - 2);
			// Built in place, because the topic is no longer needed.
			view.setUint16(body - 4, Header.PUBACK_2);
			this.room = this.socket.writeFrom(bytes, body - 4, Size.Acknowledgement) ?? -1;
			this.lastSent = this.time.ticks;
			return true;
		}
		// Without a reason code, or with 0x10 (no matching subscribers), which some servers send for every message.
		// control() handles other codes.
		if (
			header === Header.PUBACK &&
			(end - start === 2 || (end - start === 3 && this.bytes[start + 2] === Code.noMatchingSubscribers))
		) {
			const identifier = view.getUint16(start);
			if (!identifier) return this.fail(Code.malformedPacket);
			const owner = this.owner;
			const used = this.session.acknowledge(identifier);
			// An unknown identifier was acknowledged before, and is ignored.
			if (used < 0 && used > -3)
				return used === -1 ? this.born(identifier, (end - start - 2) << 4) : this.fail(Code.protocolError);
			this.quota++;
			if (this.properties.last) this.properties.clear();
			if (used < 0) return this.proceed();
			if (!this.ready || owner.onOutcome) return this.concluded(identifier, (end - start - 2) << 4);
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

	/**
	 * Parses the properties of a PUBLISH, whose length is at `at`, and sets the topic of its alias. Returns 0, or
	 * what is wrong.
	 */
	private takeProperties(at: number, end: number, name: number, nameEnd: number): number {
		const properties = this.properties;
		const bytes = this.bytes;
		const wrong = properties.take(at, end, Packet.PUBLISH);
		const alias = !wrong && properties.find(Id.topicAlias) ? properties.value : -1;
		properties.rewind();
		if (wrong || alias < 0) return wrong || (nameEnd > name ? 0 : Code.protocolError);
		if (!alias || alias > this.theirMaximum) return Code.topicAliasInvalid;
		const message = this.message;
		const topic = this.table + alias * this.entrySize;
		const most = this.entrySize - 2;
		let length = nameEnd - name;
		if (length) {
			this.view.setUint16(topic - 2, length);
			if (length <= most) bytes.copyWithin(topic, name, nameEnd);
			return 0;
		}
		length = this.view.getUint16(topic - 2);
		message.topicStart = message.topicEnd = topic;
		if (length <= most) message.topicEnd = topic + length;
		return length ? 0 : Code.protocolError;
	}

	/** Handles all other packets. */
	private control(header: number, start: number, end: number): boolean {
		const type = header >> 4;
		const properties = this.properties;
		if (header === Packet.DISCONNECT << 4) {
			const code = decodeReason(type, this.bytes, start, end, properties);
			if (code < 0) return this.fail(-code);
			this.owner.refused(code || Code.serverDisconnected, properties);
			return false;
		}
		if (header === Packet.AUTH << 4) return this.authenticated(start, end);
		if (!isServerPacket(header)) return this.fail(Code.malformedPacket);
		if (type === Packet.CONNACK) return this.fail(Code.protocolError);
		const at = start + 2;
		const identifier = at > end ? 0 : this.view.getUint16(start);
		if (!identifier) return this.fail(Code.malformedPacket);
		if (type > Packet.PUBCOMP) {
			// SUBACK or UNSUBACK (sections 3.9 and 3.11).
			const wrong = properties.take(at, end, type);
			if (wrong) return this.fail(wrong);
			const codes = properties.last;
			if (codes >= end) return this.fail(Code.protocolError);
			for (let i = codes; i < end; i++) {
				const code = this.bytes[i];
				if (code < 0x80 && (type === Packet.SUBACK ? code > 2 : code && code !== Code.noSubscriptionExisted))
					return this.fail(Code.malformedPacket);
			}
			return identifier !== Identifier.Request || this.answered(type, codes, end);
		}
		const code = decodeReason(type, this.bytes, at, end, properties);
		if (code < 0) return this.fail(-code);
		return type === Packet.PUBREL || (type === Packet.PUBREC && code < 0x80)
			? this.step(type, start)
			: this.finish(identifier, type, code);
	}

	/** A message is finished: PUBACK, PUBCOMP, or a PUBREC with an error has come. */
	private finish(identifier: number, type: number, code: number): boolean {
		const session = this.session;
		const at = session.find(identifier, session.sent);
		const header = at < 0 ? 0 : firstByte(session, at);
		const isDone = isDiscarded(header);
		if (!isDone) {
			// An unknown identifier was acknowledged before or does not belong to a record, and is ignored.
			if (header >> 4 !== (type === Packet.PUBCOMP ? Packet.PUBREL : Packet.PUBLISH))
				return this.born(identifier, code);
			// PUBACK is for QoS 1. PUBREC, the next type, is for QoS 2, whose flag is 1 << 2.
			if (type < Packet.PUBREL && (header & PublishFlag.QoS2) !== (type - Packet.PUBACK) << 2)
				return this.fail(Code.protocolError);
		}
		session.remove(at);
		this.quota++;
		// Also for a discarded message, about which the app is not told again.
		if (identifier === session.suspect) session.attempts = 0;
		return isDone ? this.proceed() : this.concluded(identifier, code);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4 || header === Packet.AUTH << 4 || header === Packet.DISCONNECT << 4;
	}

	protected override greeted(header: number, start: number, end: number): boolean {
		if (header === Packet.AUTH << 4) return this.authenticated(start, end);
		if (header !== Packet.CONNACK << 4) return this.fail(Code.protocolError);
		const owner = this.owner;
		const properties = this.properties;
		const connack = decodeConnack5(this.bytes, start, end, properties);
		if (connack < 0) return this.fail(-connack);
		const present = connack > 255;
		if (connack && !present) {
			owner.refused(connack, properties);
			return false;
		}
		// A server must not authenticate a client that has not requested it.
		const wrong =
			(properties.find(Id.authenticationData) && !properties.find(Id.authenticationMethod)) ||
			(!owner.authentication && properties.find(Id.authenticationMethod))
				? Code.protocolError
				: (owner.authentication?.accepted(this) ?? 0);
		if (wrong) return this.fail(wrong);
		const server = new Limits(properties, present, owner.keepAlive, owner.sessionExpiry);
		this.server = server;
		// The client has requested a clean start, so no session may be present.
		if (present && owner.clean) return this.fail(Code.protocolError);
		this.quota = server.receiveMaximum;
		this.unavailable = unavailable(server);
		this.topicAliasMaximum = Math.min(server.topicAliasMaximum, this.aliases.length);
		this.maximumPacketSize = Math.min(server.maximumPacketSize, Limit.PacketSize);
		owner.keepAlive = server.keepAlive;
		if (server.id !== undefined) owner.assigned(server.id);
		properties.rewind();
		return this.accepted(present);
	}

	private authenticated(start: number, end: number): boolean {
		const authentication = this.owner.authentication;
		return authentication ? authentication.received(this, start, end) : this.fail(Code.protocolError);
	}

	protected override headSize(header: number, start: number, end: number): number {
		if (end - start < 2) return 0;
		const at = 2 + this.view.getUint16(start) + (header & PublishFlag.QoS ? 2 : 0);
		if (!this.owner.oversize || start + at + 1 > this.capacity) return this.tooLarge();
		const size = readLength(this.bytes, start + at, end);
		if (size < -1) return -1;
		// If the length ends at the end of the buffer, no further byte can complete it.
		if (size < 0) return end < this.capacity ? 0 : this.tooLarge();
		return at + lengthSize(size) + size;
	}

	protected override head(header: number, start: number, end: number): boolean {
		const message = this.message;
		const QoS = header & PublishFlag.QoS;
		const name = start + 2;
		const nameEnd = name + this.view.getUint16(start);
		const body = QoS ? nameEnd + 2 : nameEnd;
		message.header = header;
		message.topicStart = name;
		message.topicEnd = nameEnd;
		if (QoS) message.packetIdentifier = this.view.getUint16(nameEnd);
		if ((QoS && !message.packetIdentifier) || (nameEnd > name && !this.native.isTopicName(this.bytes, name, nameEnd)))
			return this.fail(Code.malformedPacket);
		const wrong = this.takeProperties(body, end, name, nameEnd);
		return !wrong || this.fail(wrong);
	}

	/** The server knows the client's Maximum Packet Size. */
	protected override tooLarge(): number {
		this.fail(Code.packetTooLarge);
		return Limit.Failed;
	}

	/** A head that is too large cannot be skipped. */
	protected override skipTopic(): boolean {
		return this.tooLarge() === 0;
	}
}
