// A second client, as simple as possible, written from the specifications alone. It determines the outcome of a
// stream of any bytes. It has all bytes at once, allocates freely, and does not distinguish errors.
import { toHex } from "../bytes.js";
import { describeProperties, REQUEST, SERVER_DISCONNECTED, unsubscribe } from "./packets.js";

/** A protocol violation: the connection must end. */
class Wrong extends Error {}
/** The specifications do not determine what happens next, or other tests cover it. */
class Unsure extends Error {}

/** The kinds of a server's properties, and the packets that may have them (table 2-4). */
const TABLE = new Map();
for (const [kind, ids] of Object.entries({
	byte: { 1: [3], 36: [2], 37: [2], 40: [2], 41: [2], 42: [2] },
	2: { 19: [2], 33: [2], 34: [2], 35: [3] },
	4: { 2: [3], 17: [2], 39: [2] },
	variable: { 11: [3] },
	bytes: { 9: [3], 22: [2, 15] },
	text: { 3: [3], 8: [3], 18: [2], 21: [2, 15], 26: [2], 28: [2, 14], 31: [2, 4, 5, 6, 7, 9, 11, 14, 15] },
	pair: { 38: [2, 3, 4, 5, 6, 7, 9, 11, 14, 15] },
}))
	for (const [id, types] of Object.entries(ids)) TABLE.set(Number(id), { kind, types });

/** Reads the fields of a packet in order. */
class Fields {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}

	get left() {
		return this.bytes.length - this.at;
	}

	take(count) {
		if (count > this.left) throw new Wrong("cut off");
		this.at += count;
		return this.bytes.slice(this.at - count, this.at);
	}

	number(size) {
		return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
	}

	binary() {
		return this.take(this.number(2));
	}

	text() {
		try {
			const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(this.binary()));
			if (!text.includes("\0")) return text;
		} catch (error) {
			if (error instanceof Wrong) throw error;
		}
		throw new Wrong("not UTF-8, or U+0000");
	}

	variable() {
		let value = 0;
		for (let i = 0; i < 4; i++) {
			const byte = this.number(1);
			value += (byte % 128) * 128 ** i;
			if (byte < 128) {
				if (byte === 0 && i > 0) throw new Wrong("not the shortest form");
				return value;
			}
		}
		throw new Wrong("more than four bytes");
	}

	properties(type) {
		const fields = new Fields(this.take(this.variable()));
		const list = [];
		while (fields.left) {
			const id = fields.variable();
			const entry = TABLE.get(id);
			if (!entry?.types.includes(type)) throw new Wrong("not of this packet");
			if (id !== 38 && id !== 11 && list.some(([other]) => other === id)) throw new Wrong("twice");
			list.push([id, this.value(fields, id, entry.kind)]);
		}
		return list;
	}

	value(fields, id, kind) {
		if (kind === "bytes") return fields.binary();
		if (kind === "pair") return [fields.text(), fields.text()];
		if (kind === "text") {
			const text = fields.text();
			if (id === 8 && !isTopic(text)) throw new Wrong("no topic");
			return text;
		}
		const value = kind === "variable" ? fields.variable() : fields.number(kind === "byte" ? 1 : Number(kind));
		if (kind === "byte" && value > 1) throw new Wrong("no flag");
		if (value === 0 && (id === 11 || id === 33 || id === 39 || id === 35)) throw new Wrong("zero");
		return value;
	}
}

