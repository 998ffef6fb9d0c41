// A WebSocket alone, without a client, over a socket that is played by hand: host.js of test/mqtt311, and a server's side.
import { websocket } from "mote-mqtt/websocket";
import { deepEqual, equal, fail } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Host } from "../mqtt311/host.js";
import { StandardTCP } from "../mqtt311/sockets.js";
import { ascii, opening, text, unmasked } from "./server-side.js";

/** A TCP socket as the project's own are: with the standard's methods, and those that take a part of memory. */
export class WireTCP extends StandardTCP {
	writeFrom(bytes, at, count) {
		return this.take(bytes, at, count);
	}

	readInto(bytes, at, count) {
		return this.give(bytes, at, count);
	}
}

export class Line extends Host {
	/** All that was received. */
	received = new Uint8Array(0);
	/** How much is read of what is announced, in one call; by default all. undefined: nothing. */
	most = Infinity;
	/** Called in place of reading. */
	onReadable = undefined;
	onWritable = undefined;
	/** What onWritable said last. */
	free = undefined;
	errors = [];

	constructor(options) {
		super({ io: WireTCP, ...options });
	}

	/** `options` of websocket(); `more` of the socket. */
	open(options, more) {
		const line = this;
		const socket = { io: this.io, machine: this, ...(this.secure && { secure: {} }) };
		const over = websocket({ socket, timer: this, time: this }, options);
		this.layer = over.socket;
		this.ws = new over.socket.io({
			...over.socket,
			address: "10.0.0.1",
			host: "broker.example",
			port: over.socket.port,
			target: this,
			onReadable(count) {
				if (this !== line.ws) fail("a callback without the socket as this");
				if (line.onReadable) line.onReadable(count);
				else line.read(count);
			},
			onWritable(count) {
				line.free = count;
				line.onWritable?.(count);
			},
			onError(detail) {
				line.errors.push(detail);
			},
			...more,
		});
		return this;
	}

	/** Reads `count` bytes, in pieces of `most`. */
	read(count) {
		const bytes = new Uint8Array(count);
		for (let at = 0; at < count && this.most; at += this.most)
			this.ws.readInto(bytes, at, Math.min(count - at, this.most));
		if (this.most) this.received = concat(this.received, bytes);
	}

	/** What was written since the last call, as text. */
	request() {
		return text(concat(...this.writes.splice(0)));
	}

	/** Whether all of the request has been written. */
	isAsked() {
		return text(concat(...this.writes)).endsWith("\r\n\r\n");
	}

	/** The server answers, and sends what the notation says. */
	answer(notation = "") {
		this.send(concat(ascii(opening(this.request())), hex(notation)));
	}

	/** TCP is connected, and the server answers. */
	established(options, more) {
		this.open(options, more);
		this.accept();
		for (let i = 0; i < 60 && !this.isAsked(); i++) this.drain();
		this.answer();
		if (this.errors.length) fail(this.errors[0]);
		this.drain();
		return this;
	}

	/** The frames that were written since the last call, each in one write: [first byte, payload]. */
	frames() {
		return this.writes.splice(0).map((bytes) => {
			const { first, payload } = unmasked(bytes);
			return [first, payload];
		});
	}

	/** Since the last call, these frames were written, and `received` arrived. */
	expect(frames, received) {
		deepEqual(this.frames(), frames);
		deepEqual(this.received, received);
		this.received = new Uint8Array(0);
	}

	/** The connection has ended so, and has sent these frames since the last call. */
	ended(detail, ...frames) {
		deepEqual(this.errors.splice(0), [detail]);
		equal(this.socket.closed, true);
		deepEqual(this.frames(), frames);
		if (this.timers.length) fail("a timer is left");
	}
}
