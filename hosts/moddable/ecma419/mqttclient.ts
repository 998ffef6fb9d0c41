// "mote-mqtt/ecma419": the MQTT client of ECMA-419 (section 25), to be mapped as "embedded:network/mqtt/client". An app for the
// standard's class has written its own reconnecting, and keeps it. Where the standard and the Moddable SDK's class differ,
// existing apps decide: onControl gets the message first, not its type. The constructor is set-up, the rest is hot path.
import { encodeEmpty } from "../../../src/wire/mqtt311.js";
import { Packet } from "../../../src/wire/packet.js";
import type { ByteBuffer, MQTTClientOptions, WriteOptions } from "./contract.js";
import {
	ACKNOWLEDGEMENT_SIZE,
	CONTROL,
	EMPTY_SIZE,
	ERROR,
	Exchange,
	firstByte,
	Phase,
	Ping,
	READABLE,
	TIMEOUT,
	WRITABLE,
} from "./exchange.js";

export type { ByteBuffer, ControlMessage, Fragment, MQTTClientOptions, WriteOptions } from "./contract.js";

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
	readonly #exchange: Exchange;

	/** Connects. Throws if an option is wrong; what goes wrong later is told by onError. Allocates. */
	constructor(options: MQTTClientOptions) {
		if (options.target !== undefined) this.target = options.target;
		if (options.format !== undefined) this.format = options.format;
		this.#exchange = new Exchange(this, options);
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
	 * returns 0, and onError follows. Publishing allocates nothing if the topic is the string of the message before, fragments
	 * never; but catching what a socket may throw takes 52 bytes of C heap, given back at once.
	 * @param data the payload, which is not copied; null or none for an empty one.
	 * @param options none for fragments after the first.
	 * @returns how many bytes can be written, 0 or more.
	 */
	write(data?: ByteBuffer | null, options?: WriteOptions | null): number {
		const exchange = this.#exchange;
		if (exchange.phase !== Phase.Online) throw new Error("not connected");
		const size = data ? data.byteLength : 0;
		if ((size | 0) !== size) throw new TypeError("data: expected a buffer");
		if (exchange.owed) {
			if (options || size > exchange.owed) throw new Error("expected the rest of a message");
			exchange.expectRoom(size);
			exchange.owed -= size;
			if (size) exchange.send(data as ByteBuffer);
		} else if (!options) throw new TypeError("options: expected an object");
		else {
			const operation = options.operation ?? Packet.PUBLISH;
			if (operation === Packet.PUBLISH) exchange.publish(data as ByteBuffer, size, options);
			else if (operation === Packet.SUBSCRIBE || operation === Packet.UNSUBSCRIBE)
				exchange.subscribe(operation, options);
			else if (operation >= Packet.PUBACK && operation <= Packet.PUBCOMP) {
				const identifier = exchange.take(options.id);
				exchange.expectRoom(ACKNOWLEDGEMENT_SIZE);
				if (operation === Packet.PUBREL) exchange.keep(options.id ?? identifier, identifier);
				exchange.acknowledge(firstByte(operation), identifier);
			} else if (operation === Packet.PINGREQ || operation === Packet.DISCONNECT) {
				exchange.expectRoom(EMPTY_SIZE);
				exchange.put(encodeEmpty(exchange.window.bytes, operation));
				if (operation === Packet.DISCONNECT) {
					// Nothing may follow (MQTT-3.14.4-2).
					exchange.phase = Phase.Leaving;
					exchange.arm(TIMEOUT);
				}
			} else throw new RangeError("operation: not one that a client sends");
		}
		// What had to wait for the end of the message. Not now: callbacks may not come while write() is called.
		if (!exchange.owed && (exchange.answer || exchange.ping === Ping.Due) && exchange.phase === Phase.Online)
			exchange.arm(0);
		return exchange.promise();
	}

	/**
	 * Reads from the present fragment. Throws once it is closed.
	 * @param into how many bytes, as an ArrayBuffer; all if not given. Or a buffer to be filled as far as possible, which
	 * allocates nothing if it is a Uint8Array and not larger than what there is.
	 * @returns the ArrayBuffer, or the number of bytes read; undefined if there is nothing to be read.
	 */
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		return this.#exchange.read(into);
	}

	/** Drops the connection, at any time. No callback comes after it. Without a DISCONNECT before, the server publishes the will. */
	close(): void {
		this.#exchange.close();
	}
}
