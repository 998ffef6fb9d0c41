// Hot path. A connection of 5.0: what is different from one of 3.1.1. Its session keeps 4 bytes more with each packet: when a message expires.
import { Connection, Phase, RESERVED, STREAM } from "../connection.js";
import { Code, Refusal as Refusal311 } from "../reason.js";
import { Session } from "../session.js";
import { Found } from "../wire/incoming.js";
import {
	decodePublish5,
	decodeReason,
	encodePublish5,
	encodeReason,
	encodeSubscribe5,
	Form,
	writeInterval,
} from "../wire/mqtt5.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Id, Properties } from "../wire/properties.js";
import { lengthSize, readLength, writeLength } from "../wire/remaining-length.js";
import { Window } from "../wire/window.js";
import { IncomingAliases, OutgoingAliases } from "./aliases.js";
import type { Client5 } from "./client.js";
import { Incoming5 } from "./incoming.js";
import { Limits } from "./limits.js";
import { Code5 } from "./reason.js";
import type { Topic5 } from "./topic.js";

/** A record's size, its identifier, and when its message expires: uptime in seconds, 0 for never. */
const HEADER = 8;
const EXPIRES = 4;
/** What an alias adds to a packet, at most. */
const ALIAS_SIZE = 4;
const PLUS = 0x2b;
const HASH = 0x23;
const DOLLAR = 0x24;
const NOTHING = new Uint8Array(0);

/** Why publish(), subscribe() or unsubscribe() did not accept a request. */
export const Refusal = Object.freeze({
	...Refusal311,
	/** The server has said that it cannot take that: this QoS, RETAIN, wildcards, shared subscriptions, subscription identifiers. */
	notSupported: -6,
});

/** Sizes of what a connection reserves, in bytes, and of its tables. */
export interface Sizes5 {
	readonly send: number;
	readonly receive: number;
	readonly unacknowledged: number;
	readonly aliases: { readonly send: number; readonly receive: number; readonly size: number };
}

/** One connection at a time to a server, in 5.0; in 3.1.1 from the moment that fall() is called. */
export class Connection5 extends Connection {
	/** Of the packet that is being handled. */
	readonly properties: Properties;
	/** The server speaks 3.1.1 only. */
	fallen: boolean;
	/** What CONNACK said; undefined where there is no connection. */
	server: Limits | undefined;
	/** DISCONNECT, if it is to say more than that all is well. */
	farewell: Uint8Array | undefined;
	/** Encoded properties of the next SUBSCRIBE or UNSUBSCRIBE. */
	requestProperties: Uint8Array;
	/** An AUTH exchange that we began is going on. */
	authenticating: boolean;
	private readonly client: Client5;
	private readonly aliases: OutgoingAliases;
	private readonly theirAliases: IncomingAliases;
	/** Seconds since the beginning, up to `ticks`; it begins with 2: 0 is never, 1 was before. */
	private seconds: number;
	private ticks: number;

	constructor(owner: Client5, sizes: Sizes5) {
		const aliases = sizes.aliases;
		const table = aliases.receive && aliases.receive * (aliases.size + 2);
		super(
			owner,
			new Session(sizes.unacknowledged, HEADER),
			new Incoming5(sizes.receive, new Window(sizes.send), table),
		);
		const bytes = this.incoming.bytes;
		this.client = owner;
		this.properties = new Properties(bytes);
		this.aliases = new OutgoingAliases(aliases.send);
		this.theirAliases = new IncomingAliases(bytes, sizes.receive, aliases.receive, aliases.size);
		this.fallen = this.authenticating = false;
		this.server = this.farewell = undefined;
		this.requestProperties = NOTHING;
		this.seconds = 2;
		this.ticks = owner.time.ticks;
	}

	// Opening and closing

	override open(address: string): void {
		this.properties.clear();
		this.aliases.forget();
		this.theirAliases.forget();
		super.open(address);
	}

	override close(): void {
		this.server = undefined;
		super.close();
	}

