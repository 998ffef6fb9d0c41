// Clients of 5.0 that receive large messages in pieces.
import { Host5 } from "./host.js";

/** Sizes for which many messages are too large. */
export const SMALL = Object.freeze({ send: 64, receive: 32, unacknowledged: 64 });
export const STREAM = Object.freeze({ buffers: SMALL, oversize: "stream" });

/** A streaming client. For each piece it logs offset, size, and the first property's identifier and value. */
export async function streaming(options) {
	await undefined;
	const host = new Host5();
	host.online({
		...STREAM,
		onMessage(message) {
			const { properties } = host.made;
			properties.rewind();
			properties.next();
			host.log.push([message.offset, message.end - message.start, properties.identifier, properties.value]);
		},
		...options,
	});
	return host;
}
