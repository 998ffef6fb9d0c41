// Hot path, but for what says that it allocates. Properties of 5.0 (section 2.2.2), received: checked once, when their packet comes; then read
// where they lie, nothing built until it is asked for.
import { Packet } from "./packet.js";
import { Code } from "./reason-code.js";
import { lengthSize, readLength } from "./remaining-length.js";
import { isTopicName } from "./topic-name.js";
import { decodeUTF8, isText } from "./utf8.js";

/** The numbers of Property, for our own use: inlined by the compiler. @internal */
export const enum Id {
	payloadFormat = 1,
	messageExpiry = 2,
	contentType = 3,
	responseTopic = 8,
	correlationData = 9,
	subscriptionIdentifier = 11,
	sessionExpiry = 17,
	assignedClientIdentifier = 18,
	serverKeepAlive = 19,
	authenticationMethod = 21,
	authenticationData = 22,
	requestProblemInformation = 23,
	willDelay = 24,
	requestResponseInformation = 25,
	responseInformation = 26,
	serverReference = 28,
	reasonString = 31,
	receiveMaximum = 33,
	topicAliasMaximum = 34,
	topicAlias = 35,
	maximumQoS = 36,
	retainAvailable = 37,
	userProperty = 38,
	maximumPacketSize = 39,
	wildcardSubscriptionAvailable = 40,
	subscriptionIdentifierAvailable = 41,
	sharedSubscriptionAvailable = 42,
}

/** The identifiers of properties (section 2.2.2.2). */
export const Property = Object.freeze({
	payloadFormat: Id.payloadFormat as number,
	messageExpiry: Id.messageExpiry as number,
	contentType: Id.contentType as number,
	responseTopic: Id.responseTopic as number,
	correlationData: Id.correlationData as number,
	subscriptionIdentifier: Id.subscriptionIdentifier as number,
	sessionExpiry: Id.sessionExpiry as number,
	assignedClientIdentifier: Id.assignedClientIdentifier as number,
	serverKeepAlive: Id.serverKeepAlive as number,
	authenticationMethod: Id.authenticationMethod as number,
	authenticationData: Id.authenticationData as number,
	requestProblemInformation: Id.requestProblemInformation as number,
	willDelay: Id.willDelay as number,
	requestResponseInformation: Id.requestResponseInformation as number,
	responseInformation: Id.responseInformation as number,
	serverReference: Id.serverReference as number,
	reasonString: Id.reasonString as number,
	receiveMaximum: Id.receiveMaximum as number,
	topicAliasMaximum: Id.topicAliasMaximum as number,
	topicAlias: Id.topicAlias as number,
	maximumQoS: Id.maximumQoS as number,
	retainAvailable: Id.retainAvailable as number,
	userProperty: Id.userProperty as number,
	maximumPacketSize: Id.maximumPacketSize as number,
	wildcardSubscriptionAvailable: Id.wildcardSubscriptionAvailable as number,
	subscriptionIdentifierAvailable: Id.subscriptionIdentifierAvailable as number,
	sharedSubscriptionAvailable: Id.sharedSubscriptionAvailable as number,
});

/** Kinds of values, in the lower bits of an entry of `kinds`. */
export const enum Kind {
	None = 0,
	/** One byte, 0 or 1. */
	Flag = 1,
	TwoBytes = 2,
	FourBytes = 3,
	Variable = 4,
	Binary = 5,
	Text = 6,
	Pair = 7,
	/** The value is not 0. */
	Positive = 8,
}

// In which packets of a server's a property may be (table 2-4), in the bits behind those of the kind.
const CONNACK = 16 << Packet.CONNACK;
const PUBLISH = 16 << Packet.PUBLISH;
const DISCONNECT = 16 << Packet.DISCONNECT;
const AUTH = 16 << Packet.AUTH;
const ANSWERS =
	(16 << Packet.PUBACK) |
	(16 << Packet.PUBREC) |
	(16 << Packet.PUBREL) |
	(16 << Packet.PUBCOMP) |
	(16 << Packet.SUBACK) |
	(16 << Packet.UNSUBACK) |
	CONNACK |
	DISCONNECT |
	AUTH;

