// A network that splits, delays and loses, and a server on its other side that checks everything it gets. All chance comes
// from one seed.
import { fail } from "../assert.js";
import { concat, toHex } from "../bytes.js";
import { Host } from "./host.js";

const SIZE = 640;

/** Bytes on their way: first in, first out. */
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

/** One client, its network and its server. */
export class Network {
	/** Messages at QoS 1 that the client accepted; message n begins with n in two bytes. */
	accepted = 0;
	/** Of these, how many the server has had; they must come in order. */
	arrived = 0;
	/** Connections that the server accepted. */
	connections = 0;
	/** Messages from the server, at QoS 1, that the client acknowledged. */
	acknowledged = 0;
	toServer = new Pipe();
	toClient = new Pipe();
	payload = new Uint8Array(60);
	/** Whether the server has a session of the client's. */
	session = false;

	constructor(seed) {
		this.state = seed * 2_654_435_761;
		for (let i = 0; i < 8; i++) this.random(2);
		const host = this.machine(this.random(2) ? 0x7fffffff - this.random(100_000) : this.random(1_000_000));
		this.host = host;
		this.kept = this.random(2) === 1;
		this.options = {
			id: "network",
			clean: !this.kept,
			// Without keep alive, a connection that fails while received bytes wait for room to answer is not noticed.
			keepAlive: this.random(2) * 5_000 + 5_000,
			timeout: 10_000,
			reconnect: { minimum: 100, maximum: 3_000 },
			oversize: this.random(2) ? "skip" : "stream",
			buffers: { send: 64 + this.random(64), receive: 32 + this.random(64), unacknowledged: 100 + this.random(500) },
			random: () => this.random(1_000) / 1_000,
			onMessage: undefined,
			onDisconnect: undefined,
			onConnect: undefined,
			onSettled: undefined,
			onSubscribe: undefined,
			onUnsubscribe: undefined,
			onOversize: undefined,
		};
		const { toServer } = this;
		// As push(), with less of a device's stack, which is deep here.
		host.onWrite = (bytes) => {
			toServer.bytes.set(bytes, toServer.length);
			toServer.length += bytes.length;
		};
	}

	machine(ticks) {
		return new Host({ ticks });
	}

	/** The device starts: to be called first. */
	start() {
		this.client = this.host.client(this.options);
		this.one = this.client.topic("one", { QoS: 1 });
		this.zero = this.client.topic("zero");
	}

	/** A whole number from 0 to `limit` - 1. */
	random(limit) {
		let state = this.state | 0 || 1;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.state = state;
		return (state >>> 1) % limit;
	}

	/** Something happens. */
	step() {
		const chance = this.random(1_000);
		this.meet();
		if (chance < 250) this.publish();
		else if (chance < 300) this.zero.publish(this.payload, this.random(60));
		else if (chance < 550) this.carry(this.random(40));
		else if (chance < 750) this.deliver(this.random(40));
		else if (chance < 820) this.say();
		else if (chance < 980) this.host.advance(this.random(400));
		else if (chance < 985) this.lose();
		else if (chance < 988) this.client.connect();
		else if (chance < 989) {
			this.client.close();
			this.client.connect();
		} else if (chance < 990) {
			this.client.disconnect(this.random(1_000));
			if (this.random(2)) this.host.advance(this.random(2_000));
			this.client.connect();
		} else if (chance < 993) this.client.subscribe("filter/#", 1);
		else if (chance < 995) this.client.unsubscribe("filter/#");
		else if (chance < 996) this.host.advance(this.random(30_000));
	}

	/** Faults stop; everything that was accepted must arrive. */
	end() {
		this.calm = true;
		// What was not acknowledged is only sent again on a new connection.
		this.lose();
		this.client.connect();
		for (let i = 0; i < 3_000 && !(this.client.settled && this.client.connected); i++) {
			this.meet();
			this.carry(SIZE);
			this.deliver(SIZE);
			this.host.advance(50);
		}
		if (!this.client.settled) fail("not settled");
		if (this.arrived !== this.accepted) fail(`${this.accepted} accepted, ${this.arrived} arrived`);
		this.client.disconnect();
		this.host.advance(1);
		this.carry(SIZE);
		if (!this.left) fail("no DISCONNECT");
	}

	publish() {
		const { payload } = this;
		payload[0] = this.accepted >> 8;
		payload[1] = this.accepted & 255;
		const result = this.one.publish(payload, 2 + this.random(50));
		if (result > 0) this.accepted++;
		else if (result !== -2) fail(`publish(): ${result}`);
	}

	/** A new socket of the client's is connected, or fails. */
	meet() {
		const { host } = this;
		const { socket } = host;
		if (socket === this.socket || socket === undefined || socket.closed) return;
		this.socket = socket;
		this.toServer.length = this.toClient.length = 0;
		this.greeted = this.left = false;
		this.sent = this.answered = 0;
		if (!this.calm && this.random(8) === 0) {
			host.lose();
			return;
		}
		host.capacity = this.random(3) ? 24 + this.random(40) : 200;
		host.accept();
	}

	lose() {
		if (this.host.socket && !this.host.socket.closed) this.host.lose();
	}

	/** `count` bytes of the client's reach the server, if there are so many: the socket has room again. */
	carry(count) {
		// With little on the stack, which in a device is small: not by way of host.drain().
		count = Math.min(count, this.toServer.length);
		if (count === 0) return;
		this.take(this.toServer.shift(count));
		if (this.socket !== this.host.socket || this.socket.closed || this.socket.failed) return;
		this.socket.room = Math.min(this.host.capacity, this.socket.room + count);
		this.socket.onWritable(this.socket.room);
		this.host.finish();
	}

	/** `count` bytes of the server's reach the client, if there are so many. */
	deliver(count) {
		count = Math.min(count, this.toClient.length);
		const { socket } = this;
		if (count === 0 || socket !== this.host.socket || socket.closed) return;
		const bytes = this.toClient.shift(count);
		socket.received = socket.received.length ? concat(socket.received, bytes) : bytes;
		socket.onReadable(socket.received.length);
		this.host.finish();
	}

	// The server

	/** Bytes that reached the server; `rest` is the beginning of a packet. */
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
		while (at + 2 <= all.length && at + 2 + all[at + 1] <= all.length) {
			const end = at + 2 + all[at + 1];
			this.packet(all.slice(at, end));
			at = end;
		}
		this.rest = all.slice(at);
	}

	packet(packet) {
		const type = packet[0] >> 4;
		if ((type === 1) !== (this.greeted === "started")) fail(`CONNECT is not the first and only: ${toHex(packet)}`);
		if (this.left) fail(`after DISCONNECT: ${toHex(packet)}`);
		if (type === 1) this.connect();
		else if (type === 3) this.published(packet);
		else if (type === 4) {
			if ((packet[2] << 8) + packet[3] !== ++this.answered) fail(`not in order: ${toHex(packet)}`);
			if (this.answered > this.sent) fail(`not sent: ${toHex(packet)}`);
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
			this.lose();
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
		}
		this.toClient.push(packet);
	}

	reply(bytes) {
		// A server that cannot send closes.
		if (this.toClient.length + bytes.length > SIZE) this.lose();
		else this.toClient.push(bytes);
	}
}