	override leave(): void {
		const farewell = this.farewell;
		this.properties.clear();
		if (!farewell || this.fallen) return super.leave();
		if (this.mayWrite(farewell.length)) {
			this.window.bytes.set(farewell);
			this.write(farewell.length);
		}
		this.close();
	}

	/** Closes, and says why; to the server, too, if it is the one who did wrong (section 4.13). */
	override fail(reason: number): void {
		this.properties.clear();
		const isWrong = reason >= Code.malformedPacket && reason < Code.hostNotFound && reason !== Code.keepAliveTimeout;
		if (isWrong && this.server && this.mayWrite(3))
			this.write(
				encodeReason(
					this.window.bytes,
					Packet.DISCONNECT,
					// That one is for servers to say.
					reason === Code.qosNotSupported ? Code5.implementationSpecificError : reason,
					NOTHING,
				),
			);
		super.fail(reason);
	}

	/** From now on 3.1.1 is spoken. What is kept in the session is made to fit: without properties. */
	fall(): void {
		const session = this.session;
		const bytes = session.bytes;
		this.fallen = true;
		(this.incoming as Incoming5).hasProperties = false;
		for (let at = 0; at < session.used; at = session.after(at)) {
			const packet = session.packet(at);
			const type = bytes[packet] >> 4;
			if (type === Packet.PUBREL) continue;
			const end = session.after(at);
			const properties = propertiesAt(bytes, packet);
			const after = behindProperties(bytes, properties);
			if (type === Packet.SUBSCRIBE)
				for (let each = after; each < end; bytes[each++] &= 3) each += 2 + ((bytes[each] << 8) | bytes[each + 1]);
			const remaining = readLength(bytes, packet + 1, end);
			const rest = remaining - (after - properties);
			const shorter = lengthSize(remaining) - lengthSize(rest);
			const cut = after - properties + shorter;
			bytes.copyWithin(properties, after, session.used);
			writeLength(bytes, packet + 1, rest);
			bytes.copyWithin(packet + 1 + lengthSize(rest), packet + 1 + lengthSize(remaining), session.used);
			session.view.setUint16(at, end - packet - cut);
			session.used -= cut;
			if (at < session.sent) session.sent -= cut;
		}
	}

	// Out

	override publish(topic: Topic5, payload: Uint8Array | undefined, length: number): number {
		const session = this.session;
		const window = this.window;
		const limits = this.server;
		const QoS = topic.QoS;
		if (this.fallen) return super.publish(topic, payload, length);
		if (this.leaving) return Refusal.closed;
		if (!QoS && !limits) return Refusal.notConnected;
		const identifier = QoS && session.freeIdentifier();
		topic.setInterval();
		let size = encodePublish5(window.bytes, topic, Form.Name, identifier, payload, length);
		if (size < 0) return Refusal.tooLarge;
		const wrong = limits && this.obstacle(window.bytes, 0, size);
		if (wrong) return wrong === Code5.packetTooLarge ? Refusal.tooLarge : Refusal.notSupported;
		const now =
			limits &&
			session.sent === session.used &&
			this.room >= size + ALIAS_SIZE + RESERVED &&
			(!QoS || this.inFlight() < limits.receiveMaximum);
		if (QoS || !now) {
			const at = session.used;
			window.cut(size);
			const kept = session.keep(window.bytes, size, identifier);
			window.open();
			if (!kept) return session.packet(size) > session.bytes.length ? Refusal.tooLarge : Refusal.full;
			session.view.setUint32(
				at + EXPIRES,
				topic.interval < 0 ? 0 : Math.min(this.uptime() + topic.interval, 0xffffffff),
			);
		}
		if (now) {
			const most = Math.min(limits.maximumPacketSize, window.capacity);
			const form = size + ALIAS_SIZE > most ? Form.Name : this.aliases.formOf(topic, limits.topicAliasMaximum);
			// The session keeps the full name: an alias ends with the connection.
			if (form) size = encodePublish5(window.bytes, topic, form, identifier, payload, length);
			this.write(size);
			session.sent = session.used;
		}
		if (limits && !this.reading) this.flush();
		return identifier;
	}

