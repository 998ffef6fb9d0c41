// The other side of the brokers: a small client for MQTT 3.1.1 and 5.0 that shares no code with the client under
// test, so that they can check each other. It has only what these tests need.
import { connect } from "node:net";
import { decode, encode, variable } from "./properties.js";

const CONNECT = 0x10;
const CONNACK = 0x20;
const PUBLISH = 0x30;
const PUBACK = 0x40;
const PUBREC = 0x50;
const PUBREL = 0x62;
const PUBCOMP = 0x70;
const SUBSCRIBE = 0x82;
const SUBACK = 0x90;
const DISCONNECT = 0xe0;

function number(value) {
	return Buffer.from([value >> 8, value & 255]);
}

function string(value) {
	return Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
}

function packet(header, ...parts) {
	const body = Buffer.concat(parts);
	return Buffer.concat([Buffer.from([header]), variable(body.length), body]);
}

export class Peer {
	/**
	 * Connects. Resolves when CONNACK has accepted the connection. `onMessage` is called for each message before it
	 * is acknowledged.
	 * @param options.version 4 for 3.1.1, 5 for 5.0 with `properties`.
	 * @param options.unreleased identifiers of received and unreleased messages at QoS 2; passed from one peer to the
	 * next.
	 */
	static async connect(port, { id, clean = true, version = 4, properties, unreleased = new Set(), onMessage } = {}) {
		const peer = new Peer();
		peer.#is5 = version === 5;
		peer.#unreleased = unreleased;
		const socket = connect({ port, host: "127.0.0.1", noDelay: true });
		peer.#socket = socket;
		peer.#onMessage = onMessage ?? ((message) => peer.#keep(message));
		peer.closed = new Promise((resolve) => socket.on("close", resolve));
		socket.on("data", (data) => peer.#take(data));
		socket.on("close", () => {
			for (const { reject } of peer.#waiting.values()) reject(new Error("connection lost"));
		});
		const connack = peer.#answer(CONNACK);
		socket.on("error", () => {});
		const head = Buffer.from([version, clean ? 2 : 0, 0, 0]);
		socket.write(packet(CONNECT, string("MQTT"), head, peer.#properties(properties), string(id)));
		const body = await connack;
		if (body[1]) throw new Error(`CONNACK ${body[1]}`);
		peer.present = body[0] === 1;
		if (peer.#is5) [peer.properties] = decode(body, 2);
		return peer;
	}

	/** Session Present in CONNACK. */
	present = false;
	/** The reason code of the broker's DISCONNECT in 5.0. */
	reason;
	/** The properties of CONNACK. */
	properties;
	/** Resolves when the connection is closed. */
	closed;
	#is5;
	#unreleased;
	#socket;
	#onMessage;
	#received = Buffer.alloc(0);
	#messages = [];
	#takers = [];
	/** Pending promises by the first byte of the answer, and its identifier if it has one. */
	#waiting = new Map();
	#identifier = 0;

	/** The next message that was not taken yet. */
	message() {
		if (this.#messages.length) return Promise.resolve(this.#messages.shift());
		return new Promise((resolve) => this.#takers.push(resolve));
	}

	/** Returns the granted QoS, or 128 and more. In 5.0, `QoS` may contain all subscription options. */
	async subscribe(filter, QoS = 1, properties) {
		const identifier = ++this.#identifier;
		const suback = this.#answer(SUBACK, identifier);
		const head = [number(identifier), this.#properties(properties)];
		this.#socket.write(packet(SUBSCRIBE, ...head, string(filter), Buffer.from([QoS])));
		return (await suback).at(-1);
	}

	/**
	 * Resolves to the reason code when the message is acknowledged, or at QoS 0 when it is sent.
	 * @param options.onTaken called when the broker has accepted a message at QoS 2, which then only needs to be
	 * released.
	 */
	async publish(
		topic,
		payload,
		{ QoS = 1, retain = false, duplicate = false, identifier = ++this.#identifier, properties, onTaken } = {},
	) {
		const header = PUBLISH | (duplicate ? 8 : 0) | (QoS << 1) | (retain ? 1 : 0);
		const acknowledged = QoS ? this.#answer(QoS === 2 ? PUBREC : PUBACK, identifier) : undefined;
		const head = [string(topic), QoS ? number(identifier) : Buffer.alloc(0), this.#properties(properties)];
		this.#socket.write(packet(header, ...head, Buffer.from(payload)));
		const code = (await acknowledged)?.[2] ?? 0;
		if (QoS === 2 && code < 128) {
			onTaken?.();
			await this.release(identifier);
		}
		return code;
	}

	/** The second half of QoS 2. */
	async release(identifier) {
		const completed = this.#answer(PUBCOMP, identifier);
		this.#socket.write(packet(PUBREL, number(identifier)));
		await completed;
	}

	/** Sends DISCONNECT. Resolves when the broker has closed the connection. */
	async end(...body) {
		this.#socket.end(packet(DISCONNECT, ...body));
		await this.closed;
	}

	/** Drops the connection. */
	drop() {
		this.#socket.destroy();
	}

	#properties(properties) {
		return this.#is5 ? encode(properties) : Buffer.alloc(0);
	}

	#answer(header, identifier = 0) {
		const answer = new Promise((resolve, reject) =>
			this.#waiting.set(header * 65_536 + identifier, { resolve, reject }),
		);
		// A caller that waits for several answers may not await this one yet when the connection is lost.
		answer.catch(() => {});
		return answer;
	}

	#keep(message) {
		const taker = this.#takers.shift();
		if (taker) taker(message);
		else this.#messages.push(message);
	}

	#take(data) {
		this.#received = Buffer.concat([this.#received, data]);
		for (;;) {
			const bytes = this.#received;
			let length = 0;
			let at = 1;
			do {
				if (at >= bytes.length) return;
				length += (bytes[at] & 127) << (7 * (at - 1));
			} while (bytes[at++] & 128);
			if (bytes.length < at + length) return;
			this.#received = bytes.subarray(at + length);
			this.#packet(bytes[0], bytes.subarray(at, at + length));
		}
	}

	#packet(header, body) {
		if (header >> 4 === PUBLISH >> 4) return this.#published(header, body);
		if (header === DISCONNECT) {
			this.reason = body[0] ?? 0;
			return;
		}
		if (header === PUBREL) {
			this.#unreleased.delete(body.readUInt16BE(0));
			this.#socket.write(packet(PUBCOMP, body.subarray(0, 2)));
			return;
		}
		const key = header * 65_536 + (header === CONNACK ? 0 : body.readUInt16BE(0));
		this.#waiting.get(key)?.resolve(body);
		this.#waiting.delete(key);
	}

	#published(header, body) {
		const QoS = (header >> 1) & 3;
		const end = 2 + body.readUInt16BE(0);
		const behind = end + (QoS ? 2 : 0);
		const identifier = QoS && body.readUInt16BE(end);
		const [properties, start] = this.#is5 ? decode(body, behind) : [undefined, behind];
		const payload = Buffer.from(body.subarray(start));
		if (QoS < 2 || !this.#unreleased.has(identifier))
			this.#onMessage({
				topic: body.toString("utf8", 2, end),
				payload,
				text: payload.toString(),
				QoS,
				retain: (header & 1) === 1,
				duplicate: (header & 8) === 8,
				properties,
			});
		if (QoS === 2) this.#unreleased.add(identifier);
		if (QoS) this.#socket.write(packet(QoS === 2 ? PUBREC : PUBACK, number(identifier)));
	}
}
