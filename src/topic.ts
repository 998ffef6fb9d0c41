// Hot path. A topic that an app publishes to again and again: its name is encoded and checked once, publishing copies bytes.
import { encodeUTF8, type Message, publishTemplate } from "mote-mqtt/wire";
import type { Connection } from "./connection";
import { Refusal } from "./reason";

/** Where the name begins in a template. */
const NAME = 4;

/** A topic to publish to, made by Client.topic(). Holds 11 slots and the name; its methods allocate nothing. */
export class Topic {
	/** The QoS that it publishes at. */
	readonly QoS: 0 | 1;
	private readonly template: Uint8Array;
	private readonly connection: Connection;

	/** @internal */
	constructor(connection: Connection, name: Uint8Array, QoS: 0 | 1, retain: boolean) {
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
		const bytes = typeof payload === "string" ? encodeUTF8(payload, true) : payload;
		if (payload === undefined) length = 0;
		else {
			const available = bytes?.length;
			if (length === undefined) length = available;
			// Whatever is no number of bytes within the payload fails one of these: NaN, undefined, a fraction.
			if (available === undefined || (length as number) < 0 || !((length as number) <= available))
				return Refusal.invalid;
			if (((length as number) | 0) !== length) return Refusal.invalid;
		}
		return this.connection.publish(this.template, this.QoS, bytes, length as number);
	}

	/** Whether a received message is of this topic. */
	is(message: Message): boolean {
		return message.topicIs(this.template, NAME);
	}
}
