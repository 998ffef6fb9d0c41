// Hot path. The part of topics that both versions share.

import type { SessionConnection } from "../connection/session-connection.js";
import { Refused } from "../reason.js";
import type { Message } from "../wire/message.js";
import type { QoS } from "../wire/packet.js";
import { Template } from "../wire/publish.js";
import { encodeUTF8, NO_BYTES } from "../wire/utf8.js";

/** Options that apply to all messages of a topic. */
export interface TopicOptions {
	/**
	 * Default 0. 2 needs the client's option `exactlyOnce`.
	 * @example client.topic("sensors/17/temperature", { QoS: 1 })
	 */
	QoS?: QoS;
	/**
	 * Whether the server keeps the last message for later subscribers. Default false.
	 * @example client.topic("sensors/17/state", { retain: true })
	 */
	retain?: boolean;
	/**
	 * true: at QoS 1 and 2, a message replaces the topic's previous one if that is queued and was never sent.
	 * onOutcome reports Reason.replaced for the previous one. The new message goes to the end of the queue. So only
	 * the last of several states is sent after a time without a connection. Default false.
	 * @example client.topic("sensors/17/state", { QoS: 1, latestOnly: true })
	 */
	latestOnly?: boolean;
}

/** A topic to publish to. Its name is checked and encoded once; publishing copies bytes. */
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
	/** The size of the packet for which the template contains the length. @internal */
	size: number;
	/**
	 * The longest array that can be copied in bulk as a payload at QoS 0; -1 at QoS 1 and 2, so that one comparison
	 * distinguishes them. @internal
	 */
	readonly most: number;
	/** The length of the name. @internal */
	readonly nameSize: number;
	/** Present only if it is true. @internal */
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
	 * Whether a received message belongs to this topic. Allocates nothing.
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

	/** Publishes payloads that are not a plain Uint8Array: text, a subclass, an ArrayBuffer, or nothing. */
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
	 * Publishes a message (section 3.3). Never throws. Allocates nothing, unless the payload is a string or an
	 * ArrayBuffer.
	 *
	 * At QoS 1, an accepted message is kept until the server has acknowledged it, over any number of connections. At
	 * QoS 0, it is sent if there is a connection, and not kept.
	 * @param payload the bytes, which are copied; or a string, which is encoded as UTF-8 and allocates. Without it
	 * the payload is empty, which clears a retained message.
	 * @param length how many bytes of the payload to send; default all.
	 * @returns the Packet Identifier, 1 to 65,535; 0 at QoS 0; or a negative Refusal if nothing was kept or sent.
	 */
	abstract publish(payload?: Uint8Array | ArrayBuffer | string, length?: number): number;
}
