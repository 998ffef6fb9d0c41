// Parses and writes packets as a server does, for both versions, from the specifications alone. A protocol violation
// of the client fails the test. Strings are ASCII, as those of the devices in these specs.
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";

const NAMES = Object.freeze([
	"",
	"CONNECT",
	"CONNACK",
	"PUBLISH",
	"PUBACK",
	"PUBREC",
	"PUBREL",
	"PUBCOMP",
	"SUBSCRIBE",
	"SUBACK",
	"UNSUBSCRIBE",
	"UNSUBACK",
	"PINGREQ",
	"PINGRESP",
	"DISCONNECT",
	"AUTH",
]);

/**
 * The encoding of a property's value (2.2.2.2): 1, 2 or 4 bytes, "v": variable length, "s": string, "b": binary, "p":
 * pair of strings.
 */
const KINDS = Object.freeze({
	1: 1,
	2: 4,
	3: "s",
	8: "s",
	9: "b",
	11: "v",
	17: 4,
	21: "s",
	22: "b",
	23: 1,
	24: 4,
	25: 1,
	31: "s",
	33: 2,
	34: 2,
	35: 2,
	38: "p",
	39: 4,
});

/** Properties that a client may send, by packet type (2.2.2.2); those of a will under "will". */
const ALLOWED = Object.freeze({
	CONNECT: [17, 33, 39, 34, 25, 23, 38, 21, 22],
	will: [24, 1, 2, 3, 8, 9, 38],
	PUBLISH: [1, 2, 35, 8, 9, 38, 3],
	PUBACK: [31, 38],
	SUBSCRIBE: [11, 38],
	UNSUBSCRIBE: [38],
	DISCONNECT: [17, 31, 38],
});

/** Parses one packet of a client. */
class Reader {
	constructor(bytes, v5) {
		this.bytes = bytes;
		this.v5 = v5;
		this.at = 1;
		// The length was checked when the packet was split off.
		while (bytes[this.at++] & 128);
		this.end = bytes.length;
	}

	wrong(what) {
		fail(`${what}: ${toHex(this.bytes)}`);
	}

	byte() {
		if (this.at >= this.end) this.wrong("cut short");
		return this.bytes[this.at++];
	}

	two() {
		return (this.byte() << 8) | this.byte();
	}

	four() {
		return this.two() * 65_536 + this.two();
	}

	variable() {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = this.byte();
			value += (byte & 127) * scale;
			if (byte < 128) return value;
			if (scale > 16_384) this.wrong("a variable length of more than 4 bytes");
		}
	}

	binary() {
		const length = this.two();
		if (this.at + length > this.end) this.wrong("cut short");
		this.at += length;
		return this.bytes.slice(this.at - length, this.at);
	}

	string() {
		return this.text(this.binary());
	}

	text(bytes) {
		for (const byte of bytes) if (byte === 0 || byte > 127) this.wrong("a string of other characters");
		return String.fromCharCode(...bytes);
	}

	identifier() {
		return this.two() || this.wrong("Packet Identifier 0");
	}

	/** Properties by identifier. User Properties are a list. */
	properties(kind) {
		const properties = {};
		if (!this.v5) return properties;
		const length = this.variable();
		const end = this.at + length;
		if (end > this.end) this.wrong("properties cut short");
		while (this.at < end) {
			const identifier = this.variable();
			if (!ALLOWED[kind].includes(identifier)) this.wrong(`property ${identifier} in ${kind}`);
			const how = KINDS[identifier];
			if (how === "p") {
				properties[38] ??= [];
				properties[38].push([this.string(), this.string()]);
				continue;
			}
			if (identifier in properties) this.wrong(`property ${identifier} twice`);
			properties[identifier] =
				how === 1
					? this.byte()
					: how === 2
						? this.two()
						: how === 4
							? this.four()
							: how === "v"
								? this.variable()
								: how === "s"
									? this.string()
									: this.binary();
		}
		if (this.at !== end) this.wrong("properties longer than their length");
		return properties;
	}

	done(packet) {
		if (this.at !== this.end) this.wrong("something behind the packet's end");
		return packet;
	}
}

/**
 * Parses a client's packet: { type: "PUBLISH", … }. @param v5 the version in CONNECT; undefined for CONNECT itself.
 */
