// Numbered messages, both ways at once, through a broker that is killed and restarted on the way: none may be lost.
import { Peer } from "./peer.js";

/** Topics of the messages that the client under test publishes, and receives. */
export const OUT = "numbers/out";
export const IN = "numbers/in";

/** So many messages of the peer's are on their way to the broker at once. */
const WINDOW = 20;
/** So far they are ahead of those that come, at most: so each restart meets both directions. */
const LEAD = 50;

/** A message's payload: its number, in two bytes. */
export function numbered(number) {
	return Uint8Array.of(number >> 8, number & 255);
}

/** Reckons up numbered messages: each may come again, but none may come before those in front of it have. */
export class Tally {
	/** What has come for the first time, in order: 0 to count - 1. */
	count = 0;
	/** How many came that had come before. */
	again = 0;
	/** What came before its time: what it is ahead of is late, or lost. */
	early = [];

	take(payload) {
		const number = (payload[0] << 8) | payload[1];
		if (number === this.count) this.count++;
		else if (number < this.count) this.again++;
		else this.early.push(`${number} instead of ${this.count}`);
	}
}

/** Numbered messages are published to IN and received from OUT, while the broker is killed and restarted three times. */
class Exchange {
	/** What came from OUT. */
	received = new Tally();
	/** How many messages to IN have been published for good. */
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

	/** Settles when all has come, and all is acknowledged. */
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

/** With a peer on the other side of the broker. */
class PeerExchange extends Exchange {
	#peer;
	/** The next message to be published in this connection, and the first that never was. */
	#next = 0;
	#unsent = 0;
	/** At QoS 2: messages that the broker has, and identifiers of those that we have. */
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
		// Nothing is published before the first message has come: only then is the other side's subscription sure to stand.
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
				() => {}, // The connection is lost: it will be sent again.
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
 * With aedes itself on the other side: it takes messages well, but its stored sessions lose some when messages come in while a
 * client is coming back. So what it takes counts as received, and a message is not published before the one in front of it
 * has been delivered.
 */
class AedesExchange extends Exchange {
	async start() {
		// At QoS 2 it takes a message once, however often that comes.
		const takes = this.QoS === 2 ? [this.broker.aedes, "publish"] : [this.broker, "taken"];
		takes[0].on(takes[1], ({ topic, payload }) => {
			if (topic !== OUT) return;
			if (this.received.count === 0) this.#publish();
			this.take(payload);
		});
		this.broker.on("delivered", ({ cmd, topic, payload }) => {
			// At QoS 2, PUBREL has taken the message's place.
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

/** An exchange of `count` messages each way. */
export function exchange(broker, count, begin, QoS = 1) {
	const Kind = broker.constructor.title.startsWith("aedes") ? AedesExchange : PeerExchange;
	return new Kind(broker, count, QoS, begin);
}
