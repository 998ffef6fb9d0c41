// Clients that publish messages larger than their memory, and these messages.
import { LargeMessages } from "mote-mqtt/large-messages";
import { Host5 } from "../mqtt5/host.js";
import { Host, KEPT } from "../mqtt311/host.js";

export const TOTAL = 300;

/** The payload's bytes [start, end). Each byte depends on its position. */
export function payload(start = 0, end = TOTAL) {
	const bytes = new Uint8Array(end - start);
	for (let i = 0; i < bytes.length; i++) bytes[i] = (start + i) % 251;
	return bytes;
}

/** A source that provides all requested bytes. */
export function give(offset, into, most) {
	for (let i = 0; i < most; i++) into[i] = (offset + i) % 251;
	return most;
}

/** The same, with at most `count` bytes at a time. */
export function giving(count) {
	return (offset, into, most) => give(offset, into, Math.min(most, count));
}

/** A source that throws. */
export function broken() {
	throw new RangeError("the app's");
}

/** A connected client of 3.1.1 with a topic "a" and little room. What it writes is collected. */
export function publisher(QoS, options, room = 100) {
	const host = new Host({ room });
	host.online({ ...KEPT, onOutcome: (identifier, code) => host.log.push(`outcome ${identifier} ${code}`), ...options });
	return prepare(host, { QoS });
}

/** A client of 5.0, not connected, with a topic "a" with the options `topic`. */
export function waiting5(topic, options) {
	const host = new Host5({ room: 100 });
	host.client({ ...KEPT, onOutcome: (identifier, code) => host.log.push(`outcome ${identifier} ${code}`), ...options });
	return prepare(host, { QoS: 1, ...topic });
}

/** The same, connected. */
export function publisher5(topic, options, connack) {
	const host = waiting5(topic, options);
	host.again(connack);
	host.log.length = host.size = 0;
	return host;
}

function prepare(host, options) {
	host.topic = host.made.topic("a", options);
	host.large = new LargeMessages(32);
	host.collect(700);
	return host;
}

/**
 * Returns everything that is written while the network accepts it. Of more than `last` bytes, only the last, because
 * the others are CONNECT.
 */
export function drained(host, last) {
	for (let size = -1; size !== host.size; ) {
		size = host.size;
		host.drain();
	}
	const all = host.collected();
	return last && all.length > last ? all.slice(all.length - last) : all;
}
