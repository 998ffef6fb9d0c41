// Set-up. CONNECT (section 3.1 of both versions).
import { assemble, type Part, propertyPart } from "./assemble.js";
import { Packet, type QoS } from "./packet.js";

/** A will: what the server publishes if this client is lost (section 3.1.2.5). */
export interface WillFields {
	readonly topic: Uint8Array;
	readonly message: Uint8Array;
	readonly QoS: QoS;
	readonly retain: boolean;
}

/** The fields of CONNECT, strings in UTF-8. */
export interface ConnectFields {
	readonly id: Uint8Array;
	readonly clean: boolean;
	/** In seconds, 0 to 65,535. */
	readonly keepAlive: number;
	readonly will?: WillFields | undefined;
	readonly user?: Uint8Array | undefined;
	readonly password?: Uint8Array | undefined;
}

/** The fields of CONNECT in 5.0, properties encoded. */
export interface ConnectFields5 extends ConnectFields {
	readonly properties: Uint8Array;
	readonly willProperties: Uint8Array;
}

/** CONNECT of 3.1.1. */
export function encodeConnect311(fields: ConnectFields): Uint8Array {
	return assemble(Packet.CONNECT << 4, connectParts(fields, 4));
}

/** CONNECT of 5.0. */
export function encodeConnect5(fields: ConnectFields5): Uint8Array {
	const parts = connectParts(fields, 5);
	parts[KEEP_ALIVE_END] = propertyPart(fields.properties);
	if (fields.will) parts[WILL] = propertyPart(fields.willProperties);
	return assemble(Packet.CONNECT << 4, parts);
}

/** Where the properties of the packet, and those of the will, go in 5.0. */
const KEEP_ALIVE_END = 5;
const WILL = 7;

function connectParts(fields: ConnectFields, version: number): Part[] {
	const { id, will, user, password, keepAlive } = fields;
	let flags = fields.clean ? 2 : 0;
	if (will) flags |= 4 | (will.QoS << 3) | (will.retain ? 32 : 0);
	if (user) flags |= 128;
	if (password) flags |= 64;
	return [
		NAME,
		version,
		flags,
		keepAlive >> 8,
		keepAlive,
		undefined,
		id,
		undefined,
		will?.topic,
		will?.message,
		user,
		password,
	];
}

/** "MQTT". */
const NAME = new Uint8Array([0x4d, 0x51, 0x54, 0x54]);
