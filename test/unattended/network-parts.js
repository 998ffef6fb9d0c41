// The random networks of network.js with what else a device may have: messages larger than memory among the others, in any pieces; messages that are given
// up after some attempts; acknowledgements that are missed; statistics; two servers that share their sessions; a first connection that is clean; buffers that
// have become larger in a new life; a server of 5.0 that takes more or less with each connection, and that refuses and leaves for any reason.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Servers } from "mote-mqtt/servers";
import { Statistics } from "mote-mqtt/statistics";
import { SIZE, Unattended5, Unattended311 } from "./network.js";

const DISCARDED = 0x108;
const MISSING = 0x110;
/** Why a server of 5.0 leaves, or refuses: none of what only we can have done wrong. */
const LEAVES = Object.freeze([0, 0x80, 0x83, 0x87, 0x8b, 0x8e, 0x96, 0x97, 0x98, 0x9f, 0xa0]);
const REFUSES = Object.freeze([
	0x80, 0x83, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x97, 0x99, 0x9a, 0x9c, 0x9f,
]);

const parts = (Base) =>
	class extends Base {
		/** How many messages were larger than memory, as far as the client knows; how many were given up by the client. */
		larges = 0;
		givenUp = 0;
		/** Identifiers of such messages as were given up before publish() had returned them. */
		tooEarly = new Set();

		constructor(seed) {
			super(seed);
			const { options } = this;
			if (this.random(3) === 0) options.attempts = 1 + this.random(3);
			if (this.random(2)) options.acknowledgeTimeout = 500 + this.random(9_000);
			if (this.kept && this.random(4) === 0) options.clean = "once";
			this.counts = this.random(2) === 0;
			this.isServed = this.random(3) === 0;
			if (this.isServed) options.host = [options.host ?? "10.0.0.1", "10.0.0.2:1884"];
			this.grows = this.random(2) === 0;
			this.isFickle = this.v5 && !this.isEager && !this.authenticates && this.random(2) === 0;
			this.hasReasons = this.random(2) === 0;
		}

		// The app

		prepare(options) {
			super.prepare(options);
			options.exactlyOnce = new ExactlyOnce(4, 1 + this.random(4));
			if (this.counts) options.statistics = new Statistics();
			if (this.isServed) options.servers = new Servers({ sharedSession: true });
		}

		makeTopics(client) {
			super.makeTopics(client);
			const large = new LargeMessages(16 + this.random(40));
			const topic = client.topic("one", { QoS: 1 });
			const whole = {
				publish: (payload, length) => {
					const kept = payload.slice(0, length);
					return large.publishFrom(topic, length, (offset, into, most) => this.give(kept, offset, into, most));
				},
			};
			const noted = this.noted(this.watched ? this.watched(whole, "one") : whole, "one");
			this.large = large;
			this.oneLarge = {
				publish: (payload, length) => {
					const result = noted.publish(payload, length);
					if (result > 0) this.larges++;
					if (this.tooEarly.delete(result)) this.giveUp(result);
					return result;
				},
			};
		}

		/** A source: now and then it gives nothing, calls the client, or has had enough. */
		give(kept, offset, into, most) {
			const chance = this.calm ? 40 : this.random(40);
			if (chance < 4) return 0;
			if (chance === 4) return -1;
			if (chance === 5) this.called();
			const count = this.calm ? most : 1 + this.random(most);
			into.set(kept.subarray(offset, offset + count));
			return count;
		}

		publish() {
			const { one, lives } = this;
			if (this.random(4)) return super.publish();
			this.one = this.oneLarge;
			const result = super.publish();
			// The device may have restarted.
			if (lives === this.lives) this.one = one;
			return result;
		}

		/** The client has given up that message by itself: it need not come. */
		giveUp(identifier) {
			const { kind, number } = this.unsettled.get(identifier);
			this.discarded[kind]?.add(number);
			if (kind === "two") this.released.add(identifier);
			this.discards++;
			this.givenUp++;
			this.unsettled.delete(identifier);
			this.untold5?.delete(identifier);
		}

		told(identifier, code) {
			const known = this.unsettled.get(identifier);
			const isGivenUp =
				code === MISSING || (code === DISCARDED && this.options.attempts && !this.discarding?.has(identifier));
			if (!isGivenUp) {
				// What the server has had of it, it keeps.
				if (code > 0x7f && code < 0x100 && known?.kind === "two") this.released.add(identifier);
				return super.told(identifier, code);
			}
			if (known) this.giveUp(identifier);
			else this.tooEarly.add(identifier);
			this.called();
		}

		save() {
			const bytes = super.save();
			const { options } = this;
			this.large = this.oneLarge = options.statistics = options.servers = undefined;
			if (this.grows) {
				const { send, receive, unacknowledged, subscriptions } = options.buffers;
				const more = () => this.random(10);
				options.buffers = {
					send: Math.min(send + more(), 127),
					receive: receive + more(),
					unacknowledged: unacknowledged + more(),
					subscriptions,
				};
			}
			return bytes;
		}

		// The network and the server

		step() {
			if (this.random(10) === 0) this.large?.resume();
			super.step();
		}

		carry(count) {
			if (this.calm) this.large?.resume();
			super.carry(count);
		}

		packet(packet) {
			if (packet[0] === 0x10) this.isClean = (packet[9] & 2) > 0;
			super.packet(packet);
		}

		connect() {
			if (this.isClean) this.session = false;
			if (this.isFickle && !this.calm) {
				this.maximumPacketSize = this.random(2) ? 30 + this.random(40) : undefined;
				this.maximumQoS = this.random(4) ? undefined : 1;
			}
			super.connect();
			// 3.1.1 keeps nothing of a clean session.
			if (this.isClean && !this.v5) this.session = false;
		}

		connack(bytes) {
			if (!bytes[3] || !this.hasReasons || this.calm) return super.connack(bytes);
			return [0x20, 3, 0, REFUSES[this.random(REFUSES.length)], 0];
		}

		busy() {
			if (!this.hasReasons) return super.busy();
			if (this.greeted !== "accepted" || this.gone || this.toClient.length + 4 > SIZE) return;
			this.toClient.push([0xe0, 2, LEAVES[this.random(LEAVES.length)], 0]);
			this.deliver(SIZE);
			this.gone = true;
		}
	};

export class Parts311 extends parts(Unattended311) {}
export class Parts5 extends parts(Unattended5) {}
