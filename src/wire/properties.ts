// Hot path, except methods that say that they allocate. Received properties of 5.0 (section 2.2.2). They are checked
// once, when their packet comes, and then read in place.
import { Packet } from "./packet.js";
import { Code } from "./reason-code.js";
import { lengthSize, readLength } from "./remaining-length.js";
import { isTopicName } from "./topic-name.js";
import { decodeUTF8, isText } from "./utf8.js";

/** The numbers of Property, for internal use; the compiler inlines them. @internal */
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
	/** The value must not be 0. */
	Positive = 8,
}

// The server's packets that may have a property (table 2-4), in the bits after those of the kind.
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

/** For each identifier, its kind and the packets that may have it. Never changed after that, so it stays in flash. */
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
// Properties that only a client sends.
kinds[Id.requestProblemInformation] = Kind.Flag;
kinds[Id.willDelay] = Kind.FourBytes;
kinds[Id.requestResponseInformation] = Kind.Flag;

/** The kind of a property's value. @internal */
export function kindOf(identifier: number): Kind {
	return kinds[identifier] & 7;
}

/**
 * The properties of a received packet, read one by one: `properties.rewind(); while (properties.next()) …`. They are
 * valid until the callback that received them returns. Only get(), user(), `name` and `text` allocate.
 */
export class Properties {
	/** The memory of the properties. It belongs to the client: read it, but do not write or keep it. */
	readonly bytes: Uint8Array;
	/** All properties are bytes[first, last). @internal */
	first: number;
	/** @internal */
	last: number;
	private at: number;
	/** The current property: one of Property; 0 if there is none. */
	identifier: number;
	/** The value, if it is a number. For a user property, the length of its name. */
	value: number;
	/** The value, if it is text or bytes: bytes[start, end). For a user property, the value after the name. */
	start: number;
	end: number;

	/** @param bytes the memory for received packets. */
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.first = this.last = this.at = this.identifier = this.value = this.start = this.end = 0;
	}

	/** Returns to before the first property. */
	rewind(): void {
		this.at = this.first;
		this.identifier = 0;
	}

	/** Reads the next property. Returns its identifier, one of Property; 0 after the last one. */
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

	/** Removes all properties. @internal */
	clear(): void {
		this.first = this.last = this.at = this.identifier = 0;
	}

	/** Finds the first property with this identifier. Returns whether there is one. */
	find(identifier: number): boolean {
		this.rewind();
		while (this.next()) if (this.identifier === identifier) return true;
		return false;
	}

	/**
	 * Returns the value of the first property with this identifier: a number, text, or (correlation and
	 * authentication data) a copy of the bytes; undefined if there is none. For user properties, see user().
	 * Allocates.
	 */
	get(identifier: number): number | string | Uint8Array | undefined {
		if (!this.find(identifier)) return;
		const kind = kinds[identifier] & 7;
		return kind < Kind.Binary ? this.value : kind === Kind.Binary ? this.bytes.slice(this.start, this.end) : this.text;
	}

	/** Returns the value of the first user property with this name; undefined if there is none. Allocates. */
	user(name: string): string | undefined {
		this.rewind();
		while (this.next()) if (this.identifier === Id.userProperty && this.name === name) return this.text;
		return;
	}

	/** The name of the current user property. Allocates. */
	get name(): string {
		const end = this.start - 2;
		return decodeUTF8(this.bytes, end - this.value, end);
	}

	/** The text of the current property. Allocates. */
	get text(): string {
		return decodeUTF8(this.bytes, this.start, this.end);
	}

	/**
	 * Takes and checks the properties whose length is at `at`, in a packet of type `type` that ends at `end`. Returns
	 * 0, or the reason code of the error. The packet continues after them, at `last`. @internal
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
			// All others may occur only once (table 2-4).
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

	/** Reads and checks the next property. next() may read past the end; that is detected here. */
	private check(type: number): number {
		const bytes = this.bytes;
		// Identifiers are variable byte integers, but none of more than one byte is defined.
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