	override subscribe(filters: readonly Uint8Array[], options?: readonly number[]): number {
		const identifier = this.session.freeIdentifier();
		const bytes = this.window.bytes;
		if (this.fallen)
			return super.subscribe(
				filters,
				options?.map((each) => each & 3),
			);
		const size = encodeSubscribe5(bytes, identifier, this.requestProperties, filters, options);
		const wrong = this.server && size > 0 && this.obstacle(bytes, 0, size);
		if (wrong) return wrong === Code5.packetTooLarge ? Refusal.tooLarge : Refusal.notSupported;
		return this.submit(size, identifier);
	}

	/** Whether the record at `sent` may go; those that must not are dropped, those that may not wait are taken first. */
	protected override begin(): boolean {
		const session = this.session;
		const bytes = session.bytes;
		if (this.fallen || this.position) return super.begin();
		// In a callback that drop() makes, the app may have closed the connection.
		while (this.server && session.sent < session.used) {
			const at = session.sent;
			const packet = session.packet(at);
			const wrong = this.expired(at) || this.obstacle(bytes, packet, session.after(at));
			if (wrong) this.drop(at, wrong);
			else if (isAcknowledgedPublish(bytes[packet]) && this.inFlight() >= this.server.receiveMaximum) {
				// Only PUBLISH packets may be delayed by that (MQTT-3.3.4-8).
				if (!this.overtake()) return false;
			} else return true;
		}
		return false;
	}

	/** Why the server cannot take the packet bytes[start, end): a reason code, 0 for nothing. */
	private obstacle(bytes: Uint8Array, start: number, end: number): number {
		const limits = this.server!;
		const header = bytes[start];
		if (end - start > limits.maximumPacketSize) return Code5.packetTooLarge;
		if (header >> 4 === Packet.PUBLISH) {
			if ((header & PublishFlag.QoS) >> 1 > limits.maximumQoS) return Code.qosNotSupported;
			return header & PublishFlag.RETAIN && !limits.retainAvailable ? Code5.retainNotSupported : 0;
		}
		if (header >> 4 !== Packet.SUBSCRIBE) return 0;
		let at = propertiesAt(bytes, start);
		const first = behindProperties(bytes, at);
		at += lengthSize(readLength(bytes, at, end));
		if (at < first && bytes[at] === Id.subscriptionIdentifier && !limits.subscriptionIdentifierAvailable)
			return Code5.subscriptionIdentifiersNotSupported;
		for (at = first; at < end; at++) {
			const filterEnd = at + 2 + ((bytes[at] << 8) | bytes[at + 1]);
			at += 2;
			// "$share/" is the only filter that begins with "$s": those of a server itself are "$S…".
			if (bytes[at] === DOLLAR && bytes[at + 1] === 0x73 && !limits.sharedSubscriptionAvailable)
				return Code5.sharedSubscriptionsNotSupported;
			for (; at < filterEnd; at++)
				if ((bytes[at] === PLUS || bytes[at] === HASH) && !limits.wildcardSubscriptionAvailable)
					return Code5.wildcardSubscriptionsNotSupported;
		}
		return 0;
	}

	/** Whether the message of a record has expired; if not, it is made to say how long it has left (section 3.3.2.3.3). */
	private expired(record: number): number {
		const session = this.session;
		const bytes = session.bytes;
		const packet = session.packet(record);
		if (bytes[packet] >> 4 !== Packet.PUBLISH) return 0;
		const expires = session.view.getUint32(record + EXPIRES);
		if (!expires) return 0;
		const left = expires - this.uptime();
		// Seconds are not exact: in the last one it may have time. What the server may have got already has to be sent again all
		// the same (MQTT-4.4.0-1).
		if (left < 0 && !(bytes[packet] & PublishFlag.DUP)) return Code5.messageExpired;
		const at = propertiesAt(bytes, packet);
		// Not 0, which some servers take for never.
		writeInterval(bytes, at + lengthSize(readLength(bytes, at, session.used)) + 1, Math.max(left, 1));
		return 0;
	}

