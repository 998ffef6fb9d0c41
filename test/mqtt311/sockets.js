// The ECMA-419 classes of the machine in host.js, as strict as a device's.
const NONE = new Uint8Array(0);

/**
 * A TCP socket with the methods of ECMA-419, which throws whenever one on a device does, or must not be used any
 * more.
 */
export class StandardTCP {
	received = NONE;
	room = 0;
	connected = false;
	failed = false;
	closed = false;
	/** The number of writes. */
	count = 0;

	constructor(options) {
		if (options.machine.noSocket) throw new Error("no socket left");
		this.options = options;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.onError = options.onError;
		this.target = options.target;
		this.machine = options.machine;
		this.machine.socket = this;
		this.machine.sockets++;
	}

	write(bytes) {
		// As lwIP does if data and the end of the connection came together.
		if (this.failed && this.received.length) throw new Error("write: the connection has ended");
		return this.take(bytes, 0, bytes.length);
	}

	read(into) {
		return this.give(into, 0, into.length);
	}

	take(bytes, at, count) {
		if (this.closed) this.misused("write: closed");
		if (this.failed) return;
		if (!this.connected) this.misused("write: not connected");
		if (!(count > 0 && at >= 0 && at + count <= bytes.length)) this.misused(`write: ${at}, ${count}`);
		if (count > this.room) this.misused(`write: ${count} bytes, room for ${this.room}`);
		this.count++;
		// TLS and WebSocket take more room than their bytes.
		this.room = Math.max(this.room - count - this.machine.overhead, 0);
		this.machine.wrote(bytes, at, count);
		return this.room;
	}

	give(into, at, count) {
		if (this.closed) this.misused("read: closed");
		const { received } = this;
		if (received.length === 0) return;
		if (!(count > 0 && at >= 0 && at + count <= into.length)) this.misused(`read: ${at}, ${count}`);
		if (count > received.length) this.misused(`read: ${count} bytes requested, ${received.length} available`);
		for (let i = 0; i < count; i++) into[at + i] = received[i];
		this.received = received.slice(count);
		return count;
	}

	close() {
		if (this.closed) this.misused("close: closed");
		this.closed = true;
	}

	/** Throws, and records that in the machine, because the caller may catch it. */
	misused(how) {
		this.machine.misused = how;
		throw new Error(how);
	}
}

/** A TCP socket that reads into, and writes from, any part of memory, as Mote's classes do. */
export class TCP extends StandardTCP {
	writeFrom(bytes, at, count) {
		return this.take(bytes, at, count);
	}

	readInto(bytes, at, count) {
		return this.give(bytes, at, count);
	}

	write() {
		this.misused("write: not by way of writeFrom()");
	}

	read() {
		this.misused("read: not by way of readInto()");
	}
}

/**
 * A resolver whose questions the spec answers: `host.question.onResolved(name, address, addresses)`. Like the SDK's, it
 * holds a socket and a timer from question to answer, or until it is closed.
 */
export class Resolver {
	constructor(options) {
		this.machine = options.machine;
	}

	resolve(question) {
		const { machine } = this;
		machine.questions++;
		machine.asking.push(this);
		machine.question = {
			host: question.host,
			onResolved: (name, address, addresses) => {
				this.done();
				question.onResolved(name, address, addresses);
			},
			onError: () => {
				this.done();
				question.onError();
			},
		};
		machine.onQuestion?.(machine.question);
	}

	done() {
		const { asking } = this.machine;
		if (asking.includes(this)) asking.splice(asking.indexOf(this), 1);
	}

	close() {
		if (this.closed) throw new Error("close: closed");
		this.closed = true;
		this.done();
	}
}
