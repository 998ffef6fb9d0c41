// Hot path. What topics of both versions have in common.

import type { SessionConnection } from "../connection/session-connection.js";
import { Refused } from "../reason.js";
import type { Message } from "../wire/message.js";
import type { QoS } from "../wire/packet.js";
import { Template } from "../wire/publish.js";
import { encodeUTF8, NO_BYTES } from "../wire/utf8.js";

/** What is the same for all messages of a topic. */
export interface TopicOptions {
	/**
	 * Default 0. 2 needs the option `exactlyOnce` of the client.
	 * @example client.topic("sensors/17/temperature", { QoS: 1 })
	 */
	QoS?: QoS;
	/**
	 * Whether the server keeps the last message for those who subscribe later. Default false.
	 * @example client.topic("sensors/17/state", { retain: true })
	 */
	retain?: boolean;
	/**
	 * true: a message takes the place of the one before it that waits and was never sent, at QoS 1 and 2, and goes behind all others that wait: onOutcome tells
	 * of that one, with Reason.replaced. So of a state that changes, only the last one is sent after a time without a connection. Default false.
	 * @example client.topic("sensors/17/state", { QoS: 1, latestOnly: true })
	 */
	latestOnly?: boolean;
}

/** A topic to publish to: its name is encoded and checked once, publishing copies bytes. */
export abstract class Topic<Owner extends SessionConnection = SessionConnection> {
	/** @internal */
	readonly connection: Owner;
	/** @internal */
	readonly QoS: QoS;
	/** @internal */
	readonly template: Uint8Array;
	/** @internal */
	readonly templateSize: number;
	/** @internal */
	readonly identifierAt: number;
	/** The size of the packet whose length is in the template. @internal */
	size: number;
	/** The longest array that a payload at QoS 0 may be taken from in bulk; -1 at QoS 1 and 2, so that this alone tells them apart. @internal */
	readonly most: number;
	/** Length of the name. @internal */
	readonly nameSize: number;
	/** Only where it is true. @internal */
	latestOnly?: boolean;

	/** @internal */
	constructor(connection: Owner, QoS: QoS, nameSize: number, template: Uint8Array) {
		const size = template.length;
		this.connection = connection;
		this.templateSize = size;
		this.template = template;
		this.size = 0;
		this.QoS = QoS;
		this.most = QoS ? -1 : connection.outSize - (size < Template.Aliased ? Template.Aliased : size);
		this.nameSize = nameSize;
		this.identifierAt = QoS && Template.Topic + nameSize;
	}

	/**
	 * Whether a received message is of this topic. Allocates nothing.
	 * @example if (temperature.is(message)) trace("our own reading\n");
	 */
	is(message: Message): boolean {
		const start = message.topicStart;
		const end = message.topicEnd;
		return (
			end - start === this.nameSize &&
			this.connection.native.isSame(message.bytes, start, end, this.template, Template.Topic)
		);
	}

	/** Publishes what is not just a Uint8Array: text, a class made from it, an ArrayBuffer, or nothing. */
	protected publishOther(payload: unknown, length: number | undefined): number {
		const bytes =
			typeof payload === "string"
				? encodeUTF8(payload, true)
				: payload instanceof Uint8Array
					? new Uint8Array(payload.buffer, payload.byteOffset, payload.length)
					: payload === undefined
						? NO_BYTES
						: payload instanceof ArrayBuffer
							? new Uint8Array(payload)
							: undefined;
		return bytes ? this.publish(bytes, length) : Refused.invalid;
	}

	/**
	 * Publishes a message (section 3.3). Never throws; allocates nothing, unless the payload is a string or an ArrayBuffer.
	 *
	 * At QoS 1 an accepted message is kept until the server has acknowledged it, through any number of connections. At QoS 0
	 * it is sent if there is a connection, and forgotten.
	 * @param payload the bytes, which are copied; or text, which is encoded as UTF-8 and allocates. Nothing: an empty payload,
	 * which clears a retained message.
	 * @param length how many bytes of the payload to send, 0 to all; all if not given.
	 * @returns the Packet Identifier, 1 to 65,535; 0 at QoS 0; or a negative Refusal, and nothing has been kept or sent.
	 */
	abstract publish(payload?: Uint8Array | ArrayBuffer | string, length?: number): number;
}
