// Large messages over connections that fail at any time, with little room and sources that do anything. The server
// knows what must come.

import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Reason } from "mote-mqtt/mqtt5";
import { equal, fail } from "../assert.js";
import { Host5 } from "../mqtt5/host.js";
import { Host, KEPT } from "../mqtt311/host.js";
import { give } from "./large-messages.js";

/** Numbers from 0 to below 1, the same each time (mulberry32). */
function random(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const THROWN = "the source's";
const MISSING = Reason.payloadMissing;
const DISCARDED = Reason.discarded;
const REPLACED = Reason.replaced;
const EXPIRED = Reason.messageExpired;
/** CONNACK of 5.0: session present; and a Receive Maximum of 2. */
const PRESENT_5 = "20 03 01 00 00";
const TWO_5 = "20 06 01 00 03 21 00 02";

export class Run {
	/** Sizes of payloads by identifier: of messages accepted at QoS 1, and of those received, in order. */
	accepted = new Map();
	came = new Map();
	/** The server's pending answers: first bytes and identifiers. The messages at QoS 2 that it holds. */
	answers = [];
	held = new Set();
	/** Identifiers of messages to the client that are not acknowledged. */
	awaited = new Set();
	/** Reason codes by identifier. */
	ended = new Map();
	/** The numbers of large messages at QoS 0 that were accepted, and that ended. */
	zeros = 0;
	zerosEnded = 0;
	calm = false;

	constructor(seed, is5) {
		const next = random(seed);
		this.seed = seed;
		this.is5 = is5;
		this.next = next;
		this.behind = is5 ? 1 : 0;
		const host = new (is5 ? Host5 : Host)({ room: 20 + this.below(200), overhead: next() < 0.3 ? 29 : 0 });
		this.host = host;
		host.client({
			...KEPT,
			keepAlive: next() < 0.5 ? 0 : 5_000,
			timeout: 3_000,
			exactlyOnce: new ExactlyOnce(),
			onOutcome: (identifier, code) => this.outcome(identifier, code),
		});
		host.onWrite = (bytes) => this.take(bytes);
		// Sometimes with latestOnly.
		this.topic = host.made.topic("a", {
			QoS: 1,
			latestOnly: seed % 3 === 0,
			...(is5 && seed % 4 === 0 && { expiry: 2_000 }),
		});
		this.twice = host.made.topic("a", { QoS: 2 });
		this.zero = host.made.topic("a");
		this.large = new LargeMessages(16 + this.below(80));
		this.reset();
	}

	below(count) {
		return Math.floor(this.next() * count);
	}

	/** A new connection of the client. */
	reset() {
		this.bytes = new Uint8Array(700);
		this.size = 0;
	}

	/** Handles what the client has written. */
	take(bytes) {
		this.bytes.set(bytes, this.size);
		this.size += bytes.length;
		for (;;) {
			const all = this.bytes;
			if (this.size < 2) return;
			const two = all[1] > 127;
			if (two && this.size < 3) return;
			const length = two ? (all[1] & 127) | (all[2] << 7) : all[1];
			const start = two ? 3 : 2;
			const end = start + length;
			if (this.size < end) return;
			this.packet(all[0], all.subarray(start, end));
			all.copyWithin(0, end, this.size);
			this.size -= end;
		}
	}

	packet(header, body) {
		const type = header >> 4;
		if (type === 4) this.awaited.delete(body[1]);
		else if (type === 6) {
			this.held.delete(body[1]);
			this.answers.push(0x70, body[1]);
		} else if (type === 3) {
			const QoS = (header >> 1) & 3;
			equal(body[1], 1, `seed ${this.seed}`);
			equal(body[2], 0x61, `seed ${this.seed}`);
			const properties = (QoS ? 5 : 3) + this.behind;
			const at = properties + (this.is5 ? body[properties - 1] : 0);
			for (let i = at; i < body.length; i++) equal(body[i], (i - at) % 251, `seed ${this.seed}`);
			if (!QoS) return;
			const identifier = body[4];
			const size = body.length - at;
			if (this.came.has(identifier)) equal(size, this.came.get(identifier), `seed ${this.seed}`);
			if (QoS === 2) {
				equal(this.came.has(identifier) && !this.held.has(identifier), false, `seed ${this.seed}, ${identifier} again`);
				this.held.add(identifier);
			}
			this.came.set(identifier, size);
			this.answers.push(QoS === 2 ? 0x50 : 0x40, identifier);
		} else if (type !== 1 && type !== 12) fail(`seed ${this.seed}: a packet that begins with ${header}`);
		if (type === 12) this.pings = true;
	}

	outcome(identifier, code) {
		if (!identifier) {
			this.zerosEnded++;
			return;
		}
		equal(this.ended.has(identifier), false, `seed ${this.seed}, ${identifier} twice`);
		this.ended.set(identifier, code);
	}

	/** The source's action. */
	source = (offset, into, most) => {
		if (this.calm) return give(offset, into, most);
		const dice = this.next();
		if (dice < 0.1) return 0;
		if (dice < 0.12) return -1;
		if (dice < 0.14) throw new RangeError(THROWN);
		if (dice < 0.16) return most + 1;
		if (dice < 0.2) this.publish();
		if (dice < 0.22) this.host.made.close();
		if (dice < 0.24) this.host.made.connect();
		if (dice < 0.26) this.large.resume();
		if (dice < 0.28) this.publishLarge();
		if (dice < 0.3) this.discard();
		return give(offset, into, 1 + this.below(most));
	};

	publish() {
		if (this.accepted.size > 60) return;
		const size = this.below(20);
		const payload = new Uint8Array(size);
		give(0, payload, size);
		// Recorded before the call, because an exception may come from another message.
		const { identifier } = this.host.made.connection.session;
		this.accept(() => this.topic.publish(payload), identifier + 1, size);
	}

	publishLarge() {
		if (this.accepted.size > 60) return;
		const total = 1 + this.below(400);
		if (this.next() < 0.2) {
			if (this.large.waiting || !this.host.made.connected) return;
			this.zeros++;
			const result = this.large.publishFrom(this.zero, total, this.source);
			if (result < 0) this.zeros--;
			return;
		}
		const { identifier } = this.host.made.connection.session;
		const topic = this.next() < 0.5 ? this.topic : this.twice;
		this.accept(() => this.large.publishFrom(topic, total, this.source), identifier + 1, total);
	}

	/** Publishes a message that has this identifier if it is accepted. */
	accept(publish, identifier, size) {
		const had = this.accepted.has(identifier);
		if (!had) this.accepted.set(identifier, size);
		// If it throws, the message was accepted.
		if (publish() < 0 && !had) this.accepted.delete(identifier);
	}

	/** One random step. An exception of the source reaches the caller. */
	step() {
		try {
			this.act(this.next());
		} catch (error) {
			if (error.message !== THROWN) throw error;
		}
	}

	act(dice) {
		const { host } = this;
		const open = host.socket && !host.socket.closed && !host.socket.failed && host.made.connected;
		if (dice < 0.4 && open) host.drain(1 + this.below(60));
		else if (dice < 0.5) this.publishLarge();
		else if (dice < 0.6) this.publish();
		else if (dice < 0.68 && open && this.answers.length) this.acknowledge();
		else if (dice < 0.74 && open && this.awaited.size < 3) this.send();
		else if (dice < 0.8) this.large.resume();
		else if (dice < 0.9) host.advance(this.below(1_500));
		else if (dice < 0.93 && open) host.lose();
		else if (dice < 0.95) this.discard();
		if (!host.made.connected) this.connect();
	}

	/** Discards one of the latest messages. */
	discard() {
		const identifier = this.accepted.size - this.below(4);
		if (identifier > 0 && this.host.made.discard(identifier)) equal(this.ended.get(identifier), DISCARDED);
	}

	acknowledge() {
		const [header, identifier] = this.answers.splice(0, 2);
		this.host.send(new Uint8Array([header, 2, 0, identifier]));
	}

	send() {
		const identifier = 1 + this.below(200);
		this.awaited.add(identifier);
		const bytes = [0x32, 5 + this.behind, 0, 1, 0x6d, 0, identifier];
		if (this.is5) bytes.push(0);
		this.host.send(new Uint8Array(bytes));
	}

	connect() {
		const { host } = this;
		const { sockets } = host;
		if (host.made.state === 0) host.made.connect();
		let guard = 0;
		while (host.sockets === sockets && guard++ < 20) host.step();
		this.reset();
		// Unacknowledged messages are resent.
		this.answers.length = 0;
		this.awaited.clear();
		host.accept();
		for (let i = 0; i < 30; i++) host.drain();
		host.send(this.is5 ? (this.seed % 5 ? PRESENT_5 : TWO_5) : "20 02 01 00");
	}

	/** From now on nothing fails, so everything arrives. */
	end() {
		this.calm = true;
		for (let i = 0; i < 400; i++) {
			const { host } = this;
			if (!host.made.connected) this.connect();
			host.drain();
			this.large.resume();
			while (this.answers.length && host.made.connected) this.acknowledge();
			if (this.pings) {
				this.pings = false;
				host.send("D0 00");
			}
			if (host.made.settled && !this.awaited.size) break;
			if (i % 10 === 9) host.advance(100);
		}
		const where = `seed ${this.seed}`;
		equal(this.host.made.settled, true, where);
		equal(this.awaited.size, 0, where);
		equal(this.held.size, 0, where);
		equal(this.host.misused, undefined, where);
		equal(this.zerosEnded, this.zeros, where);
		for (const [identifier, size] of this.accepted) {
			const code = this.ended.get(identifier);
			equal([0, MISSING, DISCARDED, REPLACED, EXPIRED].includes(code), true, `${where}: ${identifier} ${code}`);
			if (code === REPLACED) equal(this.came.has(identifier), false, `${where}: ${identifier}`);
			if (this.came.has(identifier) || !code) equal(this.came.get(identifier), size, `${where}: ${identifier}`);
		}
		const order = [...this.accepted.keys()].filter((identifier) => this.came.has(identifier));
		equal(order.join(), [...this.came.keys()].join(), where);
	}
}
