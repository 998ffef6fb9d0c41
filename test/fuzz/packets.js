// Generates random packets of a server, with an encoder for both versions that was written from the specifications
// alone.
import fc from "fast-check";

const REQUESTS = 6;
/** The reason that an app gets for a DISCONNECT without a reason code. */
export const SERVER_DISCONNECTED = 262;

// Building blocks of fields

const byte = fc.integer({ min: 0, max: 255 });
const identifier = fc.oneof(fc.integer({ min: 1, max: REQUESTS + 2 }), fc.integer({ min: 1, max: 65_535 }));
const CHARACTERS = [..."aZ09 -_.$~/", "\u007F", "é", "€", "\uFEFF", "\uFFFD", "\u0001", "😀"];
const anyText = (minLength, maxLength) =>
	fc.string({ unit: fc.constantFrom(...CHARACTERS, "+", "#"), minLength, maxLength });
/** Sometimes long enough for a length of two bytes. */
export const text = fc.oneof({ weight: 20, arbitrary: anyText(0, 12) }, anyText(60, 140));
export const topic = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 12 });
export const payload = fc.uint8Array({ maxLength: 30 });
const integer = (bytes, min = 0) =>
	fc.oneof(fc.constantFrom(min, 256 ** bytes - 1), fc.integer({ min, max: 256 ** bytes - 1 }));
const variable = fc.oneof(
	fc.constantFrom(1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455),
	fc.integer({ min: 1, max: 268_435_455 }),
);

// Properties (table 2-4): identifier, packets that may have it, a generator for its value, its kind

const CONNACK = 2;
const PUBLISH = 3;
const DISCONNECT = 14;
const ANSWERS = [2, 4, 5, 6, 7, 9, 11, 14];
const bit = fc.integer({ min: 0, max: 1 });
const PROPERTIES = [
	[1, [PUBLISH], bit, 1],
	[2, [PUBLISH], integer(4), 4],
	[3, [PUBLISH], text, "text"],
	[8, [PUBLISH], topic, "text"],
	[9, [PUBLISH], payload, "bytes"],
	[11, [PUBLISH], variable, "variable"],
	[17, [CONNACK], integer(4), 4],
	[18, [CONNACK], text, "text"],
	[19, [CONNACK], integer(2), 2],
	[26, [CONNACK], text, "text"],
	[28, [CONNACK, DISCONNECT], text, "text"],
	[31, ANSWERS, text, "text"],
	[33, [CONNACK], integer(2, 1), 2],
	[34, [CONNACK], integer(2), 2],
	[36, [CONNACK], bit, 1],
	[37, [CONNACK], bit, 1],
	[38, [...ANSWERS, PUBLISH], fc.tuple(text, text), "pair"],
	[39, [CONNACK], integer(4, 1), 4],
	[40, [CONNACK], bit, 1],
	[41, [CONNACK], bit, 1],
	[42, [CONNACK], bit, 1],
];
const KINDS = new Map([...PROPERTIES.map(([id, , , kind]) => [id, kind]), [35, 2]]);

/**
 * Properties of a packet of that type: a list of [identifier, value], each at most once unless it may be repeated.
 */
function propertiesOf(type, maxLength = 6) {
	const possible = PROPERTIES.filter(([, types]) => types.includes(type));
	const one = fc.oneof(...possible.map(([id, , value]) => fc.tuple(fc.constant(id), value)));
	return fc
		.array(one, { maxLength })
		.map((list) => list.filter(([id], i) => id === 38 || id === 11 || i === list.findIndex(([other]) => other === id)));
}

// Packets

const flags = { duplicate: fc.boolean(), retain: fc.boolean() };
const publish = fc.record({
	type: fc.constant("publish"),
	QoS: fc.integer({ min: 0, max: 2 }),
	...flags,
	identifier,
	topic,
	payload,
	properties: propertiesOf(PUBLISH),
	/** 0 means no alias. The topic name is left out if the alias is known already. */
	alias: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 })),
});
const acknowledgement = (name, type, ...codes) =>
	fc.record({
		type: fc.constant(name),
		identifier,
		code: fc.constantFrom(0, ...codes),
		properties: propertiesOf(type, 3),
		/** How much of code and properties to leave out, where that is allowed. */
		short: fc.integer({ min: 0, max: 2 }),
	});

/** Any packet that may come while connected, except DISCONNECT. */
export const packets = fc.oneof(
	{ weight: 5, arbitrary: publish },
	acknowledgement("puback", 4, 0x10, 0x80, 0x87, 0x97),
	acknowledgement("pubrec", 5, 0x10, 0x80, 0x99),
	acknowledgement("pubrel", 6, 0x92),
	acknowledgement("pubcomp", 7, 0x92),
	fc.record({
		type: fc.constant("suback"),
		codes: fc.tuple(fc.constantFrom(0, 1, 2, 0x80), fc.constantFrom(0, 1, 2, 0x80)),
		properties: propertiesOf(9, 3),
	}),
	fc.record({ type: fc.constant("unsuback"), code: fc.constantFrom(0, 0x11, 0x80), properties: propertiesOf(11, 3) }),
	fc.constant({ type: "pingresp" }),
);

/** CONNACK with code 0. */
export const connacks = fc.record({ properties: propertiesOf(CONNACK, 12) });

export const disconnects = fc.record({
	type: fc.constant("disconnect"),
	code: fc.constantFrom(0, 0x80, 0x81, 0x8b, 0x8e, 0x98, 0xa0),
	properties: propertiesOf(DISCONNECT, 3),
	short: fc.integer({ min: 0, max: 2 }),
});

// The encoder

