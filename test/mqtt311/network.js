// A network that splits, delays and loses data. On one side is a client whose app calls any method in every callback.
// On the other side is the server of network-server.js.
import { Eager } from "mote-mqtt/eager";
import { fail } from "../assert.js";
import { concat } from "../bytes.js";
import { Host, Resolver, StandardTCP, TCP } from "./host.js";
import { Server, SIZE } from "./network-server.js";

/** What a client reports about a misbehaving server, in both versions. */
const WRONG = Object.freeze([0x81, 0x82, 0x93, 0x94, 0x95, 0x9b]);

/** What a resolver reports in addition to the first address of a name. */
const ADDRESSES = Object.freeze([undefined, ["10.0.0.1"], ["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2", "::3"]]);

/** One client, its app and its network. */
export class Network extends Server {
	payload = new Uint8Array(60);
	/** How deep callbacks may nest that call the client, because a device's stack is small. */
	deepest = 1;
	depth = 0;
	/** How often a callback called the client. */
	calls = 0;
	/** How often the device has started. */
	lives = 0;

	constructor(seed) {
		super(seed);
		this.host = this.machine({
			ticks: this.random(2) ? 0x7fffffff - this.random(100_000) : this.random(1_000_000),
			io: this.random(3) ? TCP : StandardTCP,
		});
		this.options = {
			id: "network",
			clean: !this.kept,
			// Some CONNECTs are longer than any buffer, or room.
			...(this.random(2) && { user: "u", password: "p".repeat(this.random(90)) }),
			keepAlive: this.random(3) * 5_000,
			timeout: 10_000,
			reconnect: { minimum: 100, maximum: 3_000 },
			oversize: this.random(2) ? "skip" : "stream",
			buffers: {
				send: 32 + this.random(96),
				receive: 32 + this.random(64),
				unacknowledged: 100 + this.random(500),
				subscriptions: 32,
			},
			random: () => this.random(1_000) / 1_000,
			...(seed % 4 === 1 && { host: "broker.local", dns: { io: Resolver, machine: this.host } }),
		};
		const { toServer } = this;
		// As push(), with less of a device's stack, which is deep here.
		this.host.onWrite = (bytes) => {
			toServer.bytes.set(bytes, toServer.length);
			toServer.length += bytes.length;
		};
	}

	machine(options) {
		return new Host(options);
	}

	// The device and its app

	/** The device starts. Must be called first. */
	start() {
		this.prepare(this.options);
		this.client = this.host.client(this.options);
		this.makeTopics(this.client);
	}

	/** Options of the device's next client. */
	prepare(options) {
		if (this.isEager) options.eager = new Eager(1_000 << (this.lives % 5));
		const life = ++this.lives;
		const now = () => life === this.lives || fail("a callback of a device that is gone");
		options.onSettled = options.onSubscribe = options.onUnsubscribe = () => now() && this.called();
		options.onDisconnect = ({ code }) => now() && this.disconnected(code);
		options.onConnect = ({ present }) => now() && this.connected(present);
		options.onMessage = (message) => now() && this.message(message);
		options.onOversize = (message) => now() && this.oversize(message);
	}

	/** Creates the device's client. */
	makeTopics(client) {
		this.leaving = this.silent = false;
		this.one = client.topic("one", { QoS: 1 });
		this.zero = client.topic("zero");
	}

	connected() {
		this.called();
	}

	/** A connection has ended: never because of a mistake of this server. */
	disconnected(code) {
		if (WRONG.includes(code)) fail(`the client ends a connection: ${code}`);
		// Years pass, so that it is eager again.
		if (this.isEager) this.options.eager.pass(1_000_000_000);
		this.called();
	}

	/** The app receives a message, or a piece of one. */
	message(message) {
		if (message.offset + message.end - message.start === message.total) this.received(message);
		this.called();
	}

	/** A message was too large. */
	oversize(message) {
		this.received(message);
		this.called();
	}

