// The app's callbacks are methods of the client that only we can name: to be called with it as `this`, without call(), which takes a
// good deal of a small stack.
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