	/** Gives up a request that was not sent. */
	private drop(record: number, code: number): void {
		const session = this.session;
		const identifier = session.view.getUint16(record + 2);
		const type = session.bytes[session.packet(record)] >> 4;
		const filters = type === Packet.PUBLISH ? NO_FILTERS : this.filtersOf(record, type);
		session.remove(record);
		this.properties.clear();
		// What is published now goes when all of this has returned: that takes less stack.
		this.reading = true;
		if (type === Packet.PUBLISH) this.client.onPublish?.(identifier, code);
		for (let i = 0; i < filters.length && this.server; i++)
			if (type === Packet.SUBSCRIBE) this.client.onSubscribe?.(filters[i], code);
			else this.client.onUnsubscribe?.(filters[i], code);
		this.reading = false;
		this.settle();
	}

	/** The filters of a SUBSCRIBE or UNSUBSCRIBE of ours. */
	private filtersOf(record: number, type: Packet): string[] {
		const session = this.session;
		const first = behindProperties(session.bytes, propertiesAt(session.bytes, session.packet(record)));
		return this.filters(first, session.after(record), type === Packet.SUBSCRIBE);
	}

	/** Moves the first request that is no PUBLISH to where the next one is sent from; whether there is one. */
	private overtake(): boolean {
		const session = this.session;
		const bytes = session.bytes;
		const sent = session.sent;
		let at = sent;
		while (at < session.used && bytes[session.packet(at)] >> 4 === Packet.PUBLISH) at = session.after(at);
		if (at >= session.used) return false;
		// It was put together in the window, so it fits there.
		const scratch = this.window.bytes;
		const end = session.after(at);
		const header = session.view.getUint32(at);
		const size = end - session.packet(at);
		for (let i = 0; i < size; i++) scratch[i] = bytes[session.packet(at) + i];
		bytes.copyWithin(sent + end - at, sent, at);
		session.view.setUint32(sent, header);
		for (let i = 0; i < size; i++) bytes[session.packet(sent) + i] = scratch[i];
		return true;
	}

	/** How many messages are sent and not acknowledged. */
	private inFlight(): number {
		const session = this.session;
		let count = 0;
		if (this.server!.receiveMaximum < 65_535)
			for (let at = 0; at < session.sent; at = session.after(at)) {
				const header = session.bytes[session.packet(at)];
				if (header >> 4 === Packet.PUBREL || isAcknowledgedPublish(header)) count++;
			}
		return count;
	}

	/** Seconds since the beginning. Ticks wrap, these do not. */
	uptime(): number {
		const elapsed = (((this.client.time.ticks - this.ticks) | 0) / 1_000) | 0;
		this.ticks = (this.ticks + elapsed * 1_000) | 0;
		this.seconds += elapsed;
		return this.seconds;
	}

	override check(now: number): number {
		this.uptime();
		return super.check(now);
	}

	// In

	protected override received(found: number): void {
		const header = this.incoming.header;
		if (found === Found.Malformed && !this.fallen && (this.incoming as Incoming5).tooLarge)
			this.fail(Code5.packetTooLarge);
		else if (this.fallen || found > Packet.AUTH || (header !== Packet.DISCONNECT << 4 && header !== Packet.AUTH << 4))
			super.received(found);
		else if (found === Packet.AUTH) this.authenticate();
		else if (this.server) this.disconnected();
		else this.fail(Code.protocolError);
	}

	protected override greeted(found: number): boolean {
		if (this.fallen || this.phase !== Phase.Greeted || found !== Packet.CONNACK) return super.greeted(found);
		// In parts: what comes of it, in the app's callbacks, has the stack for itself.
		const wrong = this.judge();
		if (wrong) this.fail(wrong);
		else if (this.incoming.bytes[this.incoming.start + 1]) this.refused(this.incoming.bytes[this.incoming.start + 1]);
		else this.welcome();
		return this.server !== undefined;
	}

