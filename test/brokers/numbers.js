// Numbered messages in both directions at once through a broker that is killed and restarted. None may be lost.
import { Peer } from "./peer.js";

/** Topics of the messages that the client under test publishes and receives. */
export const OUT = "numbers/out";
export const IN = "numbers/in";

/** The maximum number of the peer's unacknowledged messages. */
const WINDOW = 20;
/** How far the peer may be ahead of the other direction, so that each restart affects both directions. */
const LEAD = 50;

/** A message's payload: its number in two bytes. */
export function numbered(number) {
	return Uint8Array.of(number >> 8, number & 255);
}

/** Checks numbered messages: each may be repeated, but none may come before its predecessors. */
export class Tally {
	/** How many came for the first time in order: 0 to count - 1. */
	count = 0;
	/** How many were repetitions. */
	again = 0;
	/** Numbers that came too early, so that a predecessor is late or lost. */
	early = [];

	take(payload) {
		const number = (payload[0] << 8) | payload[1];
		if (number === this.count) this.count++;
		else if (number < this.count) this.again++;
		else this.early.push(`${number} instead of ${this.count}`);
	}
}

/** Publishes numbered messages to IN and receives from OUT, while the broker is killed and restarted three times. */
class Exchange {
	/** What came from OUT. */
	received = new Tally();
	/** How many messages to IN are acknowledged. */
	acknowledged = 0;
	/** How often the broker was killed. */
	kills = 0;
	broker;
	count;
	restarting = Promise.resolve();

	/** @param begin called once when the other side may start: it subscribes to IN first, then publishes to OUT. */
	constructor(broker, count, QoS, begin) {
		this.broker = broker;
		this.count = count;
		this.QoS = QoS;
		this.begin = begin;
	}

	/** Resolves when everything has arrived and is acknowledged. */
	run() {
		return new Promise((resolve, reject) => {
			this.done = resolve;
			this.fail = reject;
			this.start().catch(reject);
		});
	}

	get finished() {
		return this.acknowledged === this.count && this.received.count === this.count;
	}

	take(payload) {
		this.received.take(payload);
		// After a quarter, a half, and three quarters.
		if (this.kills < 3 && this.received.count >= ((this.kills + 1) * this.count) / 4) {
			this.kills++;
			this.restarting = this.restarting.then(() => this.broker.kill()).then(() => this.broker.restart());
			this.restarting.catch(this.fail);
		}
		this.advance();
	}
}

/** An exchange with a peer on the other side of the broker. */
class PeerExchange extends Exchange {
	#peer;
	/** The next message to publish on this connection, and the first that was never published. */
	#next = 0;
	#unsent = 0;
	/** At QoS 2: messages that the broker has accepted, and identifiers of those that the peer has received. */
	#taken = new Set();
	#unreleased = new Set();

	async start() {
		const onMessage = ({ payload }) => this.take(payload);
		const options = { id: "peer", clean: false, unreleased: this.#unreleased, onMessage };
		const peer = await Peer.connect(this.broker.port, options);
		this.#peer = peer;
		this.#next = this.acknowledged;
		peer.closed.then(() => this.#lost()).catch(this.fail);
		if (!peer.present) await peer.subscribe(OUT, this.QoS);
		this.begin?.();
		this.begin = undefined;
		this.advance();
	}

	async #lost() {
		this.#peer = undefined;
		await this.restarting;
		if (this.finished) this.done();
		else await this.start();
	}

	advance() {
		const peer = this.#peer;
		if (peer === undefined) return;
		if (this.finished) {
			this.#peer = undefined;
			peer.end();
			return;
		}
		// Publishing begins when the first message has come, because only then is the other side surely subscribed.
		const ahead = this.received.count && this.received.count + LEAD;
		const end = Math.min(this.count, this.acknowledged + WINDOW, ahead);
		while (this.#next < end) {
			const number = this.#next++;
			const identifier = number + 1;
			const duplicate = number < this.#unsent;
			const onTaken = () => this.#taken.add(number);
			this.#unsent = Math.max(this.#unsent, this.#next);
			const done = this.#taken.has(number)
				? peer.release(identifier)
				: peer.publish(IN, numbered(number), { QoS: this.QoS, identifier, duplicate, onTaken });
			done.then(
				() => this.#puback(number),
				() => {}, // The connection is lost; the message will be resent.
			);
		}
	}

	#puback(number) {
		if (number !== this.acknowledged) this.fail(new Error(`PUBACK for ${number} instead of ${this.acknowledged}`));
		this.acknowledged++;
		this.advance();
	}
}

/**
 * An exchange with aedes itself on the other side. aedes accepts messages reliably, but its stored sessions lose some
 * if messages come in while a client reconnects. So what aedes accepts counts as received, and a message is published
 * only when its predecessor has been delivered.
 */
class AedesExchange extends Exchange {
	async start() {
		// At QoS 2, aedes accepts a message once, however often it comes.
		const takes = this.QoS === 2 ? [this.broker.aedes, "publish"] : [this.broker, "taken"];
		takes[0].on(takes[1], ({ topic, payload }) => {
			if (topic !== OUT) return;
			if (this.received.count === 0) this.#publish();
			this.take(payload);
		});
		this.broker.on("delivered", ({ cmd, topic, payload }) => {
			// At QoS 2, PUBREL has replaced the message.
			if (cmd !== "pubrel" && (topic !== IN || payload.readUInt16BE(0) !== this.acknowledged)) return;
			this.acknowledged++;
			if (this.acknowledged < this.count) this.#publish();
			this.advance();
		});
		this.begin();
	}

	#publish() {
		this.broker.publish(IN, numbered(this.acknowledged), this.QoS);
	}

	advance() {
		if (this.finished) this.done();
	}
}

/** Runs an exchange of `count` messages in each direction. */
export function exchange(broker, count, begin, QoS = 1) {
	const Kind = broker.constructor.title.startsWith("aedes") ? AedesExchange : PeerExchange;
	return new Kind(broker, count, QoS, begin);
}