	/** On a connection, messages at QoS 1 come in order, and no message at QoS 0 comes twice. */
	received({ QoS, identifier }) {
		if (QoS === 0 && this.zeros-- === 0) fail("the app gets a message that was not sent");
		if (QoS === 1 && identifier !== ++this.given) fail(`the app gets ${identifier}, expected ${this.given}`);
	}

	/** A callback has been called. */
	called() {
		if (this.silent) fail("a callback after close()");
		if (this.calm || this.depth === this.deepest || this.random(4)) return;
		this.depth++;
		this.calls++;
		this.act(this.random(24));
		if (this.random(4) === 0) this.act(this.random(24));
		this.depth--;
	}

	/** The app calls its client. */
	act(choice) {
		if (choice === 0) this.disconnect(this.random(2_000));
		else if (choice === 1) this.close();
		else if (choice < 4) this.reconnect();
		else if (choice === 4) {
			this.close();
			this.reconnect();
		} else if (choice === 5) this.client.subscribe("filter/#", { QoS: 1 });
		else if (choice === 6) this.client.unsubscribe("filter/#");
		else if (choice < 12) this.zero.publish(this.payload, this.random(60));
		else this.publish();
	}

	/** Publishes at QoS 1. Returns the result of publish(). */
	publish() {
		const { payload, leaving } = this;
		// Another one may be published before this one is.
		const n = this.accepted++;
		payload[0] = n >> 8;
		payload[1] = n & 255;
		const result = this.one.publish(payload, 2 + this.random(50));
		if (result > 0 && !leaving) return result;
		this.accepted--;
		if (result !== (leaving ? -4 : -2)) fail(`publish(): ${result}`);
		return result;
	}

	reconnect() {
		this.leaving = this.silent = false;
		this.client.connect();
	}

	disconnect(within) {
		this.leaving = true;
		this.silent = false;
		this.client.disconnect(within);
	}

	close() {
		this.leaving = this.silent = true;
		this.client.close();
	}

	// The network

	/** One random step. */
	step() {
		const chance = this.random(1_000);
		if (this.silent && this.host.next() - this.host.elapsed < 100_000) fail("a timer after close()");
		this.meet();
		if (this.former && this.random(100) === 0) this.haunt(this.random(3));
		if (this.leaving && this.random(20) === 0) this.reconnect();
		if (chance < 250) this.publish();
		else if (chance < 300) this.zero.publish(this.payload, this.random(60));
		else if (chance < 550) this.carry(this.random(40));
		else if (chance < 750) this.deliver(this.random(4) ? this.random(40) : SIZE);
		else if (chance < 820) this.say();
		else if (chance < 975) this.host.advance(this.random(400));
		else if (chance < 978) this.shrink();
		else if (chance < 985) this.cut(this.random(3));
		else if (chance < 986) this.host.advance(this.random(30_000));
		else this.act(chance - 986);
		if (this.random(8) === 0) this.tell();
		if (this.host.misused) fail(this.host.misused);
	}

	/** Answers a look-up, a cancelled one, or none. */
	answer(question, how) {
		if (how === 0) question.onError();
		else if (how < 4 || this.calm)
			question.onResolved(question.host, "10.0.0.1", ADDRESSES[this.host.questions % ADDRESSES.length]);
	}

	/** A new socket of the client's is connected, or fails. */
	meet() {
		const { host } = this;
		if (host.question && (this.calm || this.random(10) === 0))
			this.answer(host.question, this.calm ? 1 : this.random(5));
		if (host.asking.length > 1) fail("a look-up that was given up is not closed");
		const { socket } = host;
		if (socket === this.socket || socket === undefined || socket.closed) return;
		this.former = this.socket;
		this.socket = socket;
		// A device's memory is small.
		socket.options = undefined;
		this.begin();
		if (!this.calm && this.random(8) === 0) {
			host.lose();
			return;
		}
		host.overhead = this.calm || this.random(2) ? 0 : 29 + this.random(41);
		// In the end with room for the longest answer of a client that authenticates.
		host.capacity = this.random(3) && !(this.calm && this.authenticates) ? 17 + host.overhead + this.random(47) : 200;
		socket.connected = true;
		socket.room = this.calm ? host.capacity : this.random(host.capacity + 1);
		socket.onWritable(socket.room);
		host.finish();
	}