	/** What is wrong with a CONNACK (section 3.2): a reason code, or 0. */
	private judge(): number {
		const properties = this.properties;
		const start = this.incoming.start;
		const end = this.incoming.end;
		const flags = this.incoming.bytes[start];
		const code = this.incoming.bytes[start + 1];
		// A server of 3.1.1 refuses in its own way: without properties.
		if (end - start === 2 && flags === 0 && code === 1) return Code.unsupportedProtocolVersion;
		const wrong = properties.take(start + 2, end, Packet.CONNACK);
		if (wrong) return wrong;
		if (properties.last !== end || flags > 1 || (code && (flags || code < 0x80))) return Code.malformedPacket;
		const method = code ? undefined : this.client.authentication?.method;
		return code || properties.get(Id.authenticationMethod) === method ? 0 : Code.protocolError;
	}

	/** The server has accepted us. */
	private welcome(): void {
		const client = this.client;
		const present = this.incoming.bytes[this.incoming.start] === 1;
		const server = new Limits(this.properties, present, client.keepAlive, client.sessionExpiry);
		this.server = server;
		this.present = present;
		this.authenticating = false;
		client.keepAlive = server.keepAlive;
		if (server.id !== undefined) client.assigned(server.id);
	}

	/** The server has sent DISCONNECT (section 3.14). */
	private disconnected(): void {
		const code = decodeReason(this.incoming, this.incoming.start, this.properties);
		if (code < 0) this.fail(-code);
		else this.refused(code);
	}

	/** The server does not want us, or not any longer. */
	private refused(code: number): void {
		const properties = this.properties;
		this.detail = properties.get(Id.reasonString) as string | undefined;
		this.close();
		this.client.refer(properties.get(Id.serverReference) as string | undefined);
		this.client.ended(code);
		properties.clear();
	}

	/** The server has sent AUTH (sections 3.15 and 4.12). */
	private authenticate(): void {
		const properties = this.properties;
		const authentication = this.client.authentication;
		const code = decodeReason(this.incoming, this.incoming.start, properties);
		if (code < 0) return this.fail(-code);
		if (!authentication || !this.authenticating || properties.get(Id.authenticationMethod) !== authentication.method)
			return this.fail(Code.protocolError);
		if (code === Code5.continueAuthentication) {
			properties.rewind();
			// The app may close the connection in its callback.
			if (!this.sendAuthentication(code, authentication.answer(properties)) && this.phase)
				this.fail(Code5.packetTooLarge);
		} else if (code === 0 && this.server) {
			this.authenticating = false;
			this.client.onAuthenticated?.();
		} else this.fail(Code.protocolError);
	}

	/** Sends AUTH; false if it cannot go now, or not to this server. */
	sendAuthentication(code: number, data: Uint8Array | undefined): boolean {
		const size = encodeReason(this.window.bytes, Packet.AUTH, code, this.client.encodeAuthentication(data));
		const fits = size > 0 && this.mayWrite(size) && !(this.server && size > this.server.maximumPacketSize);
		if (fits) this.write(size);
		return fits;
	}

	protected override published(head: boolean): boolean {
		if (this.fallen) return super.published(head);
		let wrong = decodePublish5(this.incoming, this.message, this.properties) || this.name();
		// The server was told how much we take.
		if (head && this.client.oversize !== STREAM) wrong = Code5.packetTooLarge;
		if (wrong) this.fail(wrong);
		return !wrong;
	}

	/** Gives the message that has come the topic that it has by alias, and an alias its topic: 0, or what is wrong. */
	private name(): number {
		const message = this.message;
		const properties = this.properties;
		const aliases = this.theirAliases;
		const start = message.topicStart;
		const named = message.topicEnd > start;
		if (!properties.find(Id.topicAlias)) {
			properties.rewind();
			return named ? 0 : Code.protocolError;
		}
		const alias = properties.value;
		properties.rewind();
		if (!alias || alias > aliases.maximum) return Code5.topicAliasInvalid;
		if (named) {
			aliases.set(alias, start, message.topicEnd);
			return 0;
		}
		const length = aliases.length(alias);
		message.topicStart = message.topicEnd = aliases.at(alias);
		if (aliases.fits(length)) message.topicEnd += length;
		return length ? 0 : Code.protocolError;
	}

