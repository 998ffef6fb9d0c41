// Types only. What ECMA-419 (section 25), and the apps that are written for it, expect of an MQTT client.
import type { ResolverSettings, SocketSettings } from "../../../src/options.js";

/** What ECMA-419 calls a Byte Buffer. Views of larger elements are no such thing. */
export type ByteBuffer = ArrayBufferLike | Uint8Array | Int8Array | Uint8ClampedArray | DataView;

/** Options of the constructor. What it does not know it ignores. */
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
	/** In milliseconds, rounded up to whole seconds; 0, the default, for none. Also as `keepalive`, as some apps spell it. */
	keepAlive?: number;
	/** The same as `keepAlive`, which goes first. */
	keepalive?: number;
	/** Default true. */
	clean?: boolean;
	/** No topic, no will. */
	will?: { topic?: string; message?: string | ByteBuffer; QoS?: 0 | 1 | 2; retain?: boolean } | null;
	/** Not of the standard: `receive` is the size of the largest packet that comes in one fragment, in bytes; default 256. */
	buffers?: { receive?: number };
	/** "buffer", and nothing else. */
	format?: "buffer";
	/** What the client keeps as its own `target`. */
	target?: unknown;
	/** `count` bytes of a message can be read: all of it, or the fragments of one as they arrive. */
	onReadable?(this: Client, count: number, options: Fragment): void;
	/** write() takes a packet of `count` bytes, or so much of a message's payload. */
	onWritable?(this: Client, count: number): void;
	/** A control packet has come. */
	onControl?(this: Client, message: ControlMessage, same: ControlMessage): void;
	/** The connection has ended. The client is closed already. */
	onError?(this: Client, error: Error): void;
}

/** What onReadable is told of a fragment; all but `more` with the first one only. */
export interface Fragment {
	/** Whether more of the same message is to come. */
	more: boolean;
	/** Empty if it does not fit `buffers.receive`. */
	topic?: string;
	/** The QoS that it was sent to us with: 0, 1 or 2. */
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
	/** Of a SUBACK: for each filter the granted QoS, or 128: refused. */
	payload?: number[];
	/** Of a CONNACK: 0, as a refusal is an error. */
	returnCode?: number;
	/** Of a CONNACK: whether the server has kept our session. */
	sessionPresent?: boolean;
}

/** Options of write(). */
export interface WriteOptions {
	/** Default PUBLISH. */
	operation?: number;
	/** Packet Identifier, 1 or more: any unused one if not given. */
	id?: number;
	/** Of a PUBLISH: Topic Name. */
	topic?: string | ByteBuffer;
	/** Of a PUBLISH: 0, 1 or 2. Default 0. */
	QoS?: number;
	/** Of a PUBLISH: RETAIN is set where this is truthy. */
	retain?: unknown;
	/** Of a PUBLISH: DUP is set where this is truthy. */
	duplicate?: unknown;
	/** Size of the whole payload; default that of the data. */
	byteLength?: number;
	/** Of SUBSCRIBE and UNSUBSCRIBE: Topic Filters. */
	items?: readonly { topic: string | ByteBuffer; QoS?: number }[];
}

/** The client, as its callbacks have it. */
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
