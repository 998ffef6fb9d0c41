// The same network and server with 5.0: packets have properties, the server takes so many messages at a time, gives topic aliases, and
// authenticates by enhanced authentication, at first and again.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { fail } from "../assert.js";
import { concat, toHex } from "../bytes.js";
import { Network2 } from "../client/network-qos2.js";
import { Host5 } from "../mqtt5/host.js";
import { Outcomes } from "./outcomes.js";

/** The property Authentication Method, "M". */
const METHOD = Object.freeze([0x15, 0, 1, 0x4d]);

/** As Network2, with 5.0. */
export class Network5 extends Network2 {
	properties = 1;
	/** Identifiers of messages that are not acknowledged on this connection. */
	inFlight = [];
	/** AUTH packets that the client has answered, and exchanges that it began. */
	answers = 0;
	exchanges = 0;

	outcomes = new Outcomes();

	machine(options) {
		return new Host5(options);
	}

	publish() {
		this.outcomes.accepted(super.publish());
	}

	publish2() {
		this.outcomes.accepted(super.publish2());
	}

	end() {
		super.end();
		this.outcomes.end();
	}

	prepare(options) {
		super.prepare(options);
		this.authenticates ??= this.random(2) === 1;
		// With its properties, CONNECT must not get too long for the server.
		if (options.password) options.password = options.password.slice(0, 50);
		options.aliases = { send: this.random(3), receive: this.random(3), size: 8 };
		options.onPublish = (identifier, code) => {
			this.outcomes.tell(identifier, code);
			this.called();
		};
		if (!this.authenticates) return;
		options.buffers.send = 64;
		const life = this.lives;
		const data = () => {
			if (life !== this.lives) fail("a callback of a device that is gone");
			this.called();
			const length = 1 + this.random(this.client?.connected ? 50 : 15);
			return new Uint8Array(length).fill(length);
		};
		options.authentication = new EnhancedAuthentication({
			method: "M",
			begin: data,
			answer: data,
			onAuthenticated: () => this.called(),
		});
	}

	act(choice) {
		if (choice === 11 && this.authenticates) this.exchanges += Number(this.client.authentication.reauthenticate());
		else super.act(choice);
	}

	message(message) {
		if (message.topic !== "a") fail(`topic ${message.topic}`);
		super.message(message);
	}

	// The server

	connect() {
		this.inFlight.length = 0;
		this.hasAlias = false;
		this.receiveMaximum = 2 + this.random(8);
		if (!this.authenticates || this.random(2)) return super.connect();
		this.greeted = "authenticating";
		this.reply(auth(0x18));
	}

	packet(packet) {
		if (packet[0] !== 0xf0 || !this.authenticates || this.left) return super.packet(packet);
		const length = packet[10];
		if (packet[1] !== packet.length - 2 || packet[3] !== packet.length - 4 || packet.length !== 11 + length)
			fail(`AUTH: ${toHex(packet)}`);
		for (let at = 11; at < packet.length; at++) if (packet[at] !== length) fail(`AUTH: ${toHex(packet)}`);
		const again = !this.calm && this.random(3) === 0;
		if (this.greeted === "authenticating") {
			if (packet[2] !== 0x18) fail(`AUTH: ${toHex(packet)}`);
			if (again) this.reply(auth(0x18));
			else super.connect();
		} else if (this.greeted === "accepted") {
			if ((packet[2] === 0x19) === this.exchanging) fail(`AUTH: ${toHex(packet)}`);
			this.exchanging = again;
			this.reply(auth(again ? 0x18 : 0));
		} else fail(`AUTH when ${this.greeted}: ${toHex(packet)}`);
		this.answers++;
	}

	begin() {
		super.begin();
		this.exchanging = false;
	}

	/** What the server of 3.1.1 replies, as one of 5.0 says it. */
	reply(bytes) {
		const type = bytes[0];
		if (type === 0x20) {
			const properties = [0x21, 0, this.receiveMaximum, 0x22, 0, 3, ...(this.authenticates ? METHOD : [])];
			bytes = bytes[3]
				? [0x20, 3, 0, 0x88, 0]
				: [0x20, 3 + properties.length, bytes[2], 0, properties.length, ...properties];
		} else if (type === 0x90) bytes = [0x90, 4, bytes[2], bytes[3], 0, bytes[4]];
		else if (type === 0xb0) bytes = [0xb0, 4, bytes[2], bytes[3], 0, 0];
		else if (type === 0x40 || type === 0x70) {
			const at = this.inFlight.indexOf((bytes[2] << 8) + bytes[3]);
			if (at >= 0) this.inFlight.splice(at, 1);
		}
		super.reply(bytes);
	}

	published(packet) {
		const QoS = (packet[0] >> 1) & 3;
		const nameEnd = 4 + packet[3];
		const at = QoS ? nameEnd + 2 : nameEnd;
		// By alias, or with one: as if there were none.
		if (packet[at]) {
			if (packet[at] !== 3 || packet[at + 1] !== 0x23) fail(`properties: ${toHex(packet)}`);
			const alias = packet[at + 3];
			if (alias < 1 || alias > 3) fail(`alias: ${toHex(packet)}`);
			if (packet[3]) this.names[alias] = packet.slice(2, nameEnd);
			const name = this.names[alias];
			if (!name) fail(`no such alias: ${toHex(packet)}`);
			packet = concat(packet.slice(0, 2), name, packet.slice(nameEnd, at), Uint8Array.of(0), packet.slice(at + 4));
		}
		const identifier = (packet[7] << 8) + packet[8];
		if (QoS) {
			if (!this.inFlight.includes(identifier)) this.inFlight.push(identifier);
			if (this.inFlight.length > this.receiveMaximum) fail("beyond Receive Maximum");
		}
		super.published(QoS === 1 ? concat(packet.slice(0, 9), packet.slice(10)) : packet);
	}

	take(bytes) {
		// Of this connection.
		if (this.greeted === false) this.names = [];
		super.take(bytes);
	}

	/** At QoS 2 only. */
	say() {
		this.say2();
	}

	/** With a topic alias now and then, if there may be one. */
	send2(each, header) {
		if (!this.options.aliases.receive || this.random(2)) return super.send2(each, header);
		const { identifier, number, length } = each;
		const name = this.hasAlias && this.random(2) ? [] : [0x61];
		const packet = [header, 0, 0, name.length, ...name, identifier >> 8, identifier & 255, 3, 0x23, 0, 1];
		packet.push(number >> 8, number & 255);
		for (let i = 2; i < length; i++) packet.push(0);
		packet[1] = packet.length - 2;
		this.hasAlias = true;
		this.unanswered.push(identifier);
		super.reply(packet);
	}
}

/** AUTH. */
function auth(code) {
	return [0xf0, 9, code, 7, ...METHOD, 0x16, 0, 0];
}
