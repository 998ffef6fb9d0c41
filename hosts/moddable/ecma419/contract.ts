// Types only. The interface of an MQTT client in ECMA-419 (section 25), with what existing apps expect beyond it.
import type { ResolverSettings, SocketSettings } from "../../../src/client/options.js";

/** A Byte Buffer of ECMA-419. Views with elements larger than a byte are not allowed. */
export type ByteBuffer = ArrayBufferLike | Uint8Array | Int8Array | Uint8ClampedArray | DataView;

/** Options of the constructor. Unknown ones are ignored. */
export interface MQTTClientOptions {
	/** Name or address of the server. */
	host: string;
	/** Default 1883. */
	port?: number;
	/** Constructor and options of the resolver. */
	dns: ResolverSettings;
	/** Constructor and options of the socket. */
	socket: SocketSettings;
	/** Client identifier, default "". */
	id?: string;
	/** User name. */
	user?: string;
	/** Password. */
	password?: string | ByteBuffer;
	/** In milliseconds, rounded up to whole seconds; 0, the default, turns keep alive off. */
	keepAlive?: number;
	/** The same as `keepAlive`, as some apps spell it. `keepAlive` takes precedence. */
	keepalive?: number;
	/** Default true. */
	clean?: boolean;
	/** There is no will without a topic. */
	will?: { topic?: string; message?: string | ByteBuffer; QoS?: 0 | 1 | 2; retain?: boolean } | null;
	/**
	 * Not in the standard. `receive` is the size in bytes of the largest packet that is delivered in one fragment;
	 * default 256.
	 */
	buffers?: { receive?: number };
	/** Only "buffer" is allowed. */
	format?: "buffer";
	/** Stored in the client as `target`. */
	target?: unknown;
	/** `count` bytes of a message can be read: the whole message, or a fragment of it. */
	onReadable?(this: Client, count: number, options: Fragment): void;
	/** write() accepts a packet of `count` bytes, or this much of a message's payload. */
	onWritable?(this: Client, count: number): void;
	/** A control packet was received. */
	onControl?(this: Client, message: ControlMessage, same: ControlMessage): void;
	/** The connection has ended. The client is closed already. */
	onError?(this: Client, error: Error): void;
}

/** The second argument of onReadable. With a fragment after the first, it has only `more`. */
export interface Fragment {
	/** Whether more of the same message is to come. */
	more: boolean;
	/** Empty if the topic does not fit `buffers.receive`. */
	topic?: string;
	/** The QoS with which the server sent the message: 0, 1 or 2. */
	QoS?: number;
	/** Size of the whole payload. */
	byteLength?: number;
}

/** A control packet, as onControl gets it. */
export interface ControlMessage {
	/** Its type: one of the class's constants. */
	operation: number;
	/** Packet Identifier, as the app gave it. */
	id?: number;
	/** In a SUBACK: for each filter the granted QoS, or 128 if it was refused. */
	payload?: number[];
	/** In a CONNACK: always 0, because a refusal is reported by onError. */
	returnCode?: number;
	/** In a CONNACK: whether the server has kept the session. */
	sessionPresent?: boolean;
}

/** Options of write(). */
export interface WriteOptions {
	/** Default PUBLISH. */
	operation?: number;
	/** Packet Identifier, 1 or more. Default: an unused one. */
	id?: number;
	/** In a PUBLISH: Topic Name. */
	topic?: string | ByteBuffer;
	/** In a PUBLISH: 0, 1 or 2. Default 0. */
	QoS?: number;
	/** In a PUBLISH: RETAIN is set if this is truthy. */
	retain?: unknown;
	/** In a PUBLISH: DUP is set if this is truthy. */
	duplicate?: unknown;
	/** Size of the whole payload. Default: the size of the data. */
	byteLength?: number;
	/** In SUBSCRIBE and UNSUBSCRIBE: Topic Filters. */
	items?: readonly { topic: string | ByteBuffer; QoS?: number }[];
}

/** The client as the callbacks see it. */
export interface Client {
	target: unknown;
	write(data?: ByteBuffer | null, options?: WriteOptions | null): number;
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined;
	close(): void;
}

/** XS's String. */
export interface Converter {
	fromArrayBuffer(buffer: ArrayBufferLike, at: number, count: number): string;
}
