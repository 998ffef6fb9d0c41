// A machine for one ECMA-419 client, and its server, controlled by the test: test/mqtt311/host.js, with sockets that
// accept and return any Byte Buffer, like the SDK's. The client under test is the bundle, with the SDK's timer and
// time replaced.
import MQTTClient from "../../../build/ecma419/mqttclient.js";
import { deepEqual, equal } from "../../assert.js";
import { concat, toHex } from "../../bytes.js";
import { Host, Resolver, StandardTCP } from "../../mqtt311/host.js";

export { MQTTClient };

/** CONNECT of a client without options. */
export const CONNECT = '10 0C 00 04 "MQTT" 04 02 00 00 00 00';
/** CONNACK: accepted, no session present. */
export const ACCEPTED = "20 02 00 00";

/** A socket as on a device: `write` accepts any Byte Buffer, `read` a number or a view. */
class Socket extends StandardTCP {
	write(data, options) {
		// The SDK's class for lwIP throws if data and the end of the connection come in one segment.
		if (this.failed && this.machine.throws) throw new Error("write: not ready");
		if (options !== undefined && !options.more) throw new Error("write: options");
		return super.write(ArrayBuffer.isView(data) ? asBytes(data) : new Uint8Array(data));
	}

	read(into) {
		if (typeof into !== "number") return super.read(into);
		const bytes = new Uint8Array(into);
		return super.read(bytes) && bytes.buffer;
	}

	close() {
		super.close();
		this.machine.log.push("closed");
	}
}

/** A socket of Mote's, which reads into and writes from any part of memory. */
export class OwnSocket extends Socket {
	writeFrom(bytes, at, count) {
		return this.take(bytes, at, count);
	}

	readInto(bytes, at, count) {
		return this.give(bytes, at, count);
	}
}

/** A socket that calls back with another object as `this`, as the SDK's TLS does. */
export class StrangeSocket extends Socket {
	constructor(options) {
		const { onReadable, onWritable, onError } = options;
		super({
			...options,
			onReadable: (count) => onReadable(count),
			onWritable: (count) => onWritable(count),
			onError: () => onError(),
		});
		this.target = undefined;
	}
}

/** A resolver that can be closed. */
class ClosingResolver extends Resolver {
	close() {
		this.machine.resolverClosed = true;
	}
}

export class Machine extends Host {
	/** Makes write() throw once the connection has failed. */
	throws = false;

	constructor(settings) {
		super(settings);
		globalThis.machine = this;
	}

	/** Options of a client that logs its callbacks and reads everything. */
	settings(options) {
		const { log } = this;
		return {
			host: "broker.local",
			dns: { io: ClosingResolver, machine: this },
			socket: { io: Socket, machine: this },
			onReadable(count, fragment) {
				log.push(`${describe(count, fragment)}: ${toText(this.read(count))}`);
			},
			onControl: (message) => log.push(JSON.stringify(message)),
			onError: (error) => log.push(error.message),
			...options,
		};
	}

	/** A client whose name is being resolved. */
	make(options) {
		this.made = new MQTTClient(this.settings(options));
		return this.made;
	}

	/** A client whose socket is connecting. */
	resolved(options) {
		const client = this.make(options);
		this.question.onResolved("broker.local", "10.0.0.1");
		return client;
	}

	/** A client that has sent CONNECT. */
	greeted(options) {
		const client = this.resolved(options);
		this.accept();
		return client;
	}

	/** A client that is connected. What it wrote and called back for that is forgotten. */
	ready(options) {
		const client = this.greeted(options);
		this.send(ACCEPTED);
		this.drain();
		this.writes.length = this.log.length = 0;
		return client;
	}

	/** Checks that the client has failed with `message`, and has nothing left open. */
	failed(message) {
		this.happened("closed", message);
		equal(this.socket.closed, true);
		deepEqual(this.timers, []);
	}
}

/** For example "5 of a/b, QoS 1, 5 in all" or "4 more, to be continued". */
export function describe(count, { more, topic, QoS, byteLength }) {
	const what = topic === undefined ? `${count} more` : `${count} of ${topic}, QoS ${QoS}, ${byteLength} in all`;
	return more ? `${what}, to be continued` : what;
}

export function toText(buffer) {
	return buffer === undefined ? "nothing" : String.fromArrayBuffer(buffer);
}

/** A buffer as an app creates it. */
export function fromText(text) {
	return ArrayBuffer.fromString(text);
}

/** Returns what was written, in hexadecimal, and clears it. */
export function written(machine) {
	return toHex(concat(...machine.writes.splice(0)));
}

function asBytes(view) {
	return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
