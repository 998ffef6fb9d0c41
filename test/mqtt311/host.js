// A machine for one client, and its server, controlled by the test: a clock that advances on request, the SDK's
// timers, and the ECMA-419 classes of sockets.js. Everything happens in the order in which the spec says it.
import { Client, Reason } from "mote-mqtt";
import { deepEqual, fail } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Resolver, StandardTCP, TCP } from "./sockets.js";

export { Resolver, StandardTCP, TCP };

/** CONNECT of a client with the default options. */
export const CONNECT = '10 0C 00 04 "MQTT" 04 02 00 3C 00 00';
/** CONNACK: accepted, no session present. */
export const ACCEPTED = "20 02 00 00";
/** CONNACK: accepted, session present. */
export const PRESENT = "20 02 01 00";
/** Sizes for a device whose memory contains the specs as well. */
const BUFFERS = Object.freeze({ send: 128, receive: 128, unacknowledged: 256 });
/** Options of a client whose session the server keeps. */
export const KEPT = Object.freeze({ id: "me", clean: false });

/** The machine: also its `timer` and its `time` module. */
export class Host {
	/** Milliseconds since the start. */
	elapsed = 0;
	/** How often a timer has fired. */
	wakes = 0;
	timers = [];
	/** The latest socket, and the number of sockets. */
	socket = undefined;
	sockets = 0;
	/** What a socket was asked for and cannot do. */
	misused = undefined;
	/** Makes the socket's constructor throw. */
	noSocket = false;
	question = undefined;
	questions = 0;
	/** Resolvers with a pending question. */
	asking = [];
	onQuestion = undefined;
	/** The client's callbacks, in words. */
	log = [];
	/** The writes, an array each; or a function that receives them. */
	writes = [];
	onWrite = undefined;
	/** The network does not take DISCONNECT until the spec says so. Otherwise it does when a timer fires. */
	isSlow = false;
	/** Written bytes are not recorded, which would allocate. */
	isDeaf = false;
	isLeaving = false;

	/**
	 * `room`: the size of a socket's send buffer; `ticks`: the clock's first value; `io`: the class of sockets;
	 * `overhead`: the room that each write takes in addition to its bytes.
	 */
	constructor({ room = 1072, ticks = 0, io = TCP, overhead = 0 } = {}) {
		this.capacity = room;
		this.start = ticks;
		this.io = io;
		this.overhead = overhead;
	}

	// Time

	get ticks() {
		return (this.start + this.elapsed) | 0;
	}

	set(callback, interval = 0, repeat = 0) {
		const timer = { callback, due: 0, repeat: 0 };
		this.timers.push(timer);
		this.schedule(timer, interval, repeat);
		return timer;
	}

	repeat(callback, interval) {
		return this.set(callback, interval, interval);
	}

	schedule(timer, interval, repeat = 0) {
		if (timer.isGone) return;
		if (!this.timers.includes(timer)) throw new Error("schedule: the timer is gone");
		timer.repeat = repeat;
		if (interval === undefined) timer.due = Infinity;
		else if (interval === (interval | 0) && interval >= 0) timer.due = this.elapsed + interval;
		else throw new Error(`schedule: ${interval} ms`);
	}

	/** Power is lost: existing timers do nothing any more. */
	stop() {
		for (const timer of this.timers) timer.isGone = true;
		this.timers.length = 0;
	}

	clear(timer) {
		if (timer.isGone) return;
		const index = this.timers.indexOf(timer);
		if (index < 0) throw new Error("clear: the timer is gone");
		this.timers.splice(index, 1);
	}

	/** Advances the clock, and fires timers. */
	advance(milliseconds) {
		const end = this.elapsed + milliseconds;
		while (this.next() <= end) this.step();
		this.elapsed = end;
	}

	/** Advances the clock until a timer has fired. */
	step() {
		const due = this.next();
		if (due === Infinity) fail("no timer is scheduled");
		const timer = this.timers.find((timer) => timer.due === due);
		this.elapsed = Math.max(this.elapsed, due);
		if (timer.repeat) timer.due = this.elapsed + timer.repeat;
		else this.clear(timer);
		this.wakes++;
		this.isLeaving = false;
		timer.callback(timer);
		if (this.isLeaving && !this.isSlow) this.drain();
	}

	/** When the next timer fires, in `elapsed` time. */
	next() {
		let due = Infinity;
		for (const timer of this.timers) if (timer.due < due) due = timer.due;
		return due;
	}

	// The client