	protected override acknowledged(type: number): void {
		const incoming = this.incoming;
		// In 3.1.1, too, the app is told of PUBACK, which there is as here without properties.
		if (this.fallen && (type !== Packet.PUBACK || incoming.end - incoming.start !== 2)) return super.acknowledged(type);
		const session = this.session;
		const properties = this.properties;
		const at = incoming.start + 2;
		const identifier = (incoming.bytes[at - 2] << 8) | incoming.bytes[at - 1];
		if (!identifier || at > incoming.end) return this.fail(Code.malformedPacket);
		if (type === Packet.PUBACK) return this.finish(identifier, Packet.PUBLISH);
		const isSuback = type === Packet.SUBACK;
		const wrong = properties.take(at, incoming.end, type);
		if (wrong) return this.fail(wrong);
		if (!areOutcomes(incoming.bytes, properties.last, incoming.end, isSuback)) return this.fail(Code.malformedPacket);
		const record = session.awaiting(identifier, type - 1);
		if (record < 0) return;
		const filters = this.filtersOf(record, type - 1);
		if (properties.last === incoming.end || !this.outcomes(filters, properties.last, isSuback))
			return this.fail(Code.protocolError);
		session.remove(record);
		this.settle();
	}

	protected override released(type: number): void {
		const incoming = this.incoming;
		// As of PUBACK.
		if (this.fallen && (type !== Packet.PUBCOMP || incoming.end - incoming.start !== 2)) return super.released(type);
		const at = incoming.start + 2;
		const identifier = (incoming.bytes[at - 2] << 8) | incoming.bytes[at - 1];
		if (!identifier || at > incoming.end) return this.fail(Code.malformedPacket);
		if (type === Packet.PUBCOMP) return this.finish(identifier, Packet.PUBREL);
		const code = decodeReason(incoming, at, this.properties);
		if (code < 0) this.fail(-code);
		else if (type === Packet.PUBREC && code > 0x7f) this.finish(identifier, Packet.PUBLISH);
		else this.answer(type, identifier);
	}

	/** A message of ours is done with, as the packet says that has come. */
	private finish(identifier: number, awaited: Packet): void {
		const code = decodeReason(this.incoming, this.incoming.start + 2, this.properties);
		if (code < 0) return this.fail(-code);
		const at = this.session.awaiting(identifier, awaited);
		if (at < 0) return;
		// PUBACK is for QoS 1, PUBREC for QoS 2.
		if (
			awaited === Packet.PUBLISH &&
			!(this.session.bytes[this.session.packet(at)] & PublishFlag.QoS2) !==
				(this.incoming.header === Packet.PUBACK << 4)
		)
			return this.fail(Code.protocolError);
		this.session.remove(at);
		this.client.onPublish?.(identifier, code);
		this.settle();
	}
}

const NO_FILTERS: string[] = [];

function isAcknowledgedPublish(header: number): boolean {
	return header >> 4 === Packet.PUBLISH && (header & PublishFlag.QoS) !== 0;
}

/** Whether bytes[at, end) are reason codes of SUBACK or UNSUBACK (sections 3.9.3 and 3.11.3). */
function areOutcomes(bytes: Uint8Array, at: number, end: number, isSuback: boolean): boolean {
	for (; at < end; at++) {
		const code = bytes[at];
		if (code < 0x80 && (isSuback ? code > 2 : code && code !== Code5.noSubscriptionExisted)) return false;
	}
	return true;
}

/** Where the length of the properties begins, of a PUBLISH, SUBSCRIBE or UNSUBSCRIBE of ours. */
function propertiesAt(bytes: Uint8Array, packet: number): number {
	const header = bytes[packet];
	let at = packet + 1;
	at += lengthSize(readLength(bytes, at, bytes.length)) + 2;
	if (header >> 4 !== Packet.PUBLISH) return at;
	at += (bytes[at - 2] << 8) | bytes[at - 1];
	return header & PublishFlag.QoS ? at + 2 : at;
}

/** What comes behind properties whose length is at `at`. */
function behindProperties(bytes: Uint8Array, at: number): number {
	const size = readLength(bytes, at, bytes.length);
	return at + lengthSize(size) + size;
}
