// The world of an unattended device: its host, a network with delays, a clock that jumps from event to event, and
// brokers. Sockets are those of test/mqtt311/sockets.js, as strict as a device's. The user of a world causes faults.
// All random numbers come from one seed.
import { Client } from "mote-mqtt";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { fail } from "../assert.js";
import { concat } from "../bytes.js";
import { Host, TCP } from "../mqtt311/host.js";

/** The size of a socket's send buffer on an ESP8266. */
const ROOM = 1_072;

/** A socket that tells its world when it is opened and closed. */
class Socket extends TCP {
	constructor(options) {
		super(options);
		options.machine.opens(this);
	}

	close() {
		super.close();
		this.machine.closes(this);
	}
}

/** Names of brokers and their addresses. */
const ADDRESSES = Object.freeze({ "broker.example": ["10.0.0.1", "10.0.0.2"], "reserve.example": ["10.0.1.1"] });

/** Resolves these names, if there is a network. The order of the addresses varies. */
class Resolver {
	constructor({ machine }) {
		this.machine = machine;
	}

	resolve({ host, onResolved, onError }) {
		const { machine } = this;
		const { lives } = machine;
		machine.after(machine.delay(), () => {
			if (this.closed || lives !== machine.lives || machine.network === false) return;
			if (machine.network !== true) return onError();
			const all = [...ADDRESSES[host]];
			if (machine.random(2)) all.reverse();
			onResolved(host, all[0], all);
		});
	}

	close() {
		this.closed = true;
	}
}

/** The server's end of a connection. */
class Link {
	/** When the last sent bytes arrive, in either direction. */
	upAt = 0;
	downAt = 0;
	/** The server has closed, or knows that the connection is closed. */
	closed = false;
	/**
	 * Nothing gets through in either direction, and neither side is told. "takes": the client's bytes are still
	 * accepted on the way.
	 */
	hole = undefined;

	constructor(world, socket, broker) {
		this.world = world;
		this.broker = broker;
		this.socket = socket;
	}

	send(bytes) {
		const { world, socket } = this;
		this.downAt = Math.max(this.downAt, world.now + world.delay());
		world.at(this.downAt, () => {
			if (this.hole || socket.closed || socket.failed) return;
			socket.received = socket.received.length ? concat(socket.received, bytes) : bytes;
			socket.onReadable(socket.received.length);
			world.tell(socket);
		});
		return this.downAt;
	}

	close() {
		const { world, socket } = this;
		this.downAt = Math.max(this.downAt, world.now + world.delay());
		world.at(this.downAt, () => {
			if (this.hole || socket.closed) return;
			socket.failed = true;
			world.tell(socket);
		});
	}
}

export class World extends Host {
	/** Whether there is a network. false: nothing is answered; "refuses": everything fails at once. */
	network = true;
	/** Brokers by name. */
	brokers = {};
	/** How often the device has lost power. */
	lives = 0;
	/** Addresses that do not answer. */
	dead = [];
	events = [];
	/** The server's end of the device's latest connection. */
	link = undefined;

	constructor(version, seed) {
		super({ room: ROOM, ticks: 0x7fffffff - 100_000 });
		this.version = version;
		this.state = seed * 2_654_435_761;
		for (let i = 0; i < 8; i++) this.random(2);
	}

	// Time and random numbers