/** For each identifier, its kind, and where it may be. Never written once made: it stays in flash. */
const kinds = new Uint32Array(43);
kinds[Id.payloadFormat] = PUBLISH | Kind.Flag;
kinds[Id.messageExpiry] = PUBLISH | Kind.FourBytes;
kinds[Id.contentType] = PUBLISH | Kind.Text;
kinds[Id.responseTopic] = PUBLISH | Kind.Text;
kinds[Id.correlationData] = PUBLISH | Kind.Binary;
kinds[Id.subscriptionIdentifier] = PUBLISH | Kind.Variable | Kind.Positive;
kinds[Id.sessionExpiry] = CONNACK | Kind.FourBytes;
kinds[Id.assignedClientIdentifier] = CONNACK | Kind.Text;
kinds[Id.serverKeepAlive] = CONNACK | Kind.TwoBytes;
kinds[Id.authenticationMethod] = CONNACK | AUTH | Kind.Text;
kinds[Id.authenticationData] = CONNACK | AUTH | Kind.Binary;
kinds[Id.responseInformation] = CONNACK | Kind.Text;
kinds[Id.serverReference] = CONNACK | DISCONNECT | Kind.Text;
kinds[Id.reasonString] = ANSWERS | Kind.Text;
kinds[Id.receiveMaximum] = CONNACK | Kind.TwoBytes | Kind.Positive;
kinds[Id.topicAliasMaximum] = CONNACK | Kind.TwoBytes;
kinds[Id.topicAlias] = PUBLISH | Kind.TwoBytes;
kinds[Id.maximumQoS] = CONNACK | Kind.Flag;
kinds[Id.retainAvailable] = CONNACK | Kind.Flag;
kinds[Id.userProperty] = ANSWERS | PUBLISH | Kind.Pair;
kinds[Id.maximumPacketSize] = CONNACK | Kind.FourBytes | Kind.Positive;
kinds[Id.wildcardSubscriptionAvailable] = CONNACK | Kind.Flag;
kinds[Id.subscriptionIdentifierAvailable] = CONNACK | Kind.Flag;
kinds[Id.sharedSubscriptionAvailable] = CONNACK | Kind.Flag;
// Those that only a client sends.
kinds[Id.requestProblemInformation] = Kind.Flag;
kinds[Id.willDelay] = Kind.FourBytes;
kinds[Id.requestResponseInformation] = Kind.Flag;

/** What kind of value a property has. @internal */
export function kindOf(identifier: number): Kind {
	return kinds[identifier] & 7;
}

/**
 * The properties of a received packet, read one by one: `properties.rewind(); while (properties.next()) …`. Valid until the callback
 * that they were given to returns. Only get() and the texts allocate.
 */
export class Properties {
	/** Where they lie. The memory is the client's: read, do not write or keep. */
	readonly bytes: Uint8Array;
	/** All of them: bytes[first, last). @internal */
	first: number;
	/** @internal */
	last: number;
	private at: number;
	/** The present property: one of Property, 0 if there is none. */
	identifier: number;
	/** Its value, if that is a number; the length of its name, for a user property. */
	value: number;
	/** Its value, if that is text or bytes: bytes[start, end). Of a user property, the value behind the name. */
	start: number;
	end: number;

