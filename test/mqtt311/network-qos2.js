// The network of network.js with QoS 2 in both directions, a server that conforms to section 4.3.3, and a device that
// now and then restarts, even in a callback, with its session saved. Also used with 5.0, where a few bytes differ.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";
import { Network } from "./network.js";
import { SIZE } from "./network-server.js";

/** The maximum number of pending messages to the client. */
const ROOM = 4;

/** One client with QoS 2, its network and its server. */
export class Network2 extends Network {
	/** Messages at QoS 2 that the client accepted; message n begins with n in two bytes. */
	accepted2 = 0;
	/** How many of these the server has received; they must come in order. */
	arrived2 = 0;
	/** Identifiers of those that the client has not released. */
	pending = [];
	/** Messages to the client at QoS 2: { identifier, number, released }, in their order. */
	outgoing = [];
	/** How many the server has begun to send, and which the app must receive next. */
	said = 0;
	expected = 0;
	/** How many the app has received. */
	had = 0;
	/** A message in whose callback the device restarted, which the app may receive again. */
	again = -1;
	restarts = 0;
	/** How many bytes of properties a packet has, if they are none: 0 in 3.1.1, 1 in 5.0. */
	properties = 0;

	prepare(options) {
		options.exactlyOnce = new ExactlyOnce(ROOM);
		options.oversize = "stream";
		super.prepare(options);
	}

	makeTopics(client) {
		super.makeTopics(client);
		this.two = client.topic("two", { QoS: 2 });
	}

	/** Power is lost after the session was saved. Returns the session. */
	save() {
		const bytes = new Uint8Array(savedSize(this.client));
		saveSession(this.client, bytes);
		this.client.close();
		this.host.stop();
		// There is not room for two clients, and sockets and look-ups have theirs.
		this.former = this.socket = this.host.socket = this.host.question = undefined;
		this.client = this.one = this.zero = this.two = this.host.made = this.options.exactlyOnce = undefined;
		return bytes;
	}

	/** The device has started. */
	restore(bytes) {
		this.restarts++;
		if (!restoreSession(this.client, bytes, 0)) fail("the saved session is not taken");
	}

	/** Power is lost, and returns. */
	restart() {
		const bytes = this.save();
		this.start();
		this.restore(bytes);
	}

	/** Something happens of what is not in step(): as little as possible is on the stack there. Whether the device is to restart. */
	more() {
		const chance = this.random(1_000);
		if (chance < 150) this.publish2();
		else if (chance < 250) this.say2();
		return chance > 997;
	}

	act(choice) {
		if (choice > 20) this.publish2();
		else if (choice === 20 && this.depth && this.random(2)) this.restart();
		else super.act(choice);
	}

	end() {
		super.end();
		if (this.arrived2 !== this.accepted2) fail(`at QoS 2: ${this.accepted2} accepted, ${this.arrived2} arrived`);
		if (this.expected !== this.said) fail(`at QoS 2: ${this.said} said, ${this.expected} expected`);
		if (this.outgoing.length || this.pending.length) fail("an exchange is not complete");
	}

	/** Publishes at QoS 2: what publish() returned. */
	publish2() {
		const { payload, leaving } = this;
		const n = this.accepted2++;
		payload[0] = n >> 8;
		payload[1] = n & 255;
		const result = this.two.publish(payload, 2 + this.random(30));
		if (result > 0 && !leaving) return result;
		this.accepted2--;
		if (result !== (leaving ? -4 : -2)) fail(`publish(): ${result}`);
		return result;
	}

	connected(present) {
		this.untold = false;
		super.connected(present);
	}

	/** The app receives a message, or a piece of one. */
	message(message) {
		if (message.QoS < 2) return super.message(message);
		for (let at = message.offset; at < 2 && at < message.offset + message.end - message.start; at++)
			this.number = (at && this.number << 8) + message.bytes[message.start + at - message.offset];
		if (message.offset + message.end - message.start < message.total) return;
		const { number } = this;
		if (number === this.expected) this.expected++;
		else if (number !== this.again) fail(`the app gets ${number}, expected ${this.expected}`);
		this.had++;
		this.again = -1;
		const { restarts } = this;
		this.called();
		if (restarts !== this.restarts) this.again = number;
	}