	/** Milliseconds since the beginning. */
	get now() {
		return this.elapsed;
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

	/** A random time in milliseconds until an event that happens about every `mean` milliseconds. */
	soon(mean) {
		return 1 + Math.floor(-Math.log((1 + this.random(1_000_000)) / 1_000_001) * mean);
	}

	/** Schedules an action. */
	after(milliseconds, action) {
		this.at(this.elapsed + milliseconds, action);
	}

	/** Schedules an action, after those for the same time. */
	at(time, action) {
		const { events } = this;
		let i = events.length;
		while (i > 0 && events[i - 1].time <= time) i--;
		// Events are sorted in descending order: the next event is the last one.
		events.splice(i, 0, { time, action });
	}

	/** Lets time pass. */
	run(milliseconds) {
		const end = this.elapsed + milliseconds;
		const { events } = this;
		for (;;) {
			const due = this.next();
			const next = events.length ? events[events.length - 1].time : Infinity;
			if (due > end && next > end) break;
			if (due < next) this.step();
			else {
				this.elapsed = Math.max(this.elapsed, next);
				events.pop().action();
			}
			if (this.misused) fail(this.misused);
		}
		this.elapsed = end;
	}

	/** A random transmission time. */
	delay() {
		return 20 + this.random(200);
	}

	// The device

	/** Creates the device's client with these options and this world as the host. */
	client(options) {
		return new (this.version === 5 ? Client5 : Client)({
			host: "broker.example",
			dns: { io: Resolver, machine: this },
			socket: { io: Socket, machine: this },
			timer: this,
			time: this,
			random: () => this.random(1_000) / 1_000,
			...options,
		});
	}

	/** A socket was created. */
	opens(socket) {
		const { address } = socket.options;
		const name = Object.keys(ADDRESSES).find((name) => ADDRESSES[name].includes(address));
		if (!name) fail(`address ${address}`);
		// Frees memory, which a device has little of.
		socket.options = undefined;
		if (this.link && !this.link.socket.closed) fail("two sockets at a time");
		const link = new Link(this, socket, this.brokers[name]);
		this.link = link;
		socket.link = link;
		if (!this.network || this.dead.includes(address)) return;
		this.after(this.delay(), () => {
			if (socket.closed) return;
			if (this.network !== true) {
				socket.failed = true;
				return this.tell(socket);
			}
			link.broker.opened(link);
			socket.connected = true;
			socket.room = this.capacity;
			socket.onWritable(socket.room);
			this.tell(socket);
		});
	}

	/** The client closes a socket. The server is told. */
	closes(socket) {
		const { link } = socket;
		link.upAt = Math.max(link.upAt, this.now + this.delay());
		this.at(link.upAt, () => {
			if (!link.hole && link.phase !== undefined) link.broker.ended(link);
		});
	}

	/** The client has written bytes, which are sometimes split. */
	wrote(bytes, at, count) {
		const written = bytes.slice(at, at + count);
		const cut = this.random(8) ? count : 1 + this.random(count);
		this.carry(written.slice(0, cut));
		if (cut < count) this.carry(written.slice(cut));
	}

	carry(bytes) {
		const { link } = this;
		const { socket } = link;
		link.upAt = Math.max(link.upAt, this.now + this.delay());
		this.at(link.upAt, () => {
			if (link.hole === true) return;
			if (!link.hole && !link.closed) link.broker.received(link, bytes);
			if (socket.closed || socket.failed) return;
			socket.room = Math.min(this.capacity, socket.room + bytes.length);
			socket.onWritable(socket.room);
			this.tell(socket);
		});
	}

	/** Tells the client that the connection has ended, once everything was read. */
	tell(socket) {
		if (!socket.failed || socket.told || socket.closed || socket.received.length) return;
		socket.told = true;
		socket.onError();
	}

	// Faults

	/** The connection is lost. Both sides are told, the server later. */
	cut() {
		const { link } = this;
		if (!link || link.socket.closed) return;
		link.socket.failed = true;
		this.after(this.random(60_000), () => link.phase !== undefined && link.broker.ended(link));
		this.tell(link.socket);
	}

	/** The device loses power and restarts. Its timers are gone, and the broker is not told. */
	restart() {
		this.stop();
		this.lives++;
		if (!this.link) return;
		this.link.hole = true;
		this.link.socket.closed = true;
	}

	/** The connection dies, and neither side is told. */
	lose(how) {
		if (this.link) this.link.hole = how;
	}
}
