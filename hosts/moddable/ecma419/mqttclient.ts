// "mote-mqtt/ecma419": the MQTT client of ECMA-419 (section 25), to be mapped as "embedded:network/mqtt/client". An app for the
// standard's class has written its own reconnecting, and keeps it. Where the standard and the Moddable SDK's class differ,
// existing apps decide: onControl gets the message first, not its type. The constructor is set-up, the rest is hot path.
import { Phase, Ping } from "../../../src/connection-state.js";
import { Packet } from "../../../src/wire/packet.js";
import { AppConnection } from "./app-connection.js";
import { bytesOf } from "./byte-buffer.js";
import { CONTROL, ERROR, READABLE, WRITABLE } from "./callbacks.js";
import { connectPacket } from "./connect-packet.js";
import type { ByteBuffer, MQTTClientOptions, WriteOptions } from "./contract.js";
import { Bytes, Milliseconds, Waiting } from "./limits.js";
import { controlPacket, publishHead } from "./outgoing.js";

export type { ByteBuffer, ControlMessage, Fragment, MQTTClientOptions, WriteOptions } from "./contract.js";

/** Reading a symbol's property takes less than half of what a private one takes. */
const INSIDE = Symbol();

/** An MQTT client with the contract of ECMA-419. All but these few names is left to apps and subclasses. */
export default class MQTTClient {
	static readonly CONNECT = 1;
	static readonly CONNACK = 2;
	static readonly PUBLISH = 3;
	static readonly PUBACK = 4;
	static readonly PUBREC = 5;
	static readonly PUBREL = 6;
	static readonly PUBCOMP = 7;
	static readonly SUBSCRIBE = 8;
	static readonly SUBACK = 9;
	static readonly UNSUBSCRIBE = 10;
	static readonly UNSUBACK = 11;
	static readonly PINGREQ = 12;
	static readonly PINGRESP = 13;
	static readonly DISCONNECT = 14;

	declare target: unknown;
	/** @internal */
	declare [READABLE]: MQTTClientOptions["onReadable"];
	/** @internal */
	declare [WRITABLE]: MQTTClientOptions["onWritable"];
	/** @internal */
	declare [CONTROL]: MQTTClientOptions["onControl"];
	/** @internal */
	declare [ERROR]: MQTTClientOptions["onError"];
	/** @internal */
	declare readonly [INSIDE]: AppConnection;

	/** Connects. Throws if an option is wrong; what goes wrong later is told by onError. Allocates. */
	constructor(options: MQTTClientOptions) {
		if (options.target !== undefined) this.target = options.target;
		if (options.format !== undefined) this.format = options.format;
		if (!options.host) throw new TypeError("host: expected a name or an address");
		const keepAlive = Math.min(Math.ceil((options.keepAlive ?? options.keepalive ?? 0) / 1_000), 65_535);
		if (!(keepAlive >= 0)) throw new RangeError("keepAlive: expected 0 or more");
		// From here, as it takes a good deal of the stack.
		const packet = connectPacket(options, keepAlive);
		(this as { [INSIDE]: AppConnection })[INSIDE] = new AppConnection(this, options, keepAlive * 1_000, packet);
	}

	/** Always "buffer"; throws RangeError if it is to be another. */
	get format(): "buffer" {
		return "buffer";
	}

	set format(format: "buffer") {
		if (format !== "buffer") throw new RangeError('format: expected "buffer"');
	}

	/**
	 * Sends a message (section 3.3), the next fragment of one, or a control packet. Throws, and then nothing has been sent:
	 * before CONNACK, after DISCONNECT, if there is no room for all of it, or if an option is wrong. If the connection has failed,
	 * returns 0, and onError follows. Publishing allocates nothing if topic, QoS and the number of the length's bytes are those of the
	 * message before, and the topic a string; fragments never. But catching what a socket may throw takes 52 bytes of C heap, given back
	 * at once.
	 * @param data the payload, which is not copied; null or none for an empty one.
	 * @param options none for fragments after the first.
	 * @returns how many bytes can be written, 0 or more.
	 */
	write(data?: ByteBuffer | null, options?: WriteOptions | null): number {
		const it = this[INSIDE];
		if (it.phase !== Phase.Online) throw new Error("not connected");
		const size = data ? data.byteLength : 0;
		if ((size | 0) !== size) throw new TypeError("data: expected a buffer");
		const left = it.position;
		if (left) {
			if (options || size > left) throw new Error("expected the rest of a message");
			if (size > it.room) throw new Error("no room");
			if (size) it.put(data as ByteBuffer);
			it.position = left - size;
		} else if (!options) throw new TypeError("options: expected an object");
		else {
			const operation = options.operation ?? Packet.PUBLISH;
			// Written from here, as sockets take a good deal of the stack.
			if (operation === Packet.PUBLISH) it.put(publishHead(it, size, options), size ? data : undefined);
			else it.put(controlPacket(it, operation, options));
		}
		// What had to wait for the end of the message. Not now: callbacks may not come while write() is called.
		if ((it.owed >= 0 || it.ping === Ping.Due) && !it.position && it.phase === Phase.Online) it.arm(Milliseconds.Soon);
		const room = it.room - Bytes.Reserved;
		const count = room > 0 ? room : 0;
		if (this[WRITABLE]) it.promised = count;
		return count;
	}

	/**
	 * Reads from the present fragment. Throws once it is closed.
	 * @param into how many bytes, as an ArrayBuffer; all if not given. Or a buffer to be filled as far as possible, which
	 * allocates least if it is a Uint8Array and not larger than what there is.
	 * @returns the ArrayBuffer, or the number of bytes read; undefined if there is nothing to be read.
	 */
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		const it = this[INSIDE];
		const available = it.available;
		if (!it.alarm) throw new Error("closed");
		if (!available && !it.empty) return;
		const target = typeof into === "object" ? into : undefined;
		const wanted = target ? target.byteLength : into === undefined ? available : Math.max((into as number) | 0, 0);
		const count = Math.min(wanted, available);
		const buffer = it.view.buffer as ArrayBuffer;
		const at = it.message.start;
		// A large message may lie in the socket in part.
		const buffered = it.large ? Math.min(count, it.held - at) : count;
		let result: ArrayBuffer | number;
		if (!target && buffered === count) result = buffer.slice(at, at + count);
		else {
			const view = bytesOf(target ?? new ArrayBuffer(count), count);
			if (buffered) view.set(new Uint8Array(buffer, at, buffered));
			if (buffered < count) {
				const io = it.io!;
				(it.isBound ? io.io : io).read(buffered ? view.subarray(buffered) : view);
				it.unread -= count - buffered;
			}
			result = target ? count : (view.buffer as ArrayBuffer);
		}
		it.message.start = at + buffered;
		it.available = available - count;
		if (it.large) {
			it.at = at + buffered;
			it.remaining -= count;
		}
		// Not in the callback: then it goes on by itself.
		if (count === available && it.owed === Waiting.Unread) it.arm(Milliseconds.Soon);
		return result;
	}

	/** Drops the connection, at any time. No callback comes after it. Without a DISCONNECT before, the server publishes the will. */
	close(): void {
		this[INSIDE].close();
	}
}
