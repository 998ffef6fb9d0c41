// "mote-mqtt/ecma419": the MQTT client of ECMA-419 (section 25), to be mapped as "embedded:network/mqtt/client". Apps
// for the standard's class do their own reconnecting, so this class does not. Where the standard and the Moddable
// SDK's class differ, this class follows what existing apps expect: onControl gets the message first, not its type.
// The constructor is set-up, the rest is hot path.
import { Phase, Ping } from "../../../src/connection/connection-state.js";
import { Packet } from "../../../src/wire/packet.js";
import { AppConnection } from "./app-connection.js";
import { bytesOf } from "./byte-buffer.js";
import { CONTROL, ERROR, READABLE, WRITABLE } from "./callbacks.js";
import { connectPacket } from "./connect-packet.js";
import type { ByteBuffer, MQTTClientOptions, WriteOptions } from "./contract.js";
import { Bytes, Milliseconds, Waiting } from "./limits.js";
import { controlPacket, publishHead } from "./outgoing.js";

export type { ByteBuffer, ControlMessage, Fragment, MQTTClientOptions, WriteOptions } from "./contract.js";

/** A symbol, because reading a private property costs more than twice as much. */
const INSIDE = Symbol();

/**
 * An MQTT client with the interface of ECMA-419. It uses only these few names, so that apps and subclasses may use
 * all others.
 */
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

	/** Connects. Throws if an option is wrong; later errors are reported by onError. Allocates. */
	constructor(options: MQTTClientOptions) {
		if (options.target !== undefined) this.target = options.target;
		if (options.format !== undefined) this.format = options.format;
		if (!options.host) throw new TypeError("host: expected a name or an address");
		const keepAlive = Math.min(Math.ceil((options.keepAlive ?? options.keepalive ?? 0) / 1_000), 65_535);
		if (!(keepAlive >= 0)) throw new RangeError("keepAlive: expected 0 or more");
		// Called from here and not from AppConnection, because encoding takes much of the stack.
		const packet = connectPacket(options, keepAlive);
		(this as { [INSIDE]: AppConnection })[INSIDE] = new AppConnection(this, options, keepAlive * 1_000, packet);
	}

	/** Always "buffer". Setting anything else throws a RangeError. */
	get format(): "buffer" {
		return "buffer";
	}

	set format(format: "buffer") {
		if (format !== "buffer") throw new RangeError('format: expected "buffer"');
	}

	/**
	 * Sends a message (section 3.3), the next fragment of one, or a control packet. Throws without sending anything:
	 * before CONNACK, after DISCONNECT, if there is not enough room, or if an option is wrong. If the connection has
	 * failed, returns 0, and onError follows. Publishing allocates nothing if the topic is a string and if topic, QoS
	 * and the size of the length field are the same as in the previous message; later fragments never allocate. But
	 * catching what a socket may throw takes 52 bytes of C heap for the duration of the call.
	 * @param data the payload, which is not copied; null or nothing for an empty one.
	 * @param options nothing for fragments after the first.
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
			// put() is called from here and not deeper, because sockets take much of the stack.
			if (operation === Packet.PUBLISH) it.put(publishHead(it, size, options), size ? data : undefined);
			else it.put(controlPacket(it, operation, options));
		}
		// Sends what had to wait for the end of the message. By the timer, because callbacks must not be called
		// during write().
		if ((it.owed >= 0 || it.ping === Ping.Due) && !it.position && it.phase === Phase.Online) it.arm(Milliseconds.Soon);
		const room = it.room - Bytes.Reserved;
		const count = room > 0 ? room : 0;
		if (this[WRITABLE]) it.promised = count;
		return count;
	}

	/**
	 * Reads from the current fragment. Throws once the client is closed.
	 * @param into how many bytes to return as an ArrayBuffer; all if left out. Or a buffer to fill as far as
	 * possible; a Uint8Array that is not larger than the available data allocates least.
	 * @returns the ArrayBuffer, or the number of bytes read; undefined if there is nothing to read.
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
		// A part of a large message may still be in the socket.
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
		// Outside of the callback, the timer has to continue. Within it, deliver() does.
		if (count === available && it.owed === Waiting.Unread) it.arm(Milliseconds.Soon);
		return result;
	}

	/**
	 * Closes the connection at once. No callback follows. Without a DISCONNECT before, the server publishes the will.
	 */
	close(): void {
		this[INSIDE].close();
	}
}
