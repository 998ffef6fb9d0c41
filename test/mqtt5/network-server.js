// The server of test/mqtt311/network-qos2.js as one of 5.0: it has limits, uses and accepts topic aliases,
// authenticates, answers with reason codes and properties, and gives a reason when it disconnects.
import { fail } from "../assert.js";
import { concat, toHex } from "../bytes.js";
import { Network2 } from "../mqtt311/network-qos2.js";
import { SIZE } from "../mqtt311/network-server.js";

/** The Receive Maximum of the client. */
const ROOM = 4;
const NAMES = Object.freeze(["a", "bb"]);
/** Authentication Method "M". */
const METHOD = Object.freeze([21, 0, 1, 0x4d]);

export class Server5 extends Network2 {
	/** Whether the client authenticates. */
	authenticates = false;
	/** The client's Topic Alias Maximum, and the maximum length of a topic that it stores. */
	theirMaximum = 0;
	theirSize = 2;
	/** The largest packet that the client accepts. */
	largest = SIZE;
	/** Identifiers of messages that the server has refused, until the client may reuse them. */
	refused = new Set();
	/** The number of messages with an expiry that were received. */
	came = 0;
	/** Identifiers of received messages with an expiry, until they are reused. */
	come = new Set();
	/**
	 * The largest packet and the highest QoS that the server accepts, the same for all connections. Undefined: any.
	 */
	maximumPacketSize = undefined;
	maximumQoS = undefined;
	/** Numbers of messages that the client has dropped because of the server's limits: at QoS 1, and at QoS 2. */
	dropped = new Set();
	dropped2 = new Set();
	/** The number of messages that the server has refused. */
	refusals = 0;

	begin() {
		super.begin();
		this.inFlight = [];
		this.aliases = [];
		this.theirAliases = [];
		this.rounds = -1;
	}

	// Received packets

	packet(packet) {
		const type = packet[0] >> 4;
		if (type === 15) this.authenticated(packet);
		else super.packet(packet);
		if (packet[0] === 0xe0 && packet[1] && packet[2] !== 4) fail(`DISCONNECT with a reason: ${toHex(packet)}`);
	}

	connect() {
		// Packets before CONNACK were within the last maximum.
		const maximum = 1 + this.random(6);
		if (!this.isEager || !this.connections) this.receiveMaximum = maximum;
		this.aliasMaximum = this.random(3);
		if (!this.authenticates || this.rounds === 0) {
			super.connect();
			if (this.greeted === "accepted" && !this.gone && !this.present) this.refused.clear();
		} else {
			// First comes authentication.
			this.rounds = 1 + this.random(2);
			this.greeted = "asked";
			this.ask(0x18);
		}
	}

	/** AUTH, with data whose length is its first byte. */
	ask(code) {
		const length = 1 + this.random(Math.min(30, this.options.buffers.receive - 12));
		const data = new Array(length).fill(length);
		this.reply([0xf0, 9 + length, code, 7 + length, ...METHOD, 22, 0, length, ...data]);
	}

	/** AUTH was received. */
	authenticated(packet) {
		if (!this.authenticates) fail(`nobody asked: ${toHex(packet)}`);
		const again = packet[2] === 0x19;
		if (again ? this.greeted !== "accepted" : packet[2] !== 0x18) fail(`AUTH: ${toHex(packet)}`);
		if (!again && this.greeted === "accepted" && !this.rounds) fail(`AUTH that nobody asked for: ${toHex(packet)}`);
		this.check(packet);
		if (again) this.rounds = 1 + this.random(2);
		else this.rounds--;
		if (this.rounds) this.ask(0x18);
		else if (this.greeted === "accepted") this.reply([0xf0, 6, 0, 4, ...METHOD]);
		else this.connect();
	}

	/** Checks that the data is complete: the number of bytes in the first one, all equal. */
	check(packet) {
		const at = 8;
		const length = (packet[at + 1] << 8) | packet[at + 2];
		if (packet[at] !== 22 || packet.length !== at + 3 + length || packet[1] !== packet.length - 2)
			fail(`AUTH: ${toHex(packet)}`);
		for (let i = 0; i < length; i++) if (packet[at + 3 + i] !== length) fail(`AUTH is spoilt: ${toHex(packet)}`);
	}