	/** @param bytes where packets are received. */
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.first = this.last = this.at = this.identifier = this.value = this.start = this.end = 0;
	}

	/** Back to before the first one. */
	rewind(): void {
		this.at = this.first;
		this.identifier = 0;
	}

	/** Reads the next property: its identifier, one of Property; 0 behind the last one. */
	next(): number {
		const bytes = this.bytes;
		let at = this.at;
		this.identifier = 0;
		if (at >= this.last) return 0;
		const identifier = bytes[at++];
		const kind = kinds[identifier] & 7;
		this.value = 0;
		if (kind === Kind.Variable) {
			this.value = readLength(bytes, at, this.last);
			at += lengthSize(this.value);
		} else if (kind <= Kind.FourBytes) {
			for (let n = kind === Kind.FourBytes ? 4 : kind; n; n--) this.value = this.value * 256 + bytes[at++];
		} else {
			let size = (bytes[at] << 8) | bytes[at + 1];
			at += 2;
			if (kind === Kind.Pair) {
				this.value = size;
				at += size;
				size = (bytes[at] << 8) | bytes[at + 1];
				at += 2;
			}
			this.start = at;
			this.end = at = at + size;
		}
		this.at = at;
		this.identifier = identifier;
		return identifier;
	}

	/** There are none. @internal */
	clear(): void {
		this.first = this.last = this.at = this.identifier = 0;
	}

	/** Goes to the first property with that identifier; whether there is one. */
	find(identifier: number): boolean {
		this.rewind();
		while (this.next()) if (this.identifier === identifier) return true;
		return false;
	}

	/**
	 * The value of the first property with that identifier: a number, text, or (correlation and authentication data) a copy of the
	 * bytes; undefined if there is none. Of user properties, user() knows more. Allocates.
	 */
	get(identifier: number): number | string | Uint8Array | undefined {
		if (!this.find(identifier)) return;
		const kind = kinds[identifier] & 7;
		return kind < Kind.Binary ? this.value : kind === Kind.Binary ? this.bytes.slice(this.start, this.end) : this.text;
	}

	/** The value of the first user property of that name; undefined if there is none. Allocates. */
	user(name: string): string | undefined {
		this.rewind();
		while (this.next()) if (this.identifier === Id.userProperty && this.name === name) return this.text;
		return;
	}

	/** The name of the present user property. Allocates. */
	get name(): string {
		const end = this.start - 2;
		return decodeUTF8(this.bytes, end - this.value, end);
	}

	/** The text of the present property. Allocates. */
	get text(): string {
		return decodeUTF8(this.bytes, this.start, this.end);
	}

	/**
	 * Takes the properties whose length is at `at`, of a packet of that type that ends at `end`, and checks all of them: 0, or the
	 * reason code that says what is wrong. Behind them, the packet goes on at `last`. @internal
	 */
	take(at: number, end: number, type: number): number {
		const size = at < end ? readLength(this.bytes, at, end) : -1;
		this.first = this.last = this.at = at;
		if (size < 0) return Code.malformedPacket;
		this.first = at + lengthSize(size);
		this.last = this.first + size;
		if (this.last > end) return Code.malformedPacket;
		this.rewind();
		let low = 0;
		let high = 0;
		while (this.at < this.last) {
			const wrong = this.check(type);
			if (wrong) return wrong;
			const identifier = this.identifier;
			// All but these may be there once only (table 2-4).
			if (identifier !== Id.userProperty && identifier !== Id.subscriptionIdentifier) {
				const bit = 1 << (identifier & 31);
				if ((identifier > 31 ? high : low) & bit) return Code.protocolError;
				if (identifier > 31) high |= bit;
				else low |= bit;
			}
		}
		this.rewind();
		return 0;
	}

	/** Reads the next property, and checks it. What next() reads past the end is not used: it is found here. */
	private check(type: number): number {
		const bytes = this.bytes;
		// Identifiers are variable byte integers; none of more than one byte is known.
		const kind = kinds[bytes[this.at]];
		if (!(kind & (16 << type))) return Code.malformedPacket;
		const identifier = this.next();
		const end = this.at;
		if (end > this.last || this.value < 0) return Code.malformedPacket;
		if ((kind & 7) >= Kind.Text) {
			const name = this.start - 2;
			if (!isText(bytes, this.start, this.end)) return Code.malformedPacket;
			if (this.value && !isText(bytes, name - this.value, name)) return Code.malformedPacket;
			if (identifier === Id.responseTopic && !isTopicName(bytes, this.start, end)) return Code.protocolError;
			return 0;
		}
		if ((kind & Kind.Positive && !this.value) || ((kind & 7) === Kind.Flag && this.value > 1))
			return Code.protocolError;
		return 0;
	}
}
