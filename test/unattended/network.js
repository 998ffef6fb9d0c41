// The random networks of test/mqtt311 and test/mqtt5 with the features of an unattended device: subscriptions that
// the client restores, with handlers; a birth message; credentials that are requested for each connection;
// connections that die silently; messages that are given up; and topics with latestOnly. Whatever the network does,
// in the end the server must have the state that the app wants.
import { Credentials } from "mote-mqtt/credentials";
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";
import { Network5 } from "../mqtt5/network.js";
import { Network2 } from "../mqtt311/network-qos2.js";
import { Server, SIZE } from "../mqtt311/network-server.js";
import { matches, parse, text } from "./packets.js";

/** Filters that the app may want. The server has messages for "a", and in 5.0 for "bb". */
const FILTERS = Object.freeze(["#", "a", "+", "bb", "x/1", "x/+/2", "+/#", "b"]);
/** A filter on which the server ends the connection. */
const FORBIDDEN = "x/forbidden";
const DISCARDED = 0x108;
const REPLACED = 0x109;

const unattended = (Base) =>
	class extends Base {
		/** The filters of the server's session with their QoS. */
		filters = new Map();
		/** The filters that the app wants, with their QoS. */
		wanted = new Map();
		/** The handlers that have received the current message, and how many should. */
		heard = [];
		/** The number of messages that went to several handlers. */
		several = 0;
		/** How often the birth message came, and whether it must come now. */
		births = 0;
		birthDue = false;
		/** The credentials that the app has given last, and those that it will give. */
		handed = undefined;
		answers = [];
		asked = 0;
		/** The number of connections that died silently. */
		holes = 0;
		hole = false;
		/** Identifiers that the app may discard, with their kind; and the numbers that it has discarded, by topic. */
		unsettled = new Map();
		discarded = { one: new Set(), two: new Set() };
		discards = 0;
		/**
		 * Discarded identifiers at QoS 2. If PUBREL is discarded as well, the server never learns of it, and the
		 * identifier must not be reused.
		 */
		released = new Set();
		/** On the latestOnly topic: numbers accepted and arrived. */
		early = new Set();
		latest = 0;
		latestArrived = 0;
		latestSeen = new Set();
		replaced = 0;

		constructor(seed) {
			super(seed);
			this.v5 = super.acknowledged5 !== undefined;
			const { options } = this;
			this.birthQoS = this.random(2);
			this.forbids = this.random(4) === 0;
			options.birth = { topic: "born", message: "!", QoS: this.birthQoS };
			options.user = options.password = undefined;
			options.buffers = { ...options.buffers, subscriptions: 250 };
			options.reconnect = { ...options.reconnect, refused: 5_000 };
			options.silence = 5_000;
			options.onUndelivered = () => this.called();
			if (!options.onOutcome) options.onOutcome = (identifier, code) => this.told(identifier, code);
		}

		// The app

		prepare(options) {
			super.prepare(options);
			const told = options.onUnsubscribe;
			options.onUnsubscribe = (filter, code) => {
				// The client has given up the filter after three connections. The network was the cause, so the app
				// wants the filter again.
				if (code > 0xff && !this.wanted.has(filter)) this.client.unsubscribe(filter);
				told(filter, code);
			};
			options.credentials = new Credentials((answer) => this.credentials(answer));
		}

		start() {
			super.start();
			if (this.lives === 1) this.subscribeAll();
		}

		restore(bytes) {
			super.restore(bytes);
			// New firmware may have other filters.
			if (this.random(4) === 0) this.want();
			this.subscribeAll();
		}

		/** The app creates its subscriptions, as at every start. */
		subscribeAll() {
			if (!this.wanted.size) for (let i = 0; i < 3; i++) this.want();
			for (const [filter, QoS] of this.wanted) this.subscribe(filter, QoS);
			if (this.forbids) this.client.subscribe(FORBIDDEN, { QoS: 1 });
		}

		want() {
			this.wanted.set(FILTERS[this.random(FILTERS.length)], this.random(2));
		}

		subscribe(filter, QoS) {
			const result = this.client.subscribe(filter, { QoS, onMessage: (message) => this.handled(filter, message) });
			if (result < 0) fail(`subscribe(): ${result}`);
		}

		makeTopics(client) {
			super.makeTopics(client);
			this.one = this.noted(this.one, "one");
			this.two = this.noted(this.two, "two");
			if (this.three) this.three = this.noted(this.three, "three");
			this.now = this.noted(client.topic("now", { QoS: 1, latestOnly: true }), "now");
		}

		/** A topic whose identifiers are recorded until the app hears of them. */
		noted(topic, kind) {
			return {
				publish: (payload, length) => {
					const number = (payload[0] << 8) + payload[1];
					const result = topic.publish(payload, length);
					if (result < 1) return result;
					// It may have been replaced already, by a message that the app published in a callback about
					// another one.
					if (!this.early.delete(result)) this.unsettled.set(result, { kind, number });
					else if (kind === "now") this.replacedEarly?.delete(result);
					return result;
				},
			};
		}

		told(identifier, code) {
			// The birth message.
			if (!identifier) return this.called();
			const known = this.unsettled.get(identifier);
			if (code === REPLACED) this.replaced++;
			if (code === REPLACED && !known) {
				this.early.add(identifier);
				return super.told ? super.told(identifier, code) : this.called();
			}
			const kind = known?.kind;
			this.unsettled.delete(identifier);
			if (code === REPLACED && kind !== "now" && kind !== "three") fail(`replaced: ${identifier}`);
			if (code === DISCARDED && !this.discarding?.has(identifier)) fail(`discarded: ${identifier}, ${known?.number}`);
			this.discarding?.delete(identifier);
			if (super.told && kind !== "now") super.told(identifier, code === DISCARDED ? 0 : code);
			else this.called();
		}

		act(choice) {
			if (choice === 5) {
				const filter = FILTERS[this.random(FILTERS.length)];
				const QoS = this.random(2);
				this.wanted.set(filter, QoS);
				this.subscribe(filter, QoS);
			} else if (choice === 6) {
				const filter = FILTERS[this.random(FILTERS.length)];
				this.wanted.delete(filter);
				const result = this.client.unsubscribe(filter);
				if (result < 0) fail(`unsubscribe(): ${result}`);
			} else if (choice === 7) this.discard();
			else if (choice < 10) this.publishLatest();
			else super.act(choice);
		}

		/** The app discards an unacknowledged message. */
		discard() {
			const all = [...this.unsettled.keys()];
			const identifier = all[this.random(all.length || 1)];
			if (identifier === undefined) return;
			const { kind, number } = this.unsettled.get(identifier);
			this.discarding ??= new Set();
			this.discarding.add(identifier);
			this.discarded[kind]?.add(number);
			if (kind === "two") this.released.add(identifier);
			this.discards++;
			this.client.discard(identifier);
		}

		publishLatest() {
			const { payload } = this;
			const n = ++this.latest;
			payload[0] = n >> 8;
			payload[1] = n & 255;
			const result = this.now.publish(payload, 2 + this.random(20));
			if (result > 0) return;
			this.latest--;
		}

		/** Credentials come at once, later, never, or not at all because of an exception. */
		credentials(answer) {
			const n = ++this.asked;
			const chance = this.calm ? 7 : this.random(8);
			if (chance === 0) throw new Error("no credentials");
			if (chance === 1) return;
			const given = { user: "u", password: `${n}${"p".repeat(this.random(30))}` };
			if (chance < 4) {
				this.answers.push(() => {
					if (n === this.asked) this.handed = given;
					answer(given);
				});
				return;
			}
			this.handed = given;
			return given;
		}

		// Messages to the app

		/** A handler was called. The last one of those that match passes the message to the app. */
		handled(filter, message) {
			const { topic } = message;
			if (!this.wanted.has(filter) || !matches(filter, topic)) fail(`${topic} for ${filter}`);
			if (this.heard.includes(filter)) fail(`${topic} for ${filter}, twice`);
			this.heard.push(filter);
			if (this.heard.length < this.handlers(topic)) return;
			if (this.heard.length > 1) this.several++;
			this.heard.length = 0;
			super.message(message);
		}

		handlers(topic) {
			let count = 0;
			for (const filter of this.wanted.keys()) if (matches(filter, topic)) count++;
			return count;
		}

		/** The client's own onMessage was called. */
		message(message) {
			const { topic } = message;
			if (topic && this.handlers(topic)) fail(`${topic} has a handler`);
			super.message(message);
		}

		// The server

		begin() {
			super.begin();
			this.birthDue = this.hole = false;
			// The credentials that CONNECT must have. The app may be asked again before a packet under way arrives.
			this.expected5 = this.handed;
		}

		packet(packet) {
			const type = packet[0] >> 4;
			if (type === 1) this.checkConnect(packet);
			if (this.greeted === "accepted") {
				if (this.birthDue && type !== 14 && (type !== 3 || text(packet.slice(4, 8)) !== "born"))
					fail(`not what is published first: ${toHex(packet)}`);
				if (type === 8 || type === 10) return this.subscribed(parse(packet, this.v5));
			}
			super.packet(packet);
		}

		checkConnect(packet) {
			const { user, password } = parse(packet);
			if (user !== this.expected5?.user || password !== this.expected5.password) fail(`credentials: ${toHex(packet)}`);
		}

		connect() {
			super.connect();
			if (this.greeted !== "accepted" || this.gone) return;
			this.birthDue = true;
			if (!this.present) this.filters.clear();
		}

		subscribed({ type, identifier, filters }) {
			const codes = [];
			for (const { filter, QoS } of filters) {
				if (filter === FORBIDDEN && type === "SUBSCRIBE") {
					this.gone = true;
					return;
				}
				if (type === "UNSUBSCRIBE") codes.push(this.filters.delete(filter) ? 0 : 0x11);
				else if (!this.calm && this.random(20) === 0) codes.push(0x80);
				else {
					this.filters.set(filter, QoS);
					codes.push(QoS);
				}
			}
			const isSubscribe = type === "SUBSCRIBE";
			const body = [identifier >> 8, identifier & 255];
			if (this.v5) body.push(0);
			if (isSubscribe || this.v5) body.push(...codes);
			// Bypasses the conversion of replies to 5.0.
			Server.prototype.reply.call(this, [isSubscribe ? 0x90 : 0xb0, body.length, ...body]);
		}

		published(packet) {
			const message = parse(packet, this.v5);
			const alias = message.properties[35];
			const topic = message.topic || this.aliases[alias];
			const n = (message.payload[0] << 8) | message.payload[1];
			if (topic === "born" || topic === "now") {
				if (alias > this.aliasMaximum) fail(`alias: ${toHex(packet)}`);
				if (alias) this.aliases[alias] = topic;
				if (topic === "born") this.born(packet, message.QoS);
				else this.cameLatest(packet, n);
				const { identifier } = message;
				if (!identifier) return;
				this.acknowledged5?.(identifier, packet);
				if (this.calm || this.random(20)) this.reply([0x40, 2, identifier >> 8, identifier & 255]);
				return;
			}
			if (topic === "one") this.pass(n, 0);
			if (topic === "two") this.pass(0, n);
			super.published(packet);
		}

		/**
		 * Messages up to these numbers that the app has discarded need not arrive, nor those that the server cannot
		 * take and the client has dropped.
		 */
		pass(most, most2) {
			const { one, two } = this.discarded;
			while (this.arrived < most && (one.has(this.arrived) || this.dropped?.delete(this.arrived))) this.arrived++;
			while (this.arrived2 < most2 && (two.has(this.arrived2) || this.dropped2?.delete(this.arrived2))) this.arrived2++;
		}

		/** The birth message has arrived. */
		born(packet, QoS) {
			if (!this.birthDue || QoS !== this.birthQoS) fail(`published first, and again: ${toHex(packet)}`);
			// A packet before CONNACK is sent as if the session were present.
			if (packet[0] & 8 && !this.present && !this.isEager) fail(`DUP in a new session: ${toHex(packet)}`);
			this.birthDue = false;
			this.births++;
		}

		/** On the latestOnly topic, first arrivals are in order; a message that was sent may be repeated. */
		cameLatest(packet, n) {
			if (n > this.latest || (n < this.latestArrived && !this.latestSeen.has(n)))
				fail(`latest ${n}, after ${this.latestArrived}: ${toHex(packet)}`);
			this.latestSeen.add(n);
			this.latestArrived = Math.max(n, this.latestArrived);
		}

		// The network

		step() {
			if (this.heard.length) fail(`given only to ${this.heard.join()}`);
			if (this.answers.length && this.random(20) === 0) this.answers.shift()();
			if (this.random(1_000) < 2 && !this.hole && this.greeted === "accepted") {
				this.hole = true;
				this.holes++;
			}
			super.step();
		}

		take(bytes) {
			if (!this.hole) super.take(bytes);
		}

		deliver(count) {
			if (this.hole) this.toClient.length = 0;
			else super.deliver(count);
		}

		reply(bytes) {
			if (!this.hole) super.reply(bytes);
		}

		isQuiet() {
			if (!super.isQuiet() || !this.isSubscribed()) return false;
			// The messages discarded last will not arrive.
			this.pass(this.accepted, this.accepted2);
			this.pending = this.pending.filter((identifier) => !this.released.has(identifier));
			return true;
		}

		isSubscribed() {
			const { filters, wanted } = this;
			if (filters.size !== wanted.size) return false;
			for (const [filter, QoS] of wanted) if (filters.get(filter) !== QoS) return false;
			return true;
		}

		end() {
			this.calm = true;
			while (this.answers.length) this.answers.shift()();
			if (this.hole && this.client.connected) {
				// A dead connection must be noticed, with keep alive and without.
				const { socket } = this;
				for (let i = 0; i < 60 && !socket.closed; i++) this.host.advance(500);
				if (!socket.closed) fail("a dead connection is not noticed");
			}
			super.end();
			if (!this.isSubscribed())
				fail(`subscribed to ${[...this.filters].join(" ")}, wanted ${[...this.wanted].join(" ")}`);
			// An older message may come again after it, if this server has not acknowledged it.
			if (this.latestArrived !== this.latest && !this.discards)
				fail(`latest ${this.latest}, ${this.latestArrived} arrived`);
			if (this.birthDue) fail("what is published first has not come");
		}
	};

export class Unattended311 extends unattended(Network2) {}
export class Unattended5 extends unattended(Network5) {}
export { SIZE };