export function parse(bytes, v5) {
	const reader = new Reader(bytes, v5);
	const type = NAMES[bytes[0] >> 4];
	const flags = bytes[0] & 15;
	if (type !== "PUBLISH" && flags !== (type === "SUBSCRIBE" || type === "UNSUBSCRIBE" ? 2 : 0)) reader.wrong("flags");
	const packet = { type };
	switch (type) {
		case "CONNECT":
			return connect(reader, packet);
		case "PUBLISH":
			packet.QoS = (flags >> 1) & 3;
			packet.duplicate = flags > 7;
			packet.retain = (flags & 1) === 1;
			if (packet.QoS === 3 || (packet.duplicate && !packet.QoS)) reader.wrong("flags");
			packet.topic = reader.string();
			if (isWild(packet.topic)) reader.wrong("a wildcard in a Topic Name");
			if (packet.QoS) packet.identifier = reader.identifier();
			packet.properties = reader.properties(type);
			if (!packet.topic && !packet.properties[35]) reader.wrong("no topic");
			packet.payload = bytes.slice(reader.at);
			return packet;
		case "PUBACK":
			packet.identifier = reader.identifier();
			packet.code = v5 && reader.at < reader.end ? reader.byte() : 0;
			if (v5 && reader.at < reader.end) packet.properties = reader.properties(type);
			return reader.done(packet);
		case "SUBSCRIBE":
		case "UNSUBSCRIBE":
			packet.identifier = reader.identifier();
			packet.properties = reader.properties(type);
			packet.filters = [];
			while (reader.at < reader.end) {
				const filter = reader.string();
				if (!isFilter(filter)) reader.wrong(`filter ${filter}`);
				const options = type === "SUBSCRIBE" ? reader.byte() : 0;
				if ((options & 3) === 3 || options > (v5 ? 0x2f : 2)) reader.wrong("options");
				if (options & 4 && filter.startsWith("$share/")) reader.wrong("no local, of a shared subscription");
				packet.filters.push({ filter, QoS: options & 3, options });
			}
			if (!packet.filters.length) reader.wrong("no filter");
			return packet;
		case "PINGREQ":
			return reader.done(packet);
		case "DISCONNECT":
			packet.code = v5 && reader.at < reader.end ? reader.byte() : 0;
			packet.properties = v5 && reader.at < reader.end ? reader.properties(type) : {};
			return reader.done(packet);
		default:
			return reader.wrong("not for a client that knows QoS 0 and 1");
	}
}

function connect(reader, packet) {
	if (reader.string() !== "MQTT") reader.wrong("protocol name");
	const level = reader.byte();
	if (level !== 4 && level !== 5) reader.wrong("protocol level");
	packet.v5 = reader.v5 = level === 5;
	const flags = reader.byte();
	const will = (flags & 4) !== 0;
	if (flags & 1 || (!will && flags & 0x38) || (flags & 0x18) === 0x18) reader.wrong("connect flags");
	if (!packet.v5 && flags & 0x40 && !(flags & 0x80)) reader.wrong("a password without a user name");
	packet.clean = (flags & 2) !== 0;
	packet.keepAlive = reader.two();
	packet.properties = reader.properties("CONNECT");
	packet.id = reader.string();
	if (!packet.v5 && !packet.id && !packet.clean) reader.wrong("a session without an identifier");
	if (will) {
		packet.will = { QoS: (flags >> 3) & 3, retain: (flags & 0x20) !== 0, properties: reader.properties("will") };
		packet.will.topic = reader.string();
		packet.will.payload = reader.binary();
	}
	if (flags & 0x80) packet.user = reader.string();
	if (flags & 0x40) packet.password = reader.text(reader.binary());
	return reader.done(packet);
}

const isWild = (text) => text.includes("+") || text.includes("#");

/** Whether it is a Topic Filter (4.7). */
export function isFilter(filter) {
	const levels = filter.split("/");
	if (filter.startsWith("$share/") && (levels.length < 3 || !levels[1] || isWild(levels[1]))) return false;
	return (
		filter !== "" &&
		levels.every((level, i) => level === "+" || (level === "#" && i === levels.length - 1) || !isWild(level))
	);
}

/** Whether a filter matches a topic (4.7). @param parent whether "a/#" matches "a", as the specification requires. */
export function matches(filter, topic, parent = true) {
	if (filter === topic) return true;
	// A quick check of the first character excludes most filters.
	const first = filter.charCodeAt(0);
	if (first === 0x2b || first === 0x23 ? topic.startsWith("$") : first !== topic.charCodeAt(0)) return false;
	const wanted = filter.split("/");
	const levels = topic.split("/");
	for (let i = 0; i < wanted.length; i++) {
		if (wanted[i] === "#") return parent || levels.length > i;
		if (i >= levels.length || (wanted[i] !== "+" && wanted[i] !== levels[i])) return false;
	}
	return wanted.length === levels.length;
}

/**
 * Builds a packet from its first byte and parts: numbers, strings (encoded with their length), byte arrays (as they
 * are).
 */
export function packet(header, ...parts) {
	const body = [];
	for (const part of parts) {
		if (typeof part === "number") body.push(part);
		else if (typeof part === "string") {
			body.push(part.length >> 8, part.length & 255);
			for (let i = 0; i < part.length; i++) body.push(part.charCodeAt(i));
		} else for (let i = 0; i < part.length; i++) body.push(part[i]);
	}
	const head = [header];
	let { length } = body;
	do {
		head.push((length & 127) | (length > 127 ? 128 : 0));
		length >>= 7;
	} while (length);
	const bytes = new Uint8Array(head.length + body.length);
	bytes.set(head);
	bytes.set(body, head.length);
	return bytes;
}

/** Builds the properties with their length. Each is an array of its identifier and the bytes of its value. */
export function properties(...list) {
	const bytes = list.flat();
	if (bytes.length > 127) fail("properties: more than these specs have");
	return [bytes.length, ...bytes];
}

export const two = (value) => [(value >> 8) & 255, value & 255];
export const four = (value) => [...two(Math.floor(value / 65_536)), ...two(value)];
export const ascii = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
export const text = (bytes) => String.fromCharCode(...bytes);
