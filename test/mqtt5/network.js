// The network of test/client/network.js with a server of 5.0, which has limits: it takes few messages at a time, and topic aliases, sets
// the keep alive, and tells why it goes. Some messages expire.
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";
import { Network } from "../client/network.js";
import { SIZE } from "../client/network-server.js";
import { Host5 } from "./host.js";

export class Network5 extends Network {
	/** Messages that may expire: accepted, and told of, by their identifiers. */
	expiring = new Set();
	/** How many of them have expired, how many have come. */
	expired = 0;
	came = 0;
	/** The server has sent DISCONNECT. */
	taken = false;
	/** Identifiers of messages that the server has had, on this connection, and not acknowledged. */
	inFlight = new Set();
	/** Their topics, by alias. */
	topics = [];

	machine(options) {
		return new Host5(options);
	}

	prepare(options) {
		this.largest ??= 40 + this.random(60);
		super.prepare(options);
		Object.assign(options, {
			aliases: { send: this.random(3), receive: this.random(2) },
			oversize: "skip",
			buffers: { send: 70 + this.random(50), receive: this.largest, unacknowledged: 150 + this.random(300) },
			onPublish: (identifier, code) => this.told(identifier, code),
		});
	}

	makeTopics(client) {
		super.makeTopics(client);
		this.two = client.topic("two", { QoS: 1, expiry: 500 + this.random(3_000) });
	}

	publish() {
		if (this.random(4)) return super.publish();
		const { leaving } = this;
		const identifier = this.two.publish(this.payload, this.random(30));
		if (identifier > 0 && !leaving) {
			if (this.expiring.has(identifier)) fail(`identifier in use: ${identifier}`);
			this.expiring.add(identifier);
		} else if (identifier !== (leaving ? -4 : -2)) fail(`publish(): ${identifier}`);
	}

	/** onPublish. */
	told(identifier, code) {
		if (code === 0x105) {
			if (!this.expiring.delete(identifier)) fail(`expired, but it cannot: ${identifier}`);
			this.expired++;
		} else {
			if (code) fail(`code ${code}`);
			this.expiring.delete(identifier);
		}
		this.called();
	}

	end() {
		super.end();
		if (this.expiring.size) fail(`not told of: ${[...this.expiring]}`);
	}

	// The server

	connect() {
		this.greeted = "accepted";
		this.taken = false;
		this.inFlight.clear();
		this.topics.length = 0;
		if (!this.calm && this.random(10) === 0) {
			this.greeted = "refused";
			// Server unavailable, Reason String "no".
			this.reply([0x20, 8, 0, 0x88, 5, 31, 0, 2, 0x6e, 0x6f]);
			return;
		}
		if (!this.calm && this.random(10) === 0) {
			this.gone = true;
			return;
		}
		this.connections++;
		const present = this.session && this.random(10) > 0;
		if (!present) this.since = this.arrived;
		this.session = this.kept;
		this.most = 1 + this.random(5);
		this.aliases = this.random(3);
		const properties = [33, 0, this.most, 34, 0, this.aliases];
		if (this.random(2)) properties.push(19, 0, 2 + this.random(5));
		this.reply([0x20, 3 + properties.length, present ? 1 : 0, 0, properties.length, ...properties]);
	}

	packet(packet) {
		// What comes after DISCONNECT is not read any more.
		if (this.taken && packet[0] >> 4 !== 1) return;
		if (packet[0] >> 4 > 1 && packet[0] >> 4 !== 14 && this.greeted !== "accepted")
			fail(`before CONNACK: ${toHex(packet)}`);
		if (packet[0] === 0x82) this.reply([0x90, 4, packet[2], packet[3], 0, 1]);
		else if (packet[0] === 0xa2) this.reply([0xb0, 4, packet[2], packet[3], 0, 0]);
		else {
			if (packet[0] === 0xe0 && packet[1]) fail(`DISCONNECT with a reason: ${toHex(packet)}`);
			super.packet(packet);
		}
	}

	published(packet) {
		const QoS = (packet[0] >> 1) & 3;
		let at = 4 + packet[3];
		let topic = packet[3] ? String.fromCharCode(...packet.slice(4, at)) : undefined;
		const identifier = QoS ? (packet[at++] << 8) | packet[at++] : 0;
		const end = at + 1 + packet[at++];
		let interval;
		while (at < end) {
			const property = packet[at++];
			if (property === 35) {
				const alias = (packet[at++] << 8) | packet[at++];
				if (alias < 1 || alias > this.aliases) fail(`alias: ${toHex(packet)}`);
				topic ??= this.topics[alias];
				this.topics[alias] = topic;
			} else if (property === 2) {
				interval = (packet[at + 2] << 8) | packet[at + 3];
				at += 4;
			} else fail(`property: ${toHex(packet)}`);
		}
		if (topic !== (QoS ? (interval === undefined ? "one" : "two") : "zero")) fail(`topic ${topic}: ${toHex(packet)}`);
		if (!QoS) {
			if (packet[0] !== 0x30) fail(`flags: ${toHex(packet)}`);
			return;
		}
		if (this.inFlight.has(identifier)) fail(`twice: ${toHex(packet)}`);
		this.inFlight.add(identifier);
		if (this.inFlight.size > this.most) fail(`${this.inFlight.size} in flight, not ${this.most}: ${toHex(packet)}`);
		if (topic === "one") this.first((packet[end] << 8) + packet[end + 1], packet);
		else {
			this.came++;
			if (interval < 1 || interval > 4) fail(`interval ${interval}: ${toHex(packet)}`);
		}
		if (!this.calm && this.random(30) === 0) return;
		this.inFlight.delete(identifier);
		this.reply([0x40, 2, packet[4 + packet[3]], packet[5 + packet[3]]]);
	}

	/** Message n has come. */
	first(n, packet) {
		if (n > this.arrived || n >= this.accepted) fail(`message ${n}, expected ${this.arrived}: ${toHex(packet)}`);
		if (n === this.arrived) this.arrived++;
		else if (n >= this.since && packet[0] !== 0x3a) fail(`no DUP: ${toHex(packet)}`);
	}

	reply(bytes) {
		if (this.toClient.length + bytes.length > SIZE) this.gone = true;
		else this.toClient.push(bytes);
	}

	say() {
		if (this.greeted !== "accepted" || this.taken) return;
		// Server busy.
		if (this.random(100) === 0) {
			this.reply([0xe0, 2, 0x89, 0]);
			this.taken = true;
			return;
		}
		const QoS = this.random(2);
		const length = this.random(this.largest - 13);
		if (this.toClient.length + length + 13 > SIZE) return;
		// A topic of one byte, and a message expiry now and then.
		const properties = this.random(2) ? [5, 2, 0, 0, 0, 9] : [0];
		const packet = [0x30 + 2 * QoS, 0, 0, 1, 0x61];
		if (QoS) {
			this.sent++;
			packet.push(this.sent >> 8, this.sent & 255);
		} else this.zeros++;
		packet.push(...properties);
		while (packet.length < length) packet.push(0);
		packet[1] = packet.length - 2;
		this.toClient.push(packet);
	}
}
