// The app's callbacks are stored in the client under symbols, so that they can be called as its methods. call() would
// take much of a small stack.
import type { Client, MQTTClientOptions } from "./contract.js";

export const READABLE = Symbol();
export const WRITABLE = Symbol();
export const CONTROL = Symbol();
export const ERROR = Symbol();

/** A client with its callbacks. */
export interface Owner extends Client {
	[READABLE]: MQTTClientOptions["onReadable"];
	[WRITABLE]: MQTTClientOptions["onWritable"];
	[CONTROL]: MQTTClientOptions["onControl"];
	[ERROR]: MQTTClientOptions["onError"];
}
