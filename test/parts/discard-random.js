// Messages at QoS 1 and 2 that are published, discarded, acknowledged and lost at random, with a server that conforms
// to the specification and checks its client. There is one source of randomness.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fail } from "../assert.js";
import { KEPT } from "../mqtt311/host.js";

export class Random {
	/**
	 * `host`: a Host of either version. `before`: bytes of properties in a PUBLISH; `connack`: CONNACK without and
	 * with a session present.
	 */
	constructor(host, seed, before, connack, options) {
		this.host = host;
		this.state = seed * 2_654_435_761;
		for (let i = 0; i < 8; i++) this.random(2);
		this.before = before;
		this.connack = connack;
		/**
		 * For each message: its identifier and QoS; whether it was discarded, was never sent then, and was reported;
		 * how often it was received.
		 */
		this.messages = [];
		/**
		 * The server's identifiers at QoS 2 that are not released, and of this connection at QoS 1 that are not
		 * acknowledged, with their messages.
		 */
		this.held = new Map();
		this.open = new Map();
		/** The server's pending answers. */
		this.answers = [];
		this.rest = [];
		host.online(
			{
				...KEPT,
				exactlyOnce: new ExactlyOnce(8),
				keepAlive: 0,
				acknowledgeTimeout: Infinity,
				onOutcome: (identifier, code) => this.told(identifier, code),
				onConnect: undefined,
				onDisconnect: undefined,
				onSettled: undefined,
				...options,
			},
			connack[0],
		);
		this.payload = new Uint8Array(12);
		this.topics = [undefined, host.made.topic("a", { QoS: 1 }), host.made.topic("a", { QoS: 2 })];
	}

	/** A random whole number from 0 to `limit` - 1. */
	random(limit) {
		let state = this.state | 0 || 1;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.state = state;
		return (state >>> 1) % limit;
	}

	step() {
		const choice = this.random(20);
		if (choice < 6) this.publish();
		else if (choice < 9) this.discard();
		else if (choice < 15) this.answer();
		else if (choice < 17) this.host.squeeze(this.random(48));
		else if (choice < 18) this.lose(this.random(4) > 0);
		else {
			// Identifiers are reused soon.
			const session = this.host.made.connection.session;
			session.identifier = session.free = 0;
		}
		this.read();
	}

	publish() {
		const QoS = 1 + this.random(2);
		this.payload[0] = this.messages.length >> 8;
		this.payload[1] = this.messages.length;
		const identifier = this.topics[QoS].publish(this.payload, 2 + this.random(10));
		if (identifier > 0) this.messages.push({ identifier, QoS, came: 0, told: false, discarded: false, never: false });
		else if (identifier !== -2) fail(`publish(): ${identifier}`);
	}

	/** Discards a message that is not completed. */
	discard() {
		const { made } = this.host;
		const open = this.messages.filter(({ told }) => !told);
		if (!open.length) return;
		const message = open[this.random(open.length)];
		const how = made.pending(message.identifier);
		if (!how) fail(`message ${message.identifier} is not pending`);
		message.discarded = true;
		if (made.discard(message.identifier)) {
			message.never = how === 1;
			if (!message.told || made.pending(message.identifier)) fail("discarded, and not told");
		} else {
			message.discarded = false;
			if (message.QoS < 2) fail("not discarded");
		}
	}

	told(identifier, code) {
		const message = this.messages.findLast((each) => each.identifier === identifier && !each.told);
		if (!message) fail(`${identifier}: ${code}, of which has been told`);
		if (code !== (message.discarded ? 264 : 0)) fail(`${identifier}: ${code}`);
		message.told = true;
	}

	/** Reads what the client has written. */
	read() {
		for (const bytes of this.host.writes.splice(0)) this.rest.push(...bytes);
		while (this.rest.length > 1 && this.rest.length >= 2 + this.rest[1])
			this.packet(this.rest.splice(0, 2 + this.rest[1]));
	}

