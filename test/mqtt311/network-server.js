// The server of a random network. It checks everything that it receives, and now and then refuses, says nothing, or
// closes. All randomness comes from one seed.
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";

/** The maximum number of bytes under way. */
export const SIZE = 480;

/** Bytes under way: first in, first out. */
class Pipe {
	bytes = new Uint8Array(SIZE);
	length = 0;

	push(bytes) {
		this.bytes.set(bytes, this.length);
		this.length += bytes.length;
	}

	shift(count) {
		const bytes = this.bytes.slice(0, count);
		this.bytes.copyWithin(0, count, this.length);
		this.length -= count;
		return bytes;
	}
}

/** The server of one client, and the bytes under way in both directions. */
export class Server {
	/** Messages at QoS 1 that the client accepted; message n begins with n in two bytes. */
	accepted = 0;
	/** How many of these the server has received; they must come in order. */
	arrived = 0;
	/** Connections that the server accepted. */
	connections = 0;
	/** Messages from the server, at QoS 1, that the client acknowledged. */
	acknowledged = 0;
	toServer = new Pipe();
	toClient = new Pipe();
	/** Whether the server has a session of the client. */
	session = false;
	/** Whether faults have stopped. */
	calm = false;

	constructor(seed) {
		this.state = seed * 2_654_435_761;
		for (let i = 0; i < 8; i++) this.random(2);
		this.kept = this.random(2) === 1;
		this.isEager = seed % 3 === 0;
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

	/** A connection begins. */
	begin() {
		this.toServer.length = this.toClient.length = 0;
		this.greeted = this.left = false;
		// The server has closed.
		this.gone = false;
		// Messages at QoS 1 on this connection, by their identifiers: the last one sent, given to the app, acknowledged.
		this.sent = this.given = this.answered = 0;
		// Messages at QoS 0 that are on their way.
		this.zeros = 0;
	}

	/** Handles bytes that reached the server; `rest` is the beginning of a packet. */
	take(bytes) {
		if (this.greeted === false) this.rest = undefined;
		let all = bytes;
		if (this.rest) {
			all = new Uint8Array(this.rest.length + bytes.length);
			all.set(this.rest);
			all.set(bytes, this.rest.length);
		}
		this.greeted ||= "started";
		let at = 0;
		// No packet of this client's is longer than 127 bytes behind its length.
		while (!this.gone && at + 2 <= all.length && at + 2 + all[at + 1] <= all.length) {
			const end = at + 2 + all[at + 1];
			this.packet(all.slice(at, end));
			at = end;
		}
		this.rest = all.slice(at);
	}

	packet(packet) {
		const type = packet[0] >> 4;
		// Nothing after a refused CONNECT is handled (3.1.4).
		if (this.isEager && this.greeted === "refused") return;
		if ((type === 1) !== (this.greeted === "started")) fail(`CONNECT is not the first and only: ${toHex(packet)}`);
		if (this.left) fail(`after DISCONNECT: ${toHex(packet)}`);
		if (type === 1) this.connect();
		else if (type === 3) this.published(packet);
		else if (type === 4) {
			if ((packet[2] << 8) + packet[3] !== ++this.answered) fail(`not in order: ${toHex(packet)}`);
			if (this.answered > this.given) fail(`the app has not had it: ${toHex(packet)}`);
			this.acknowledged++;
		} else if (packet[0] === 0x82) this.reply([0x90, 3, packet[2], packet[3], 1]);
		else if (packet[0] === 0xa2) this.reply([0xb0, 2, packet[2], packet[3]]);
		else if (packet[0] === 0xc0) this.reply([0xd0, 0]);
		else if (packet[0] === 0xe0) this.left = true;
		else fail(`no packet of a client's: ${toHex(packet)}`);
		if (type !== 1 && type !== 14 && this.greeted !== "accepted") fail(`before CONNACK: ${toHex(packet)}`);
	}

	connect() {
		this.greeted = "accepted";
		if (!this.calm && this.random(10) === 0) {
			this.greeted = "refused";
			this.reply([0x20, 2, 0, 3]);
			return;
		}
		if (!this.calm && this.random(10) === 0) {
			this.gone = true;
			return;
		}
		this.connections++;
		const present = this.session && this.random(10) > 0;
		this.present = present;
		// What arrives from here on, arrives in this session.
		if (!present) this.since = this.arrived;
		this.session = this.kept;
		this.reply([0x20, 2, present ? 1 : 0, 0]);
	}

	published(packet) {
		const QoS = (packet[0] >> 1) & 3;
		if (QoS === 0) {
			if (packet[0] !== 0x30) fail(`flags: ${toHex(packet)}`);
			return;
		}
		const n = (packet[9] << 8) + packet[10];
		if (n > this.arrived || n >= this.accepted) fail(`message ${n}, expected ${this.arrived}: ${toHex(packet)}`);
		if (n === this.arrived) this.arrived++;
		// What has arrived in this session, and comes again, must say so.
		else if (n >= this.since && packet[0] !== 0x3a) fail(`no DUP: ${toHex(packet)}`);
		if (this.calm || this.random(20)) this.reply([0x40, 2, packet[7], packet[8]]);
	}

	/** The server sends a message. */
	say() {
		if (this.greeted !== "accepted") return;
		const length = this.random(4) ? this.random(20) : this.random(110);
		const QoS = this.random(2);
		if (this.toClient.length + length + 7 > SIZE) return;
		const packet = new Uint8Array(5 + 2 * QoS + length);
		packet[0] = 0x30 + 2 * QoS;
		packet[1] = packet.length - 2;
		packet[3] = 1;
		packet[4] = 0x61;
		if (QoS) {
			this.sent++;
			packet[5] = this.sent >> 8;
			packet[6] = this.sent & 255;
		} else this.zeros++;
		this.toClient.push(packet);
	}

	reply(bytes) {
		// A server that cannot send closes.
		if (this.toClient.length + bytes.length > SIZE) this.gone = true;
		else this.toClient.push(bytes);
	}
}
