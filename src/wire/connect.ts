// Set-up. CONNECT (section 3.1 of both versions).
import { assemble, Next, type Part, propertyBytes } from "./assemble.js";
import { Packet, type QoS } from "./packet.js";
import { lengthSize, readLength, writeLength } from "./remaining-length.js";
import { encodeUTF8, NO_BYTES } from "./utf8.js";

/** A will: the message that the server publishes if this client is lost (section 3.1.2.5). */
export interface WillFields {
	topic: Uint8Array;
	message: Uint8Array;
	readonly QoS: QoS;
	readonly retain: boolean;
}

/** The fields of CONNECT, with strings in UTF-8. */
export interface ConnectFields {
	readonly id: Uint8Array;
	readonly clean: boolean;
	/** In seconds, 0 to 65,535. */
	readonly keepAlive: number;
	readonly will?: WillFields | undefined;
	readonly user?: Uint8Array | undefined;
	readonly password?: Uint8Array | undefined;
}

/** CONNECT; in 5.0 with encoded properties, which are written after their length. */
export function encodeConnect(
	fields: ConnectFields,
	version: number,
	properties?: Uint8Array,
	willProperties?: Uint8Array,
): Uint8Array {
	const id = fields.id;
	const keepAlive = fields.keepAlive;
	const will = fields.will;
	const user = fields.user;
	const password = fields.password;
	let flags = fields.clean ? 2 : 0;
	let remaining = Fixed.Size + 2 + id.length;
	if (properties) remaining += properties.length;
	if (will) {
		flags |= Fixed.WillFlag | (will.QoS << 3) | (will.retain ? 32 : 0);
		remaining += 4 + will.topic.length + will.message.length;
		if (willProperties) remaining += willProperties.length;
	}
	if (user) {
		flags |= Fixed.UserFlag;
		remaining += 2 + user.length;
	}
	if (password) {
		flags |= Fixed.PasswordFlag;
		remaining += 2 + password.length;
	}
	const packet = new Uint8Array(1 + lengthSize(remaining) + remaining);
	packet[0] = Packet.CONNECT << 4;
	let at = writeLength(packet, 1, remaining);
	packet.set(HEAD, at);
	if (version !== 4) packet[at + Fixed.Version] = version;
	packet[at + Fixed.Flags] = flags;
	packet[at + Fixed.KeepAlive] = keepAlive >> 8;
	packet[at + Fixed.KeepAlive + 1] = keepAlive;
	at += Fixed.Size;
	if (properties) {
		packet.set(properties, at);
		at += properties.length;
	}
	at = put(packet, at, id);
	if (will) {
		if (willProperties) {
			packet.set(willProperties, at);
			at += willProperties.length;
		}
		at = put(packet, put(packet, at, will.topic), will.message);
	}
	if (user) at = put(packet, at, user);
	if (password) put(packet, at, password);
	return packet;
}

/** Writes a field after its length. Returns the offset of the next one. */
function put(packet: Uint8Array, at: number, field: Uint8Array): number {
	const size = field.length;
	packet[at++] = size >> 8;
	packet[at++] = size;
	packet.set(field, at);
	return at + size;
}

/** The beginning of every CONNECT: "MQTT", and the version of 3.1.1. */
const HEAD = new Uint8Array([0, 4, 0x4d, 0x51, 0x54, 0x54, 4]);

/** The offset of the properties in CONNECT of 5.0: after name, version, flags and keep alive. */
function connectProperties(packet: Uint8Array): number {
	return 1 + lengthSize(readLength(packet, 1, packet.length)) + Fixed.Size;
}

/** Replaces the last `less` bytes of the properties of a 5.0 CONNECT by the encoded properties `more`. Allocates. */
export function withProperties(packet: Uint8Array, less: number, more: Uint8Array): Uint8Array {
	const start = connectProperties(packet);
	const size = readLength(packet, start, packet.length);
	const first = start + lengthSize(size);
	const properties = new Uint8Array(size - less + more.length);
	properties.set(packet.subarray(first, first + size - less));
	properties.set(more, size - less);
	return assemble(packet[0], [
		Next.Raw,
		packet.slice(start - Fixed.Size, start),
		Next.Raw,
		propertyBytes(properties),
		Next.Raw,
		packet.slice(first + size),
	]);
}

