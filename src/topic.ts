// Hot path. A topic that an app publishes to again and again: its name is encoded and checked once, publishing copies bytes.
import type { QoS } from "./client.js";
import type { Connection } from "./connection.js";
import { Refusal } from "./reason.js";
import type { Message } from "./wire/message.js";
import { publishTemplate, TOPIC } from "./wire/mqtt311.js";
import { encodeUTF8 } from "./wire/utf8.js";

/** A topic to publish to, made by Client.topic(). Holds 11 slots and the name; its methods allocate nothing. */
export class Topic {
	private readonly connection: Connection;
	/** @internal */
	readonly QoS: QoS;
	/** @internal */
	readonly template: Uint8Array;

	/** @internal */
	constructor(connection: Connection, name: Uint8Array, QoS: QoS, retain: boolean) {
		this.connection = connection;
		this.QoS = QoS;
		this.template = publishTemplate(name, QoS, retain);
	}

	/**
	 * Publishes a message (section 3.3). Never throws; allocates nothing, unless the payload is a string.
	 *
	 * At QoS 1 an accepted message is kept until the server has acknowledged it, through any number of connections. At QoS 0
	 * it is sent if there is a connection, and forgotten.
	 * @param payload the bytes, which are copied; or text, which is encoded as UTF-8 and allocates. Nothing: an empty payload,
	 * which clears a retained message.
	 * @param length how many bytes of the payload to send, 0 to all; all if not given.
	 * @returns the Packet Identifier, 1 to 65,535; 0 at QoS 0; or a negative Refusal, and nothing has been kept or sent.
	 */
	publish(payload?: Uint8Array | string, length?: number): number {
		// Bytes first: in a preloaded module, evaluating a string literal allocates.
		const bytes =
			payload instanceof Uint8Array ? payload : typeof payload === "string" ? encodeUTF8(payload, true) : payload;
		const available = bytes instanceof Uint8Array ? bytes.length : payload === undefined ? 0 : -1;
		if (length === undefined) length = available;
		// Whatever is no number of bytes within the payload fails one of these: NaN, a fraction, no bytes at all.
		if (length >= 0 && length <= available && (length | 0) === length)
			return this.connection.publish(this, bytes, length);
		return Refusal.invalid;
	}

	/** Whether a received message is of this topic. */
	is(message: Message): boolean {
		return message.topicIs(this.template, TOPIC);
	}
}
