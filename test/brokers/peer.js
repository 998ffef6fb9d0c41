// The other side of the brokers: a small MQTT 3.1.1 client that shares no code with the one under test, so that neither is the
// other's oracle. Plain and complete enough for these tests, not more.
import { connect } from "node:net";

const CONNECT = 0x10;
const CONNACK = 0x20;
const PUBLISH = 0x30;
const PUBACK = 0x40;
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
	const length = [];
	let rest = body.length;
	do {
		length.push((rest & 127) | (rest > 127 ? 128 : 0));
		rest >>= 7;
	} while (rest);
	return Buffer.concat([Buffer.from([header, ...length]), body]);
}

export class Peer {
	/** Connects; settles when CONNACK has accepted it. `onMessage` is called for each message, before it is acknowledged. */
	static async connect(port, { id, clean = true, onMessage } = {}) {
		const peer = new Peer();
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
		socket.write(packet(CONNECT, string("MQTT"), Buffer.from([4, clean ? 2 : 0, 0, 0]), string(id)));
		const [present, code] = await connack;
		if (code) throw new Error(`CONNACK ${code}`);
		peer.present = present === 1;
		return peer;
	}

	/** Whether the broker had its session. */
	present = false;
	/** Settles when the connection is no more. */
	closed;
	#socket;
	#onMessage;
	#received = Buffer.alloc(0);
	#messages = [];
	#takers = [];
	/** Who waits for what: by the first byte, and identifier if there is one, of the answer. */
	#waiting = new Map();
	#identifier = 0;

	/** The next message that was not yet taken. */
	message() {
		if (this.#messages.length) return Promise.resolve(this.#messages.shift());
		return new Promise((resolve) => this.#takers.push(resolve));
	}

	/** The QoS that was granted, or 128. */
	async subscribe(filter, QoS = 1) {
		const identifier = ++this.#identifier;
		const suback = this.#answer(SUBACK, identifier);
		this.#socket.write(packet(SUBSCRIBE, number(identifier), string(filter), Buffer.from([QoS])));
		return (await suback)[2];
	}

	/** Settles when the message is acknowledged, or at QoS 0 when it is sent. */
	async publish(topic, payload, { QoS = 1, retain = false, duplicate = false, identifier = ++this.#identifier } = {}) {
		const header = PUBLISH | (duplicate ? 8 : 0) | (QoS << 1) | (retain ? 1 : 0);
		const acknowledged = QoS ? this.#answer(PUBACK, identifier) : undefined;
		const bytes = packet(header, string(topic), QoS ? number(identifier) : Buffer.alloc(0), Buffer.from(payload));
		this.#socket.write(bytes);
		await acknowledged;
	}

	/** Says goodbye, and settles when the broker has closed the connection. */
	async end() {
		this.#socket.end(packet(DISCONNECT));
		await this.closed;
	}

	/** Drops the connection. */
	drop() {
		this.#socket.destroy();
	}

	#answer(header, identifier = 0) {
		const answer = new Promise((resolve, reject) =>
			this.#waiting.set(header * 65_536 + identifier, { resolve, reject }),
		);
		// Who waits for several answers in turn may be at the first when the connection is lost.
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
		const key = header * 65_536 + (header === CONNACK ? 0 : body.readUInt16BE(0));
		this.#waiting.get(key)?.resolve(body);
		this.#waiting.delete(key);
	}

	#published(header, body) {
		const QoS = (header >> 1) & 3;
		const end = 2 + body.readUInt16BE(0);
		const payload = Buffer.from(body.subarray(end + (QoS ? 2 : 0)));
		this.#onMessage({
			topic: body.toString("utf8", 2, end),
			payload,
			text: payload.toString(),
			QoS,
			retain: (header & 1) === 1,
			duplicate: (header & 8) === 8,
		});
		if (QoS) this.#socket.write(packet(PUBACK, body.subarray(end, end + 2)));
	}
}