	published(packet) {
		if (packet.length > (this.maximumPacketSize ?? SIZE)) fail(`too large: ${toHex(packet)}`);
		if ((packet[0] & 6) === 4 && this.maximumQoS === 1) fail(`QoS: ${toHex(packet)}`);
		this.publishedAny(packet);
		this.skip();
	}

	/** The messages that the client has dropped will not come. */
	skip() {
		while (this.dropped.delete(this.arrived)) this.arrived++;
		while (this.dropped2.delete(this.arrived2)) this.arrived2++;
	}

	publishedAny(packet) {
		const QoS = (packet[0] >> 1) & 3;
		let at = 4 + packet[3];
		let topic = packet[3] ? String.fromCharCode(...packet.slice(4, at)) : undefined;
		const identifier = QoS ? (packet[at++] << 8) | packet[at++] : 0;
		const end = at + 1 + packet[at++];
		let interval = 0;
		while (at < end) {
			const property = packet[at++];
			if (property === 35) {
				const alias = (packet[at++] << 8) | packet[at++];
				if (alias < 1 || alias > this.aliasMaximum) fail(`alias: ${toHex(packet)}`);
				topic ??= this.aliases[alias];
				this.aliases[alias] = topic;
			} else if (property === 2) {
				interval = (packet[at + 2] << 8) | packet[at + 3];
				at += 4;
			} else fail(`property: ${toHex(packet)}`);
		}
		if (topic !== (interval ? "three" : ["zero", "one", "two"][QoS])) fail(`topic ${topic}: ${toHex(packet)}`);
		if (QoS) this.acknowledged5(identifier, packet);
		if (interval) this.expiring(interval, identifier, packet);
		else if (QoS === 2 && this.refuses(packet[0], identifier, (packet[end] << 8) + packet[end + 1])) return;
		else {
			// Converted to 3.1.1, whose topics have 3 or 4 characters.
			const head = [packet[0], 0, 0, QoS ? 3 : 4];
			for (let i = 0; i < topic.length; i++) head.push(topic.charCodeAt(i));
			if (QoS) head.push(identifier >> 8, identifier & 255);
			super.published(concat(new Uint8Array(head), packet.slice(end)));
		}
	}

	/** A message to acknowledge was received. Checks Receive Maximum. */
	acknowledged5(identifier, packet) {
		if (this.inFlight.includes(identifier)) fail(`twice on a connection: ${toHex(packet)}`);
		this.inFlight.push(identifier);
		if (this.inFlight.length > this.receiveMaximum)
			fail(`${this.inFlight.length} in flight, not ${this.receiveMaximum}: ${toHex(packet)}`);
	}

	/** A message with an expiry was received. */
	expiring(interval, identifier, packet) {
		this.came++;
		this.come.add(identifier);
		if (interval > 4) fail(`interval ${interval}: ${toHex(packet)}`);
		if (this.calm || this.random(20)) this.reply([0x40, 2, identifier >> 8, identifier & 255]);
	}

	/** Whether message n, at QoS 2, is refused: now and then a new one is. */
	refuses(header, identifier, n) {
		if (this.pending.includes(identifier)) return false;
		if (!(header & 8)) this.refused.delete(identifier);
		if (!this.refused.has(identifier)) {
			if (this.calm || header !== 0x34 || n !== this.arrived2 || n >= this.accepted2 || this.random(20)) return false;
			// It counts as arrived, as later ones do.
			this.arrived2++;
			this.refused.add(identifier);
		}
		this.refusals++;
		this.reply([0x50, 3, identifier >> 8, identifier & 255, 0x97]);
		return true;
	}

	// Sent packets

	/** Sends a reply of the 3.1.1 server in the form of 5.0. */
	reply(bytes) {
		const type = bytes[0];
		if (type === 0x20) bytes = this.connack(bytes);
		else if (type === 0x90) bytes = [0x90, 4, bytes[2], bytes[3], 0, bytes[4]];
		else if (type === 0xb0) bytes = [0xb0, 4, bytes[2], bytes[3], 0, 0];
		else if (type === 0x40 || type === 0x70 || (type === 0x50 && bytes[4] === 0x97)) {
			const at = this.inFlight.indexOf((bytes[2] << 8) + bytes[3]);
			if (at >= 0) this.inFlight.splice(at, 1);
		}
		if (bytes[1] === 2 && (type === 0x40 || type === 0x50 || type === 0x62 || type === 0x70)) bytes = this.adorn(bytes);
		super.reply(bytes);
	}

