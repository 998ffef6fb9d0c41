// Hot path. What packets mean in 5.0.
import { isServerPacket, Phase, Ping, Size } from "../connection.js";
import type { Machine } from "../host.js";
import { Refused } from "../reason.js";
import { filtersOf, overtake, Session } from "../session.js";
import { SessionConnection, type SessionOwner, type Sizes } from "../session-connection.js";
import { propertyBytes } from "../wire/assemble.js";
import { decodeConnack5 } from "../wire/connack.js";
import { Packet, PublishFlag, type QoS } from "../wire/packet.js";
import { Id, Properties } from "../wire/properties.js";
import { encodePublish5, PropertySize, type PublishFields, publishSize5, writeInterval } from "../wire/publish.js";
import { decodeReason, encodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { type Aliased, forgetAliases, giveAlias } from "./aliases.js";
import {
	isAcknowledgedPublish,
	Limits,
	publishObstacle,
	requestObstacle,
	subscribeObstacle,
	unavailable,
} from "./limits.js";

const enum Limit {
	/** A record's size, its identifier, and when its message expires. */
	RecordHeader = 8,
	Seconds = 0xffffffff,
	/** What an alias adds to a packet, at most. */
	AliasRoom = 4,
	/** What headSize() returns when the connection has failed. */
	Failed = -2,
	/** Of a server that says none. */
	PacketSize = 0xfffffff,
}
const enum Header {
	PUBACK = Packet.PUBACK << 4,
	/** With its length, 2. */
	PUBACK_2 = (Packet.PUBACK << 12) | 2,
}
const NONE = new Uint8Array(0);
const NO_FILTERS: string[] = [];

/** How many aliases of ours and of the server's there may be, and how long a topic of the server's may be to be kept. */
export interface AliasSizes {
	readonly send: number;
	readonly receive: number;
	readonly size: number;
}

/** Enhanced authentication (section 4.12), as a connection needs it: see parts/authentication.ts. */
export interface Authenticator {
	/** A connection is about to be opened, for which CONNECT is to be completed: whether that was possible. */
	open(client: AuthenticatedClient): boolean;
	/** CONNACK has come with a session: 0, or what is wrong. */
	accepted(connection: Connection5): number;
	/** AUTH has come: whether to read on. */
	received(connection: Connection5, start: number, end: number): boolean;
}

/** What authentication needs of a client. */
export interface AuthenticatedClient {
	connectPacket: Uint8Array;
	readonly connection: Connection5;
}

/** A topic, as a connection needs it. */
export interface PublishedTopic extends Aliased, PublishFields {
	readonly QoS: QoS;
	readonly flags: number;
	readonly expiry: number | undefined;
	interval: number;
	uses: number;
	/** The same topic in 3.1.1, for a client that has fallen back. */
	fallen?: object;
}

/** What the client of 5.0 is asked, and told. */
export interface Owner5 extends SessionOwner {
	/** Something is kept that expires. */
	countTime(): void;
	keepAlive: number;
	readonly sessionExpiry: number;
	readonly authentication?: Authenticator | undefined;
	onPublish?: ((identifier: number, code: number) => void) | undefined;
	/** The server has made up an identifier for us: it is ours from now on. */
	assigned(id: string): void;
	/** The server does not want us, or not any longer, and may have named another one. */
	refused(code: number, properties: Properties): void;
}

/** Forgets the messages that the server had, and tells the app of each; false if it has closed the connection meanwhile. */
export function tellReleased(connection: SessionConnection & { readonly owner: Owner5 }): boolean {
	const session = connection.session;
	const io = connection.io;
	// They are the first ones.
	while (session.used && session.firstByte(0) >> 4 === Packet.PUBREL) {
		const identifier = session.identifierOf(0);
		session.remove(0);
		connection.owner.onPublish?.(identifier, 0);
		if (connection.io !== io) return false;
	}
	return true;
}

/** One connection at a time to a server that speaks 5.0. */
export class Connection5 extends SessionConnection {
	declare owner: Owner5;
	/** Of the packet that is being handled. */
	readonly properties: Properties;
	/** What the server has said in CONNACK, for onConnect. */
	server: Limits | undefined;
	/** DISCONNECT, if it is to say more than that all is well. */
	farewell: Uint8Array | undefined;
	/** How many messages the server takes before it has acknowledged earlier ones. */
	quota!: number;
	maximumPacketSize!: number;
	/** See Unavailable. */
	unavailable!: number;
	topicAliasMaximum!: number;
	/** Our topics that have an alias; the first one has 1. */
	private readonly aliases: (Aliased | undefined)[];
	/**
	 * Topics that the server has given an alias lie in a table behind all else in `bytes`: how many there may be, how long an entry is (the
	 * topic's length in two bytes, and the topic), and where the topic of alias 0 would lie.
	 */
	private readonly theirMaximum: number;
	private readonly entrySize: number;
	private readonly table: number;
	/** Seconds since the beginning, up to `ticks`. Moments are compared with them: 0 is never, 1 was before. */
	private seconds: number;
	private ticks: number;
	/** The connection in 3.1.1 that has taken the place of this one. @internal */
	successor?: { publish(topic: PublishedTopic, payload: Uint8Array, count: number): number };

	constructor(owner: Owner5, machine: Machine, sizes: Sizes, aliases: AliasSizes) {
		super();
		const entry = aliases.size + 2;
		const session = new Session(sizes.unacknowledged, Limit.RecordHeader);
		this.prepare(owner, machine, session, sizes, aliases.receive * entry);
		this.theirMaximum = aliases.receive;
		this.entrySize = entry;
		this.table = sizes.receive + sizes.send - aliases.size;
		this.aliases = new Array(aliases.send).fill(undefined);
		this.seconds = 2;
		this.ticks = machine.time.ticks;
		this.server = this.farewell = undefined;
		this.properties = new Properties(this.bytes);
	}

	/** Nothing is known of a server. */
	private forget(): void {
		this.quota = 0;
		this.unavailable = this.topicAliasMaximum = 0;
		this.maximumPacketSize = Limit.PacketSize;
	}

	// Opening and closing

	override open(address: string): void {
		this.properties.clear();
		forgetAliases(this.aliases);
		if (this.theirMaximum) this.bytes.fill(0, this.capacity + this.outSize);
		super.open(address);
	}

	override close(): void {
		this.server = undefined;
		this.forget();
		super.close();
	}

	override leave(): void {
		const farewell = this.farewell;
		this.properties.clear();
		if (!farewell) return super.leave();
		if (this.mayWrite(farewell.length)) this.write(farewell, 0, farewell.length);
		this.close();
	}

	/** Closes, and says why; to the server, too, if it is the one who did wrong (section 4.13). */
	override fail(reason: number): false {
		this.properties.clear();
		const isWrong = reason >= Code.malformedPacket && reason < Code.hostNotFound && reason !== Code.keepAliveTimeout;
		if (isWrong && (this.server || this.phase === Phase.Online) && this.mayWrite(3) && this.maximumPacketSize > 2) {
			// That one is for servers to say.
			const said = reason === Code.qosNotSupported ? Code.implementationSpecificError : reason;
			const packet = encodeReason(Packet.DISCONNECT, said, NONE);
			this.write(packet, 0, packet.length);
		}
		return super.fail(reason);
	}

	// Out

	/** Sends a PUBLISH, or keeps it to be sent: its Packet Identifier, 0 at QoS 0, or a Refusal. */
	publish(topic: PublishedTopic, payload: Uint8Array, count: number): number {
		if (this.successor) return this.successor.publish(topic, payload, count);
		const session = this.session;
		const QoS = topic.QoS;
		const expiry = topic.expiry;
		const online = this.phase === Phase.Online;
		topic.interval = expiry === undefined ? -1 : Math.min(Math.ceil(expiry / 1_000), Limit.Seconds);
		const size = publishSize5(topic, 0, true, count);
		if (this.leaving) return Refused.closed;
		if (!QoS && !online) return Refused.notConnected;
		if (size > this.maximumPacketSize || (QoS ? !session.fits(size) : size > this.outSize)) return Refused.tooLarge;
		if (publishObstacle(topic.flags, this.unavailable)) return Refused.notSupported;
		// An answer may still lie where a message at QoS 0 is put together.
		if (QoS ? !session.hasRoom(size) : this.owed >= 0) return Refused.full;
		const isNext = online && session.sent === session.used;
		const isNow = isNext && this.room >= size + Limit.AliasRoom + Size.Reserved && (!QoS || this.quota > 0);
		let bytes = this.bytes;
		let at = this.capacity;
		let identifier = 0;
		if (QoS) {
			const record = session.used;
			bytes = session.bytes;
			identifier = session.nextIdentifier();
			at = session.open(size, identifier);
			if (topic.interval >= 0) session.setExpires(record, Math.min(this.uptime() + topic.interval, Limit.Seconds));
		}
		encodePublish5(bytes, at, size, topic, 0, true, identifier, payload, count);
		if (isNow) {
			if (!this.writeAliased(topic, identifier, payload, count)) this.write(bytes, at, size);
			if (QoS) {
				session.sent = session.used;
				this.quota--;
			}
		} else if (QoS) this.flush();
		else return this.submit(bytes, at, size, 0);
		return identifier;
	}

	/** Writes a PUBLISH with an alias, if its topic has one or is to get one: whether it was written. The session keeps the full name. */
	private writeAliased(topic: PublishedTopic, identifier: number, payload: Uint8Array, count: number): boolean {
		const named = !topic.alias;
		if (!this.topicAliasMaximum || this.owed >= 0) return false;
		topic.uses++;
		const size = publishSize5(topic, 1, named, count);
		if (size > this.maximumPacketSize || size > this.outSize) return false;
		if (named && !giveAlias(this.aliases, topic, this.topicAliasMaximum)) return false;
		encodePublish5(this.bytes, this.capacity, size, topic, topic.alias, named, identifier, payload, count);
		this.write(this.bytes, this.capacity, size);
		return true;
	}

	override request(
		filters: readonly Uint8Array[],
		options: readonly number[] | undefined,
		properties: Uint8Array,
	): number {
		const wrong = options ? requestObstacle(filters, properties, this.unavailable) : 0;
		if (wrong) return Refused.notSupported;
		return super.request(filters, options, properties);
	}

	override submit(bytes: Uint8Array, at: number, size: number, identifier: number): number {
		return size > this.maximumPacketSize ? Refused.tooLarge : super.submit(bytes, at, size, identifier);
	}

	protected override encoded(properties: Uint8Array): Uint8Array {
		return propertyBytes(properties);
	}

	protected override written(): void {
		const header = this.session.firstByte(this.session.sent);
		if (header >> 4 === Packet.PUBREL || isAcknowledgedPublish(header)) this.quota--;
		super.written();
	}

	/** Whether the record at `sent` may go; those that must not are dropped, those that may not wait are taken first. */
	protected override mayBegin(): boolean {
		const session = this.session;
		if (this.position) return true;
		// In a callback that drop() makes, the app may have closed the connection.
		while (this.phase === Phase.Online && session.sent < session.used) {
			const at = session.sent;
			const header = session.firstByte(at);
			const wrong = this.obstacle(at, header);
			if (wrong) this.drop(at, wrong);
			else if (this.quota > 0 || !isAcknowledgedPublish(header)) return true;
			// Only PUBLISH packets may be delayed by that (MQTT-3.3.4-8).
			else if (!overtake(session)) return false;
		}
		return false;
	}

	/** Why the record at `at` must not go: a reason code, 0 for nothing. A message that expires is made to say how long it has left. */
	private obstacle(at: number, header: number): number {
		const session = this.session;
		const type = header >> 4;
		if (session.after(at) - session.packet(at) > this.maximumPacketSize) return Code.packetTooLarge;
		if (type === Packet.SUBSCRIBE)
			return subscribeObstacle(session.bytes, session.body(at), session.after(at), this.unavailable);
		if (type !== Packet.PUBLISH) return 0;
		const expires = session.expires(at);
		if (expires) {
			const left = expires - this.uptime();
			// Seconds are not exact: in the last one it may have time. What the server may have got already has to be sent again all
			// the same (MQTT-4.4.0-1).
			if (left < 0 && !(header & PublishFlag.DUP)) return Code.messageExpired;
			const properties = session.body(at) + (header & PublishFlag.QoS ? 2 : 0);
			// Not 0, which some servers take for never.
			writeInterval(
				session.bytes,
				properties + lengthSize(readLength(session.bytes, properties, session.used)) + 1,
				Math.max(left, 1),
			);
		}
		return publishObstacle(header, this.unavailable);
	}

	protected override forgetReleased(): boolean {
		return tellReleased(this);
	}

	/** Gives up a request that was not sent. */
	private drop(at: number, code: number): void {
		const session = this.session;
		const owner = this.owner;
		const identifier = session.identifierOf(at);
		const type = session.firstByte(at) >> 4;
		const filters = type === Packet.PUBLISH ? NO_FILTERS : this.filtersAt(at);
		session.remove(at);
		this.properties.clear();
		if (type === Packet.PUBLISH) owner.onPublish?.(identifier, code);
		for (let i = 0; i < filters.length && this.phase; i++)
			if (type === Packet.SUBSCRIBE) owner.onSubscribe?.(filters[i], code);
			else owner.onUnsubscribe?.(filters[i], code);
		this.settle();
	}

	/** The filters of a SUBSCRIBE or UNSUBSCRIBE of ours. */
	private filtersAt(record: number): string[] {
		const session = this.session;
		const at = session.body(record) + 2;
		const size = readLength(session.bytes, at, session.used);
		return filtersOf(session, record, at + lengthSize(size) + size);
	}

	/** Seconds since the beginning. Ticks wrap, these do not, as the client asks for them at least every 12 days. */
	uptime(): number {
		const elapsed = (((this.time.ticks - this.ticks) >>> 0) / 1_000) | 0;
		this.ticks = (this.ticks + elapsed * 1_000) | 0;
		this.seconds += elapsed;
		return this.seconds;
	}

	// In

	/** A whole packet has come. PUBLISH and PUBACK, which come most, are handled here: each call costs a thousand instructions. */
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
			const size = bytes[at];
			if (size === PropertySize.Alias && nameEnd === name && bytes[at + 1] === Id.topicAlias && at + size < end) {
				// Nothing but an alias, in place of the name.
				const alias = view.getUint16(at + 2);
				if (!alias || alias > this.theirMaximum) return this.fail(Code.topicAliasInvalid);
				const topic = this.table + alias * this.entrySize;
				const length = view.getUint16(topic - 2);
				if (!length) return this.fail(Code.protocolError);
				message.topicStart = message.topicEnd = topic;
				if (length <= this.entrySize - 2) message.topicEnd = topic + length;
				const first = at + 1;
				at = first + PropertySize.Alias;
				// Read from rewind() on, as any.
				properties.first = first;
				properties.last = at;
			} else if (size) {
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
			this.owner.onMessage?.(message);
			if (this.phase !== Phase.Online) return false;
			if (!QoS) return true;
			if (this.room < Size.Acknowledgement) return this.answer(Header.PUBACK, body - 2);
			// Put together in place: the topic is no longer needed.
			view.setUint16(body - 4, Header.PUBACK_2);
			this.room = this.socket.writeFrom(bytes, body - 4, Size.Acknowledgement) ?? -1;
			this.lastSent = this.time.ticks;
			return true;
		}
		if (header === Header.PUBACK && end - start === 2) {
			const identifier = view.getUint16(start);
			if (!identifier) return this.fail(Code.malformedPacket);
			const session = this.session;
			const owner = this.owner;
			const used = session.acknowledge(identifier, PublishFlag.QoS1);
			// One that we do not know was acknowledged before; that is harmless.
			if (used < 0) return used > -2 || this.fail(Code.protocolError);
			this.quota++;
			if (this.properties.last) this.properties.clear();
			owner.onPublish?.(identifier, 0);
			if (this.phase !== Phase.Online) return false;
			if (session.sent < session.used) this.flush();
			else if (!session.used) owner.settle();
			return this.phase === Phase.Online;
		}
		return this.control(header, start, end);
	}

	/** Takes the properties of a PUBLISH, whose length is at `at`, and gives it the topic that it has by alias: 0, or what is wrong. */
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

	/** All other packets. */
	private control(header: number, start: number, end: number): boolean {
		const type = header >> 4;
		if (header === Packet.PINGRESP << 4) {
			if (start !== end) return this.fail(Code.malformedPacket);
			this.ping = this.ping === Ping.Timed ? Ping.Answered : Ping.None;
			return true;
		}
		if (header === Packet.DISCONNECT << 4) {
			const code = decodeReason(type, this.bytes, start, end, this.properties);
			if (code < 0) return this.fail(-code);
			this.owner.refused(code || Code.serverDisconnected, this.properties);
			return false;
		}
		if (header === Packet.AUTH << 4) return this.authenticated(start, end);
		if (!isServerPacket(header)) return this.fail(Code.malformedPacket);
		if (type === Packet.CONNACK) return this.fail(Code.protocolError);
		const at = start + 2;
		const identifier = at > end ? 0 : this.view.getUint16(start);
		if (!identifier) return this.fail(Code.malformedPacket);
		if (type === Packet.SUBACK || type === Packet.UNSUBACK) return this.granted(type, identifier, at, end);
		const code = decodeReason(type, this.bytes, at, end, this.properties);
		if (code < 0) return this.fail(-code);
		if (type === Packet.PUBACK) return this.finish(identifier, Packet.PUBLISH, 0, code);
		if (type === Packet.PUBCOMP) return this.finish(identifier, Packet.PUBREL, 0, code);
		if (type === Packet.PUBREC && code > 0x7f) return this.finish(identifier, Packet.PUBLISH, PublishFlag.QoS2, code);
		return this.step(type, start);
	}

	/** A message of ours is done with: one that awaited this has `QoS2` among its flags, or not. */
	private finish(identifier: number, awaited: Packet, QoS2: number, code: number): boolean {
		const session = this.session;
		const at = session.awaiting(identifier, awaited);
		if (at < 0) return true;
		// Header.PUBACK is for QoS 1, PUBREC for QoS 2.
		if (awaited === Packet.PUBLISH && (session.firstByte(at) & PublishFlag.QoS2) !== QoS2)
			return this.fail(Code.protocolError);
		session.remove(at);
		this.quota++;
		this.owner.onPublish?.(identifier, code);
		if (this.phase !== Phase.Online) return false;
		if (session.sent < session.used) this.flush();
		else if (!session.used) this.owner.settle();
		return this.phase === Phase.Online;
	}

	/** SUBACK or UNSUBACK (sections 3.9 and 3.11). */
	private granted(type: number, identifier: number, at: number, end: number): boolean {
		const session = this.session;
		const properties = this.properties;
		const isSuback = type === Packet.SUBACK;
		const wrong = properties.take(at, end, type);
		if (wrong) return this.fail(wrong);
		const codes = properties.last;
		if (codes >= end) return this.fail(Code.protocolError);
		for (at = codes; at < end; at++) {
			const code = this.bytes[at];
			if (code < 0x80 && (isSuback ? code > 2 : code && code !== Code.noSubscriptionExisted))
				return this.fail(Code.malformedPacket);
		}
		const record = session.awaiting(identifier, type - 1);
		if (record < 0) return true;
		const filters = this.filtersAt(record);
		if (filters.length !== end - codes) return this.fail(Code.protocolError);
		this.outcomes(filters, codes, end, isSuback);
		if (this.phase !== Phase.Online) return false;
		session.remove(session.awaiting(identifier, type - 1));
		this.settle();
		return this.phase === Phase.Online;
	}

	protected override isServerPacket(header: number): boolean {
		return header === Packet.DISCONNECT << 4 || super.isServerPacket(header);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4 || header === Packet.AUTH << 4;
	}

	protected override greeted(header: number, start: number, end: number): boolean {
		if (header === Packet.AUTH << 4) return this.authenticated(start, end);
		const owner = this.owner;
		const properties = this.properties;
		const connack = decodeConnack5(this.bytes, start, end, properties);
		if (connack < 0) return this.fail(-connack);
		const present = connack > 255;
		if (connack && !present) {
			owner.refused(connack, properties);
			return false;
		}
		// A server does not authenticate who did not ask for that.
		const wrong =
			(properties.find(Id.authenticationData) && !properties.find(Id.authenticationMethod)) ||
			(!owner.authentication && properties.find(Id.authenticationMethod))
				? Code.protocolError
				: (owner.authentication?.accepted(this) ?? 0);
		if (wrong) return this.fail(wrong);
		const server = new Limits(properties, present, owner.keepAlive, owner.sessionExpiry);
		this.server = server;
		// A session that we asked the server to discard cannot be present.
		if (present && owner.clean) return this.fail(Code.protocolError);
		this.quota = server.receiveMaximum;
		this.unavailable = unavailable(server);
		this.topicAliasMaximum = Math.min(server.topicAliasMaximum, this.aliases.length);
		this.maximumPacketSize = Math.min(server.maximumPacketSize, Limit.PacketSize);
		owner.keepAlive = server.keepAlive;
		if (server.id !== undefined) owner.assigned(server.id);
		properties.rewind();
		const goOn = this.accepted(present);
		this.server = undefined;
		return goOn;
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
		return size < -1 ? -1 : size < 0 ? 0 : at + lengthSize(size) + size;
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

	/** The server was told how much we take. */
	protected override tooLarge(): number {
		this.fail(Code.packetTooLarge);
		return Limit.Failed;
	}

	/** A head that is too large itself cannot be passed over. */
	protected override skipTopic(): boolean {
		return this.tooLarge() === 0;
	}
}