	/** `count` bytes from the client reach the server, if there are so many; the socket has room again. */
	carry(count) {
		// With little on the stack, which in a device is small: not by way of host.drain().
		count = Math.min(count, this.toServer.length);
		if (count) this.take(this.toServer.shift(count));
		if (this.gone) this.cut(0);
		const { host, socket } = this;
		if (socket !== host.socket || !socket?.connected || socket.closed || socket.failed) return;
		const { length } = this.toServer;
		const room = length
			? Math.min(host.capacity - length, socket.room + count + this.random(host.overhead + 1))
			: host.capacity;
		if (room <= socket.room) return;
		socket.room = room;
		socket.onWritable(room);
		host.finish();
	}

	/** `count` bytes from the server reach the client, if there are so many. */
	deliver(count) {
		count = Math.min(count, this.toClient.length);
		const { socket } = this;
		if (count === 0 || socket !== this.host.socket || !socket?.connected || socket.closed) return;
		const bytes = this.toClient.shift(count);
		socket.received = socket.received.length ? concat(socket.received, bytes) : bytes;
		socket.onReadable(socket.received.length);
		this.host.finish();
	}

	/** The socket reports that it has less room than it had. */
	shrink() {
		const { socket } = this;
		if (socket !== this.host.socket || !socket?.connected || socket.closed || socket.failed) return;
		socket.room = this.random(socket.room + 1);
		socket.onWritable(socket.room);
		this.host.finish();
	}

	/** The connection ends: at once, or with the bytes under way, or so that the socket reports it later. */
	cut(how) {
		const { socket } = this;
		if (socket !== this.host.socket || !socket || socket.closed) return;
		socket.failed = true;
		if (how === 1) this.deliver(this.toClient.length);
		if (how < 2) this.tell();
	}

	/** A closed socket calls back all the same, as the SDK's simulator does. */
	haunt(how) {
		const { former } = this;
		if (how === 0) former.onReadable(1 + this.random(100));
		else if (how === 1) former.onWritable(this.random(200));
		else former.onError();
	}

	/** The socket tells that the connection has ended, if it has and all has been read. */
	tell() {
		if (this.host.socket) this.host.finish();
	}

	/** Nothing is under way or to be sent. */
	isQuiet() {
		const { client, toServer, toClient } = this;
		return client.settled && client.connected && !toServer.length && !toClient.length;
	}

	/** Faults stop; everything that was accepted must arrive. */
	end() {
		this.calm = true;
		this.meet();
		this.reconnect();
		// Unacknowledged messages are resent only on a new connection. So this one ends, which must be noticed.
		const { socket } = this;
		this.cut(1);
		for (let i = 0; i < 30 && socket && !socket.closed; i++) {
			this.host.advance(500);
			this.tell();
		}
		if (socket && !socket.closed) fail("the end of a connection is not noticed");
		for (let i = 0; i < 3_000 && !this.isQuiet(); i++) {
			this.meet();
			this.carry(SIZE);
			this.deliver(SIZE);
			this.host.advance(50);
		}
		if (!this.client.settled) fail("not settled");
		if (this.arrived !== this.accepted) fail(`${this.accepted} accepted, ${this.arrived} arrived`);
		this.carry(SIZE);
		this.client.disconnect();
		this.host.advance(1);
		this.carry(SIZE);
		if (!this.left) fail("no DISCONNECT");
		if (this.host.timers.length) fail("a timer is left");
		if (this.host.asking.length) fail("a look-up is left");
	}
}