function isTopic(text) {
	return text.length > 0 && !/[+#]/.test(text);
}

/** Splits off the first packet: { first, body, rest }; undefined if it is incomplete. */
function cut(bytes) {
	const fields = new Fields(bytes.slice(1, 5));
	let length;
	try {
		length = fields.variable();
	} catch (error) {
		if (error.message === "cut off") return;
		throw error;
	}
	const start = 1 + fields.at;
	if (start + length > bytes.length) return { first: bytes[0], length: start + length };
	return {
		first: bytes[0],
		length: start + length,
		body: bytes.slice(start, start + length),
		rest: bytes.slice(start + length),
	};
}

class Reference {
	constructor(version) {
		this.version = version;
		this.log = [];
		this.writes = [];
		this.ended = false;
		this.awaited = new Map([1, 2, 3].map((each) => [each, "puback"]));
		this.awaited.set(4, "pubrec").set(REQUEST, "suback");
		this.received = new Set();
		this.aliases = new Map();
	}

	tell(properties, ...what) {
		this.log.push(this.version === 5 ? [...what, describeProperties(properties)] : what);
	}

	answer(first, identifier) {
		this.writes.push(toHex(Uint8Array.of(first, 2, identifier >> 8, identifier)));
	}

	packet(first, body) {
		const type = first >> 4;
		const fields = new Fields(body);
		if (type !== 3 && (first & 15) !== (type === 6 ? 2 : 0)) throw new Wrong("flags");
		if (type === 3) this.publish(first, fields);
		else if (type === 4 || (type >= 5 && type <= 7)) this.acknowledgement(type, fields);
		else if (type === 9 || type === 11) this.subscriptions(type, fields);
		else if (type === 13) {
			if (fields.left) throw new Wrong("not empty");
		} else if (type === 14 && this.version === 5) {
			const { code } = this.reason(fields, type);
			this.log.push(["ended", code || SERVER_DISCONNECTED]);
			this.ended = true;
		} else throw new Wrong("not to be sent by a server, or now");
	}

	publish(first, fields) {
		const QoS = (first >> 1) & 3;
		// DUP has no meaning at QoS 0, and some brokers set it.
		const duplicate = QoS > 0 && (first & 8) !== 0;
		if (QoS === 3) throw new Wrong("flags");
		let topic = fields.text();
		const identifier = QoS ? this.identifier(fields) : 0;
		const properties = this.version === 5 ? fields.properties(3) : [];
		const alias = properties.find(([id]) => id === 35)?.[1];
		if (alias > 2) throw new Wrong("alias");
		if (topic === "" && alias !== undefined) {
			topic = this.aliases.get(alias);
			if (topic === undefined) throw new Wrong("alias without a topic");
		} else if (!isTopic(topic)) throw new Wrong("no topic");
		else if (alias !== undefined) this.aliases.set(alias, topic);
		const payload = fields.take(fields.left);
		if (QoS === 2 && !this.received.has(identifier) && this.received.size === 64) throw new Unsure();
		if (QoS < 2 || !this.received.has(identifier)) {
			const text = Buffer.from(payload).toString("hex");
			this.tell(properties, "message", topic, QoS, identifier, (first & 1) !== 0, duplicate, payload.length, text);
		}
		if (QoS === 2) this.received.add(identifier);
		if (QoS) this.answer(QoS === 1 ? 0x40 : 0x50, identifier);
	}

	identifier(fields) {
		const identifier = fields.number(2);
		if (identifier === 0) throw new Wrong("identifier 0");
		return identifier;
	}

	/** Reads code and properties, which may be left out. */
	reason(fields, type) {
		const code = fields.left ? fields.number(1) : 0;
		const properties = fields.left ? fields.properties(type) : [];
		if (fields.left) throw new Wrong("too long");
		if (code !== 0 && code < 0x80 && !(code === 0x10 && (type === 4 || type === 5))) throw new Wrong("no reason code");
		return { code, properties };
	}

	acknowledgement(type, fields) {
		const identifier = this.identifier(fields);
		if (this.version === 4 && fields.left) throw new Wrong("too long");
		const { code, properties } = this.reason(fields, type);
		const awaits = this.awaited.get(identifier);
		const done = () => {
			this.awaited.delete(identifier);
			this.tell(properties, "published", identifier, code);
		};
		// An acknowledgement of the wrong QoS.
		if (type === 4 ? /pubrec|pubcomp/.test(awaits) : type === 5 && awaits === "puback") throw new Unsure();
		if (type === 4) {
			if (awaits === "puback") done();
		} else if (type === 5) {
			if (code >= 0x80) {
				if (awaits === "pubrec") done();
			} else {
				if (awaits === "pubrec") this.awaited.set(identifier, "pubcomp");
				this.answer(0x62, identifier);
			}
		} else if (type === 6) {
			this.received.delete(identifier);
			this.answer(0x70, identifier);
		} else if (awaits === "pubcomp") done();
	}

	subscriptions(type, fields) {
		const isSuback = type === 9;
		const identifier = this.identifier(fields);
		const properties = this.version === 5 ? fields.properties(type) : [];
		const codes = [...fields.take(fields.left)];
		if (this.version === 4) {
			if (isSuback ? codes.length === 0 || codes.some((code) => code > 2 && code !== 0x80) : codes.length)
				throw new Wrong("codes");
		} else if (
			codes.length === 0 ||
			codes.some((code) => code < 0x80 && (isSuback ? code > 2 : code !== 0 && code !== 0x11))
		)
			throw new Wrong("codes");
		if (this.awaited.get(identifier) !== (isSuback ? "suback" : "unsuback")) return;
		if ((this.version === 5 || isSuback) && codes.length !== (isSuback ? 2 : 1)) throw new Wrong("codes");
		this.awaited.delete(identifier);
		if (!isSuback) return this.tell(properties, "unsubscribed", "u", codes[0] ?? 0);
		for (const [i, code] of codes.entries()) this.tell(properties, "subscribed", `s/${i + 1}`, code);
		this.awaited.set(REQUEST, "unsuback");
		this.writes.push(unsubscribe(this.version));
	}
}

/**
 * The expected outcome of `bytes`, sent to a client as in drive(). @param receive the size of the client's buffer.
 * @returns { log, writes, end }: `end` is "open", "closed" (by the server), "wrong", or "unsure" if the
 * specifications do not determine what follows.
 */
export function reference(version, bytes, receive) {
	const client = new Reference(version);
	let rest = [...bytes];
	let end = "open";
	try {
		while (rest.length && !client.ended) {
			const found = cut(rest);
			if (found && found.length > receive) throw new Unsure();
			if (!found?.body) break;
			if (found.first >> 4 === 0) throw new Wrong("type 0");
			client.packet(found.first, found.body);
			rest = found.rest;
		}
		if (client.ended) end = "closed";
	} catch (error) {
		if (error instanceof Wrong) end = "wrong";
		else if (error instanceof Unsure) end = "unsure";
		else throw error;
	}
	return { log: client.log, writes: client.writes, end };
}