	packet(packet) {
		const type = packet[0] >> 4;
		if (type === 6) {
			if (packet[0] !== 0x62 || packet[1] !== 2) fail(`no PUBREL: ${packet}`);
			this.answers.push([0x70, packet[2], packet[3]]);
			this.held.delete((packet[2] << 8) | packet[3]);
			return;
		}
		const QoS = (packet[0] >> 1) & 3;
		if (type !== 3 || packet[4] !== 0x61) fail(`no packet of this client's: ${packet}`);
		const identifier = (packet[5] << 8) | packet[6];
		const number = (packet[7 + this.before] << 8) | packet[8 + this.before];
		const message = this.messages[number];
		if (message.identifier !== identifier || message.QoS !== QoS) fail(`another message: ${packet}`);
		if (message.never) fail(`message ${number} was never to be sent`);
		const known = (QoS > 1 ? this.held : this.open).get(identifier);
		if (known !== undefined && known !== number) fail(`identifier ${identifier} is in use`);
		if (QoS === 1) this.open.set(identifier, number);
		if (known === undefined) message.came++;
		if (QoS === 2) this.held.set(identifier, number);
		this.answers.push([QoS > 1 ? 0x50 : 0x40, packet[5], packet[6]]);
	}

	/** The server answers what it has received. */
	answer() {
		if (!this.answers.length) return;
		const [header, high, low] = this.answers.shift();
		if (header === 0x40) this.open.delete((high << 8) | low);
		this.host.send(Uint8Array.of(header, 2, high, low));
	}

	/** The connection ends. `present`: the server still has the session. */
	lose(present) {
		this.read();
		this.host.lose();
		this.answers.length = this.rest.length = 0;
		this.open.clear();
		if (!present) this.held.clear();
		this.host.again(this.connack[present ? 1 : 0]);
	}

	/** Nothing fails any more. */
	end() {
		this.lose(true);
		for (let i = 0; i < 500 && !this.host.made.settled; i++) {
			this.host.drain();
			this.host.advance(10);
			this.read();
			this.answer();
		}
		if (!this.host.made.settled) fail("not settled");
		for (const [number, { told, came, discarded }] of this.messages.entries()) {
			if (!told) fail(`message ${number} is not told of`);
			if (!came && !discarded) fail(`message ${number} did not come`);
		}
		if (this.held.size) fail(`the server holds ${[...this.held.keys()]}`);
	}
}

/**
 * The same, but the app discards nothing, and the server answers each seventh message by closing, sooner or later,
 * whatever else it acknowledges.
 */
export class Poisoned extends Random {
	constructor(host, seed, before, connack) {
		super(host, seed, before, connack, { attempts: 3 });
	}

	isPoison(number) {
		return number % 7 === 3;
	}

	step() {
		const choice = this.random(12);
		if (choice < 3) this.publish();
		else if (choice < 9) this.answer();
		else if (choice < 10) this.host.drain();
		else if (this.closing) this.lose(true);
		this.read();
	}

	told(identifier, code) {
		const number = this.messages.findLastIndex((each) => each.identifier === identifier && !each.told);
		const message = this.messages[number];
		if (code !== (this.isPoison(number) ? 264 : 0)) fail(`message ${number}: ${code}`);
		message.told = true;
		message.discarded = code > 0;
	}

	packet(packet) {
		const isRelease = packet[0] >> 4 === 6;
		const number = (packet[7 + this.before] << 8) | packet[8 + this.before];
		const isPoison = isRelease ? this.poison.has((packet[2] << 8) | packet[3]) : this.isPoison(number);
		if (!isPoison) return super.packet(packet);
		// Its PUBREL has the same effect.
		if (!isRelease && this.messages[number].QoS > 1) this.poison.add((packet[5] << 8) | packet[6]);
		this.closing = true;
	}

	/** In any order. */
	answer() {
		if (this.answers.length) this.answers.unshift(...this.answers.splice(this.random(this.answers.length), 1));
		super.answer();
	}

	lose(present) {
		this.closing = false;
		super.lose(present);
	}

	end() {
		for (let i = 0; i < 3_000 && !this.host.made.settled; i++) {
			this.host.drain();
			this.host.advance(10);
			this.read();
			this.answer();
			if (this.closing && !this.answers.length) this.lose(true);
		}
		this.held.clear();
		super.end();
	}

	/** Identifiers of messages at QoS 2 that make the server close. */
	poison = new Set();
	closing = false;
}
