// The world of an unattended device: its machine, a network with delays, a clock that jumps from event to event, and brokers. Sockets are those of
// test/mqtt311/sockets.js, as strict as a device's. What goes wrong is up to whoever has the world; all chance comes from one seed.
import { Client } from "mote-mqtt";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { fail } from "../assert.js";
import { concat } from "../bytes.js";
import { Host, TCP } from "../mqtt311/host.js";

/** What a socket's send buffer holds on an ESP8266. */
const ROOM = 1_072;

/** A socket that tells its machine when it is made and closed. */
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

/** Finds them, where there is a network, in either order. */
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
	/** When what was sent last arrives, in either direction. */
	upAt = 0;
	downAt = 0;
	/** The server has closed, or knows that it is closed. */
	closed = false;
	/** Nothing gets through, in either direction, and nobody is told; "takes": something on the way still takes the client's bytes. */
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
	/** Whether there is a network: false: nothing is answered; "refuses": at once. */
	network = true;
	/** By their names. */
	brokers = {};
	/** How often the device has lost its power. */
	lives = 0;
	/** Addresses at which nobody answers. */
	dead = [];
	events = [];
	/** The server's end of the connection that the device made last. */
	link = undefined;

	constructor(version, seed) {
		super({ room: ROOM, ticks: 0x7fffffff - 100_000 });
		this.version = version;
		this.state = seed * 2_654_435_761;
		for (let i = 0; i < 8; i++) this.random(2);
	}

	// Time and chance

	/** Milliseconds since it began. */
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

	/** Milliseconds until something happens that happens every `mean` milliseconds or so. */
	soon(mean) {
		return 1 + Math.floor(-Math.log((1 + this.random(1_000_000)) / 1_000_001) * mean);
	}

	/** Has something done in so many milliseconds. */
	after(milliseconds, action) {
		this.at(this.elapsed + milliseconds, action);
	}

	/** Has something done then, behind what is to be done at the same time. */
	at(time, action) {
		const { events } = this;
		let i = events.length;
		while (i > 0 && events[i - 1].time <= time) i--;
		// The next one is the last one.
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

	/** A time of transmission. */
	delay() {
		return 20 + this.random(200);
	}

	// The device

	/** Its client, with these options; the machine is ours. */
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

	/** A socket is made. */
	opens(socket) {
		const { address } = socket.options;
		const name = Object.keys(ADDRESSES).find((name) => ADDRESSES[name].includes(address));
		if (!name) fail(`address ${address}`);
		// The memory of a device is small.
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

	/** The client closes a socket: the server hears of it. */
	closes(socket) {
		const { link } = socket;
		link.upAt = Math.max(link.upAt, this.now + this.delay());
		this.at(link.upAt, () => {
			if (!link.hole && link.phase !== undefined) link.broker.ended(link);
		});
	}

	/** The client has written: in two pieces, now and then. */
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

	/** A socket tells that the connection has ended, if it has and all has been read. */
	tell(socket) {
		if (!socket.failed || socket.told || socket.closed || socket.received.length) return;
		socket.told = true;
		socket.onError();
	}

	// What goes wrong

	/** The connection is lost: both sides hear of it, the server later. */
	cut() {
		const { link } = this;
		if (!link || link.socket.closed) return;
		link.socket.failed = true;
		this.after(this.random(60_000), () => link.phase !== undefined && link.broker.ended(link));
		this.tell(link.socket);
	}

	/** The device loses power, and starts again: its timers are gone, and the broker is not told. */
	restart() {
		this.stop();
		this.lives++;
		if (!this.link) return;
		this.link.hole = true;
		this.link.socket.closed = true;
	}

	/** The connection is dead, and neither side hears of it. */
	lose(how) {
		if (this.link) this.link.hole = how;
	}
}