const utf8 = (string) => [...new TextEncoder().encode(string)];
const field = (bytes) => [bytes.length >> 8, bytes.length & 255, ...bytes];
const number = (value, size) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256);

/** Encodes a Variable Byte Integer with the algorithm of section 1.5.5. */
function variableByteInteger(value) {
	const bytes = [];
	let x = value;
	do {
		const encoded = x % 128;
		x = Math.floor(x / 128);
		bytes.push(x > 0 ? encoded + 128 : encoded);
	} while (x > 0);
	return bytes;
}

function encodeProperties(list) {
	const bytes = list.flatMap(([id, value]) => {
		const kind = KINDS.get(id);
		if (kind === "text") return [id, ...field(utf8(value))];
		if (kind === "bytes") return [id, ...field(value)];
		if (kind === "pair") return [id, ...field(utf8(value[0])), ...field(utf8(value[1]))];
		if (kind === "variable") return [id, ...variableByteInteger(value)];
		return [id, ...number(value, kind)];
	});
	return [...variableByteInteger(bytes.length), ...bytes];
}

const packet = (first, body) => [first, ...variableByteInteger(body.length), ...body];
const FIRST = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 };

/**
 * The identifier of the SUBSCRIBE for "s/1" and "s/2", and of the UNSUBSCRIBE for "u", that a client sends when the
 * former is answered.
 */
export const REQUEST = 65_535;

/** The UNSUBSCRIBE in hexadecimal. */
export const unsubscribe = (version) => (version === 5 ? "A2 06 FF FF 00 00 01 75" : "A2 05 FF FF 00 01 75");

/** Encodes one of `packets` or `disconnects`. */
export function encode(given, version) {
	const properties = version === 5 ? encodeProperties(given.properties ?? []) : [];
	/** Code and properties, shortened as `short` says where that is allowed. */
	const tail = () => {
		if (version !== 5) return [];
		if (given.short && !given.properties.length) return given.short === 2 && !given.code ? [] : [given.code];
		return [given.code, ...properties];
	};
	switch (given.type) {
		case "publish": {
			const { QoS, duplicate, retain, identifier, name, payload } = given;
			const first = 0x30 | (QoS && duplicate ? 8 : 0) | (QoS << 1) | (retain ? 1 : 0);
			return packet(first, [...field(utf8(name)), ...(QoS ? number(identifier, 2) : []), ...properties, ...payload]);
		}
		case "suback":
			return packet(0x90, [...number(REQUEST, 2), ...properties, ...given.codes]);
		case "unsuback":
			return packet(0xb0, [...number(REQUEST, 2), ...properties, ...(version === 5 ? [given.code] : [])]);
		case "pingresp":
			return packet(0xd0, []);
		case "disconnect":
			return packet(0xe0, tail());
		default:
			return packet(FIRST[given.type], [...number(given.identifier, 2), ...tail()]);
	}
}

/** Encodes CONNACK. */
export function encodeConnack(given, version) {
	return packet(0x20, version === 5 ? [0, 0, ...encodeProperties(given.properties)] : [0, 0]);
}

/** Properties in the notation of listed() in test/mqtt5/packet.js. */
export function describeProperties(list) {
	return list
		.map(([id, value]) => {
			const kind = KINDS.get(id);
			if (kind === "pair") return `${id} ${value[0]}=${value[1]}`;
			if (kind === "bytes")
				return `${id} ${[...value].map((each) => each.toString(16).toUpperCase().padStart(2, "0")).join(" ")}`;
			return `${id}=${value}`;
		})
		.join(" ");
}

// Mutations

/** Mutations to apply to bytes, in order. */
export const damages = fc.array(
	fc.record({
		how: fc.constantFrom("flip", "set", "nudge", "insert", "remove", "repeat", "cut"),
		at: fc.nat(),
		value: fc.oneof(byte, fc.constantFrom(0, 1, 2, 3, 0x10, 0x7f, 0x80, 0xff)),
		count: fc.integer({ min: 1, max: 8 }),
	}),
	{ minLength: 1, maxLength: 5 },
);

export function damage(bytes, list) {
	const all = [...bytes];
	for (const { how, at, value, count } of list) {
		const where = at % (all.length + 1);
		if (how === "flip") all[where % all.length] ^= 1 << (value & 7);
		else if (how === "set") all[where % all.length] = value;
		else if (how === "nudge") all[where % all.length] = (all[where % all.length] + (value & 1 ? 1 : 255)) & 255;
		else if (how === "insert") all.splice(where, 0, ...Array(count).fill(value));
		else if (how === "remove") all.splice(where, count);
		else if (how === "repeat") all.splice(where, 0, ...all.slice(where, where + count));
		else if (where) all.length = where;
		if (!all.length) all.push(value);
	}
	return all;
}

/** Applies the mutations to the body of one of several packets, and corrects its length. */
export function damageBody(packets, which, list) {
	const i = which % packets.length;
	return packets.flatMap((bytes, j) => {
		if (i !== j) return bytes;
		let start = 1;
		while (bytes[start++] > 127);
		return packet(bytes[0], bytes.length > start ? damage(bytes.slice(start), list) : list.map(({ value }) => value));
	});
}

/** The sizes of the segments of a stream, used cyclically. */
export const segments = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 })), {
	minLength: 1,
	maxLength: 6,
});

/** Bytes that need not be MQTT, but may begin like it. */
export const noise = fc.array(
	fc.oneof(byte, fc.constantFrom(0x00, 0x01, 0x02, 0x20, 0x30, 0x32, 0x34, 0x40, 0x7f, 0x80, 0x90, 0xb0, 0xe0, 0xff)),
	{
		minLength: 1,
		maxLength: 120,
	},
);
