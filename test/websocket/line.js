// A WebSocket without an MQTT client, over the simulated socket of test/mqtt311/host.js. The server's side is server-side.js.
import { websocket } from "mote-mqtt/websocket";
import { deepEqual, equal, fail } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Host } from "../mqtt311/host.js";
import { StandardTCP } from "../mqtt311/sockets.js";
import { ascii, opening, text, unmasked } from "./server-side.js";

/** A TCP socket like the project's own: ECMA-419's methods, and writeFrom() and readInto(). */
export class WireTCP extends StandardTCP {
	writeFrom(bytes, at, count) {
		return this.take(bytes, at, count);
	}

	readInto(bytes, at, count) {
		return this.give(bytes, at, count);
	}
}

export class Line extends Host {
	/** All payload bytes received so far. */
	received = new Uint8Array(0);
	/** The most bytes that one call of readInto() reads; by default all that are available. 0: nothing is read. */
	most = Infinity;
	/** If set, this is called instead of reading. */
	onReadable = undefined;
	onWritable = undefined;
	/** The count of the last onWritable callback. */
	free = undefined;
	errors = [];

	constructor(options) {
		super({ io: WireTCP, ...options });
	}

	/** `options` are options of websocket(), `more` are options of the socket. */
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

	/** The bytes written since the last call, as text. */
	request() {
		return text(concat(...this.writes.splice(0)));
	}

	/** Whether the whole request has been written. */
	isAsked() {
		return text(concat(...this.writes)).endsWith("\r\n\r\n");
	}

	/** The server answers the handshake, then sends the bytes of `notation`. */
	answer(notation = "") {
		this.send(concat(ascii(opening(this.request())), hex(notation)));
	}

	/** Connects TCP and completes the handshake. */
	established(options, more) {
		this.open(options, more);
		this.accept();
		for (let i = 0; i < 60 && !this.isAsked(); i++) this.drain();
		this.answer();
		if (this.errors.length) fail(this.errors[0]);
		this.drain();
		return this;
	}

	/** The frames written since the last call, each of which must be one write: [first byte, payload]. */
	frames() {
		return this.writes.splice(0).map((bytes) => {
			const { first, payload } = unmasked(bytes);
			return [first, payload];
		});
	}

	/** Asserts the frames written and the payload received since the last call. */
	expect(frames, received) {
		deepEqual(this.frames(), frames);
		deepEqual(this.received, received);
		this.received = new Uint8Array(0);
	}

	/** Asserts that the connection has ended with the error `detail`, after these frames. */
	ended(detail, ...frames) {
		deepEqual(this.errors.splice(0), [detail]);
		equal(this.socket.closed, true);
		deepEqual(this.frames(), frames);
		if (this.timers.length) fail("a timer is left");
	}
}