/** Converts a 5.0 CONNECT to 3.1.1, without its properties. Allocates. */
export function connectOf311(packet: Uint8Array): Uint8Array {
	let at = connectProperties(packet);
	const head = packet.slice(at - Fixed.Size, at);
	const parts: Part[] = [Next.Raw, head];
	at += propertiesSize(packet, at);
	// The Client Identifier; then, with a will, its properties.
	const id = fieldSize(packet, at);
	parts.push(Next.Raw, packet.slice(at, at + id));
	at += id;
	if (head[Fixed.Flags] & Fixed.WillFlag) at += propertiesSize(packet, at);
	head[Fixed.Version] = 4;
	if ((head[Fixed.Flags] & Fixed.Credentials) === Fixed.PasswordFlag) {
		// In 3.1.1 a password needs a user name, which may be empty (MQTT-3.1.2-22). Both come last.
		const end = packet.length - passwordSize(packet, at, (head[Fixed.Flags] & Fixed.WillFlag) !== 0);
		head[Fixed.Flags] |= Fixed.UserFlag;
		parts.push(Next.Raw, packet.slice(at, end), NO_BYTES, Next.Raw, packet.slice(end));
	} else parts.push(Next.Raw, packet.slice(at));
	return assemble(packet[0], parts);
}

function propertiesSize(packet: Uint8Array, at: number): number {
	const size = readLength(packet, at, packet.length);
	return lengthSize(size) + size;
}

/** The size of the password in the packet, whose will, if any, begins at `at`. */
function passwordSize(packet: Uint8Array, at: number, hasWill: boolean): number {
	if (hasWill) {
		at += fieldSize(packet, at);
		at += fieldSize(packet, at);
	}
	return packet.length - at;
}

function fieldSize(packet: Uint8Array, at: number): number {
	return 2 + ((packet[at] << 8) | packet[at + 1]);
}

/** The size of name, version, flags and keep alive, and the offsets of version and flags in them. */
const enum Fixed {
	Size = 10,
	Version = 6,
	Flags = 7,
	KeepAlive = 8,
	WillFlag = 4,
	/** The will's flag, QoS and RETAIN. */
	Will = 60,
	UserFlag = 128,
	PasswordFlag = 64,
	Credentials = 192,
}

/** Adds the Client Identifier that the server has assigned to a 5.0 CONNECT without one. Allocates. */
export function withClientIdentifier(packet: Uint8Array, id: string): Uint8Array {
	const start = connectProperties(packet);
	const size = readLength(packet, start, packet.length);
	const at = start + lengthSize(size) + size;
	const bytes = encodeUTF8(id);
	if (!bytes || packet[at] || packet[at + 1]) return packet;
	return assemble(packet[0], [Next.Raw, packet.slice(start - Fixed.Size, at), bytes, Next.Raw, packet.slice(at + 2)]);
}

/**
 * Replaces the will, or the user name and password, of a CONNECT by those of another one of the same version. These
 * fields come last. Allocates.
 */
export function withFieldsOf(
	packet: Uint8Array,
	other: Uint8Array,
	isWill: boolean,
	isCredentials: boolean,
): Uint8Array {
	const here = parts(packet);
	const there = parts(other);
	const mask = (isWill ? Fixed.Will : 0) | (isCredentials ? Fixed.Credentials : 0);
	const will = isWill ? other : packet;
	const willParts = isWill ? there : here;
	const head = packet.slice(here[0], here[1]);
	head[Fixed.Flags] = (head[Fixed.Flags] & ~mask) | (other[there[0] + Fixed.Flags] & mask);
	return assemble(packet[0], [
		Next.Raw,
		head,
		Next.Raw,
		will.subarray(willParts[1], willParts[2]),
		Next.Raw,
		isCredentials ? other.subarray(there[2]) : packet.subarray(here[2]),
	]);
}

/** The offsets in CONNECT of its name, of its will, and of the fields after the will. */
function parts(packet: Uint8Array): number[] {
	const start = 1 + lengthSize(readLength(packet, 1, packet.length));
	const is5 = packet[start + Fixed.Version] === 5;
	let at = start + Fixed.Size;
	if (is5) at += propertiesSize(packet, at);
	at += fieldSize(packet, at);
	const will = at;
	if (packet[start + Fixed.Flags] & Fixed.WillFlag) {
		if (is5) at += propertiesSize(packet, at);
		at += fieldSize(packet, at);
		at += fieldSize(packet, at);
	}
	return [start, will, at];
}