	/** An acknowledgement, with or without a reason code and properties. */
	adorn([header, , high, low]) {
		const how = this.random(8);
		if (how === 0) return [header, 3, high, low, 0];
		if (how === 1) return [header, 4, high, low, 0, 0];
		if (how === 2) return [header, 8, high, low, 0, 4, 31, 0, 1, 0x78];
		if (how === 3 && (header === 0x40 || header === 0x50)) return [header, 3, high, low, 0x10];
		return [header, 2, high, low];
	}

	connack(bytes) {
		// Server unavailable, Reason String "no".
		if (bytes[3]) return [0x20, 8, 0, 0x88, 5, 31, 0, 2, 0x6e, 0x6f];
		const properties = this.authenticates ? [...METHOD] : [];
		if (this.receiveMaximum < 6) properties.push(33, 0, this.receiveMaximum);
		else this.receiveMaximum = 65_535;
		if (this.aliasMaximum) properties.push(34, 0, this.aliasMaximum);
		if (this.maximumPacketSize) properties.push(39, 0, 0, 0, this.maximumPacketSize);
		if (this.maximumQoS === 1) properties.push(36, 1);
		// Server Keep Alive, sometimes 0.
		if (this.random(3) === 0) properties.push(19, 0, this.random(8));
		return [0x20, 3 + properties.length, bytes[2], 0, properties.length, ...properties];
	}

	/** How many messages above QoS 0 the client has not acknowledged. */
	outstanding() {
		return this.outgoing.length + this.sent - this.answered;
	}

	say() {
		if (this.greeted !== "accepted" || this.gone) return;
		const length = 1 + (this.random(4) ? this.random(20) : this.random(110));
		const QoS = this.random(2);
		if (QoS && this.outstanding() >= ROOM) return;
		const name = this.random(2);
		const identifier = QoS ? this.sent + 1 : 0;
		const packet = this.publish5(0x30 + 2 * QoS, name, identifier, length);
		if (packet.length > this.largest || this.toClient.length + packet.length > SIZE) return;
		if (QoS) this.sent++;
		else this.zeros++;
		this.gave(packet);
		packet[packet.length - length] = name;
		this.toClient.push(packet);
	}

	say2() {
		if (this.greeted !== "accepted" || this.gone || this.outstanding() >= ROOM) return;
		const length = Math.min(2 + this.random(this.random(4) ? 20 : 100), this.largest - 17);
		if (this.toClient.length + length + 20 > SIZE) return;
		const last = this.outgoing.at(-1)?.identifier ?? this.random(3);
		const each = { identifier: last + 1, number: this.said++, length };
		this.outgoing.push(each);
		this.send2(each, 0x34);
	}

	send2({ identifier, number, length }, header) {
		const packet = this.publish5(header, 0, identifier, length);
		const start = packet.length - length;
		packet[start] = number >> 8;
		packet[start + 1] = number & 255;
		this.gave(packet);
		this.unanswered.push(identifier);
		this.reply(packet);
	}

	/** PUBLISH with or without an alias, and now and then with an expiry. The payload is zeros. */
	publish5(header, name, identifier, length) {
		const properties = this.random(2) ? [2, 0, 0, 0, 9] : [];
		let topic = NAMES[name];
		this.given5 = 0;
		if (this.theirMaximum && this.random(2)) {
			const alias = 1 + this.random(this.theirMaximum);
			properties.push(35, 0, alias);
			if (this.theirAliases[alias] === topic && this.random(4)) topic = "";
			else this.given5 = alias;
		}
		const head = [header, 0, 0, topic.length];
		for (let i = 0; i < topic.length; i++) head.push(topic.charCodeAt(i));
		if (identifier) head.push(identifier >> 8, identifier & 255);
		head.push(properties.length, ...properties);
		const size = head.length - 2 + length;
		if (size < 128) head[1] = size;
		else head.splice(1, 1, (size & 127) | 128, size >> 7);
		this.name5 = NAMES[name];
		return concat(new Uint8Array(head), new Uint8Array(length));
	}

	/** A packet of publish5() is sent. */
	gave() {
		if (this.given5) this.theirAliases[this.given5] = this.name5;
	}

	/** Disconnects with "server busy". */
	busy() {
		if (this.greeted !== "accepted" || this.gone || this.toClient.length + 4 > SIZE) return;
		this.toClient.push([0xe0, 2, 0x89, 0]);
		this.deliver(SIZE);
		this.gone = true;
	}
}