	/**
	 * Options of a client that logs its callbacks, with small buffers. There is no jitter, so that a pause has its
	 * maximum.
	 */
	options(options) {
		const { log } = this;
		return {
			host: "10.0.0.1",
			buffers: BUFFERS,
			socket: { io: this.io, machine: this },
			timer: this,
			time: this,
			random: () => 1,
			onConnect: ({ present }) => log.push(present ? "connected, session present" : "connected"),
			onMessage: (message) => log.push(describeMessage(message)),
			onOversize: ({ topic, total }) => log.push(`oversize ${topic} ${total}`),
			onSubscribe: (filter, granted) => log.push(`subscribed ${filter} ${granted}`),
			onUnsubscribe: (filter) => log.push(`unsubscribed ${filter}`),
			onSettled: () => log.push("settled"),
			onDisconnect: ({ code, retry }) =>
				log.push(`${reasonName(code)}${retry === undefined ? "" : `, retry ${retry}`}`),
			...options,
		};
	}

	client(options) {
		this.made = new Client(this.options(options));
		return this.made;
	}

	/** A client that is connected. What it wrote and called back for that is discarded. */
	online(options, connack = ACCEPTED) {
		const client = this.client(options);
		this.again(connack);
		this.writes.length = this.log.length = 0;
		return client;
	}

	/** Advances until the client connects, accepts the connection, and discards what it wrote then: CONNECT. */
	meet() {
		const { sockets } = this;
		while (this.sockets === sockets) this.step();
		this.accept();
		this.drain();
		this.writes.length = 0;
	}

	/** As meet(), and answers CONNECT. */
	again(connack = ACCEPTED) {
		this.meet();
		this.send(connack);
	}

	/** Checks that the callbacks since the last call are these. */
	happened(...lines) {
		deepEqual(this.log.splice(0), lines);
	}

	// The server

	wrote(bytes, at, count) {
		this.isLeaving = bytes[at] === 0xe0;
		if (this.isDeaf) return;
		const written = bytes.slice(at, at + count);
		if (this.onWrite) this.onWrite(written);
		else this.writes.push(written);
	}

	/** Checks that the writes since the last call are these: one for each fixture. */
	sent(...fixtures) {
		deepEqual(this.writes.splice(0), fixtures.map(hex));
	}

	/** Checks that all bytes written since the last call are these, in any number of writes. */
	streamed(...fixtures) {
		deepEqual(concat(...this.writes.splice(0)), concat(...fixtures.map(hex)));
	}

	/** From now on, writes are collected in one block of memory, because a device has no room for many small ones. */
	collect(size) {
		const all = new Uint8Array(size);
		this.all = all;
		this.size = 0;
		this.onWrite = (bytes) => {
			all.set(bytes, this.size);
			this.size += bytes.length;
		};
	}

	/** Everything that was written since the last call, or since collect(). */
	collected() {
		const all = this.all.slice(0, this.size);
		this.size = 0;
		return all;
	}

	/** TCP is connected. */
	accept() {
		this.socket.connected = true;
		this.drain();
	}

	/** The network has taken `count` bytes from the send buffer; all of them if not given. */
	drain(count = this.capacity) {
		const { socket } = this;
		if (!socket || socket.closed || socket.failed) return;
		socket.room = Math.min(this.capacity, socket.room + count);
		socket.onWritable(socket.room);
		this.finish();
	}

	/** The socket has room for `room` bytes, no more, and reports it. */
	squeeze(room) {
		const { socket } = this;
		socket.room = room;
		socket.onWritable(room);
	}

	/** Bytes arrive from the server, all at once. */
	send(bytes) {
		// With little on a device's small stack, because callbacks come from here.
		const { socket } = this;
		if (typeof bytes === "string") bytes = hex(bytes);
		socket.received = socket.received.length ? concat(socket.received, bytes) : bytes;
		socket.onReadable(socket.received.length);
		this.finish();
	}

	/** Bytes arrive in pieces of `size`, or in one if that is 0, while the socket is open. */
	sendPieces(bytes, size) {
		const all = typeof bytes === "string" ? hex(bytes) : bytes;
		if (size === 0) this.send(all);
		else for (let at = 0; at < all.length && !this.socket.closed; at += size) this.send(all.slice(at, at + size));
	}

	/** The connection is lost, or closed by the server, which is reported after received bytes were read. */
	lose() {
		this.socket.failed = true;
		this.finish();
	}

	finish() {
		const { socket } = this;
		if (!socket?.failed || socket.told || socket.closed || socket.received.length) return;
		socket.told = true;
		socket.onError();
	}
}

/** For example "message a/b: text, QoS 1, identifier 7, retain". */
function describeMessage(message) {
	const { QoS, identifier, retain, duplicate } = message;
	return `message ${message.topic}: ${message.text}${QoS ? `, QoS ${QoS}, identifier ${identifier}` : ""}${
		retain ? ", retain" : ""
	}${duplicate ? ", duplicate" : ""}`;
}

function reasonName(code) {
	// Without find(), because this is called deep in the stack.
	for (const name in Reason) if (Reason[name] === code) return name;
	return code;
}