	// The server

	packet(packet) {
		const type = packet[0] >> 4;
		const identifier = (packet[2] << 8) + packet[3];
		if (this.greeted !== "accepted" || (type !== 5 && type !== 6 && type !== 7)) return super.packet(packet);
		if (packet.length !== 4) fail(`no success: ${toHex(packet)}`);
		if (packet[0] === 0x62) {
			const at = this.pending.indexOf(identifier);
			if (at >= 0) this.pending.splice(at, 1);
			if (this.calm || this.random(20)) this.reply([0x70, 2, packet[2], packet[3]]);
			return;
		}
		const at = this.outgoing.findIndex((each) => each.identifier === identifier);
		if (at < 0) fail(`not sent: ${toHex(packet)}`);
		if (packet[0] === 0x50) {
			// In the order of PUBLISH, on each connection.
			if (this.unanswered.shift() !== identifier) fail(`not in order: ${toHex(packet)}`);
			if (this.outgoing[at].number >= this.expected) fail(`the app has not had it: ${toHex(packet)}`);
			this.outgoing[at].released = true;
			this.reply([0x62, 2, packet[2], packet[3]]);
		} else if (packet[0] === 0x70 && this.outgoing[at].released) this.outgoing.splice(at, 1);
		else fail(`not released: ${toHex(packet)}`);
	}

	connect() {
		this.unanswered = [];
		// A client that does not hear that its session was lost, and later is told of the next one, cannot know: that much the protocol
		// leaves open.
		if (this.untold) this.session = false;
		super.connect();
		if (this.greeted !== "accepted" || this.gone) return;
		if (this.present) {
			for (const each of this.outgoing)
				if (each.released) this.reply([0x62, 2, each.identifier >> 8, each.identifier & 255]);
				else this.send2(each, 0x3c);
		} else {
			this.untold = true;
			this.outgoing.length = this.pending.length = 0;
			this.expected = this.said;
			this.again = -1;
			this.since2 = this.arrived2;
		}
	}

	published(packet) {
		if ((packet[0] & 6) !== 4) return super.published(packet);
		const identifier = (packet[7] << 8) + packet[8];
		const at = 9 + this.properties;
		const n = (packet[at] << 8) + packet[at + 1];
		if (this.pending.includes(identifier)) {
			if (packet[0] !== 0x3c) fail(`no DUP: ${toHex(packet)}`);
			if (n >= this.arrived2) fail(`identifier in use: ${toHex(packet)}`);
		} else {
			this.pending.push(identifier);
			if (n > this.arrived2 || n >= this.accepted2) fail(`${n}, expected ${this.arrived2}: ${toHex(packet)}`);
			// Once in each session; what came in one that was lost may come again.
			if (n < this.arrived2 && n >= this.since2) fail(`${n} twice: ${toHex(packet)}`);
			if (n === this.arrived2) this.arrived2++;
		}
		if (this.calm || this.random(20)) this.reply([0x50, 2, packet[7], packet[8]]);
	}

	/** The server sends a message at QoS 2. */
	say2() {
		if (this.greeted !== "accepted" || this.outgoing.length >= ROOM) return;
		const last = this.outgoing.at(-1)?.identifier ?? this.random(3);
		const each = {
			identifier: last + 1,
			number: this.said,
			length: this.random(4) ? 2 + this.random(20) : 2 + this.random(100),
		};
		if (this.toClient.length + each.length + 20 > SIZE) return;
		this.said++;
		this.outgoing.push(each);
		this.send2(each, 0x34);
	}

	send2({ identifier, number, length }, header) {
		const start = 7 + this.properties;
		const packet = new Uint8Array(start + length);
		packet[0] = header;
		packet[1] = packet.length - 2;
		packet[3] = 1;
		packet[4] = 0x61;
		packet[5] = identifier >> 8;
		packet[6] = identifier & 255;
		packet[start] = number >> 8;
		packet[start + 1] = number & 255;
		this.unanswered.push(identifier);
		this.reply(packet);
	}
}
