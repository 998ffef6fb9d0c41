// A machine for one client, and its server, played by hand: a clock that stands still until told, the SDK's timers, and the
// ECMA-419 classes of sockets.js. Nothing happens but what a spec says, in the order in which it says it.
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
/** Sizes for a device whose memory holds the specs as well. */
const BUFFERS = Object.freeze({ send: 128, receive: 128, unacknowledged: 256 });
/** Options of a client whose session the server keeps. */
export const KEPT = Object.freeze({ id: "me", clean: false });

/** The machine: also its `timer` and its `time` module. */
export class Host {
	/** Milliseconds since it began. */
	elapsed = 0;
	/** How often a timer has fired. */
	wakes = 0;
	timers = [];
	/** The socket made last, and how many there have been. */
	socket = undefined;
	sockets = 0;
	/** What a socket was asked for and cannot do. */
	misused = undefined;
	/** Makes the constructor of the socket throw. */
	noSocket = false;
	question = undefined;
	questions = 0;
	/** Resolvers with a question that is not answered. */
	asking = [];
	onQuestion = undefined;
	/** Callbacks of the client, in words. */
	log = [];
	/** Writes, an array each; or a function that gets them. */
	writes = [];
	onWrite = undefined;
	/** The network does not take DISCONNECT at once, as it does else when a timer has fired: a spec says when. */
	isSlow = false;
	/** Nothing is made of what is written: that would allocate. */
	isDeaf = false;
	isLeaving = false;

	/**
	 * `room`: what a socket's send buffer holds; `ticks`: what the clock begins with; `io`: the class of sockets; `overhead`: what each
	 * write takes of the room beyond its bytes.
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

	/** Power is lost: the timers that there are do nothing any more, whoever still has them. */
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

	/** Lets time pass, and timers fire. */
	advance(milliseconds) {
		const end = this.elapsed + milliseconds;
		while (this.next() <= end) this.step();
		this.elapsed = end;
	}

	/** Lets time pass until a timer has fired. */
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

	/** When a timer fires next, in `elapsed` time. */
	next() {
		let due = Infinity;
		for (const timer of this.timers) if (timer.due < due) due = timer.due;
		return due;
	}

	// The client

	/** Options of a client that logs its callbacks, with small buffers. Jitter is none, so a pause is as long as it can be. */
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

	/** A client that is connected. What it wrote and called back for that is forgotten. */
	online(options, connack = ACCEPTED) {
		const client = this.client(options);
		this.again(connack);
		this.writes.length = this.log.length = 0;
		return client;
	}

	/** Lets time pass until the client tries to connect, accepts that, and forgets what it wrote then: CONNECT. */
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

	/** The callbacks since the last call must have been these. */
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

	/** The writes since the last call must have been these: one for each fixture. */
	sent(...fixtures) {
		deepEqual(this.writes.splice(0), fixtures.map(hex));
	}

	/** All bytes written since the last call must have been these, in however many writes. */
	streamed(...fixtures) {
		deepEqual(concat(...this.writes.splice(0)), concat(...fixtures.map(hex)));
	}

	/** From here on, what is written is put into one piece of memory: a device has no room for many small ones. */
	collect(size) {
		const all = new Uint8Array(size);
		this.all = all;
		this.size = 0;
		this.onWrite = (bytes) => {
			all.set(bytes, this.size);
			this.size += bytes.length;
		};
	}

	/** All that was written since the last call, or since collect(). */
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

	/** The socket has room for `room` bytes, no more, and says so. */
	squeeze(room) {
		const { socket } = this;
		socket.room = room;
		socket.onWritable(room);
	}

	/** Bytes arrive from the server, all at once. */
	send(bytes) {
		// With little on the stack, which in a device is small: callbacks come from here.
		const { socket } = this;
		if (typeof bytes === "string") bytes = hex(bytes);
		socket.received = socket.received.length ? concat(socket.received, bytes) : bytes;
		socket.onReadable(socket.received.length);
		this.finish();
	}

	/** Bytes arrive in pieces of `size`, or in one if that is 0, as long as the socket is open. */
	sendPieces(bytes, size) {
		const all = typeof bytes === "string" ? hex(bytes) : bytes;
		if (size === 0) this.send(all);
		else for (let at = 0; at < all.length && !this.socket.closed; at += size) this.send(all.slice(at, at + size));
	}

	/** The connection is lost, or closed by the server: told once what has been received is read. */
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
	// No find(): what calls this is deep in the stack.
	for (const name in Reason) if (Reason[name] === code) return name;
	return code;
}
