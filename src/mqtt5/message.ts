// Hot path, except responder(). A received message of 5.0.
import { Message } from "../wire/message.js";
import { Id, type Properties } from "../wire/properties.js";
import type { TopicOptions5 } from "./message-options.js";
import type { Topic5 } from "./topic.js";

/** A client that can create topics for answers. */
interface Answering {
	readonly connection: { readonly outSize: number };
	topic(name: string, options: TopicOptions5): Topic5;
}

/** A message of 5.0: as one of 3.1.1, with properties (section 3.3.2.3). Valid until the callback returns. */
export class Message5 extends Message {
	/** Its properties. Only get(), user() and texts allocate. */
	readonly properties: Properties;
	/** @internal */
	readonly client: Answering;

	/** @internal */
	constructor(bytes: Uint8Array, properties: Properties, client: Answering) {
		super(bytes);
		this.properties = properties;
		this.client = client;
	}

	/**
	 * Creates a topic to answer the message (section 4.10), now or later, with its response topic and correlation
	 * data. Allocates a topic for each message, which the app keeps as long as it needs it.
	 * @param options as for Client.topic(), with the same exceptions; except `correlationData`.
	 * @returns undefined if the message does not request an answer, or if the answer's properties exceed
	 * `buffers.send`.
	 */
	responder(options: TopicOptions5 = {}): Topic5 | undefined {
		const properties = this.properties;
		const name = properties.get(Id.responseTopic);
		// A response topic that does not fit is not the app's mistake, so this does not throw.
		if (name === undefined || properties.end - properties.start + 4 > this.client.connection.outSize) return;
		const correlationData = properties.get(Id.correlationData) as Uint8Array | undefined;
		return this.client.topic(name as string, { ...options, correlationData });
	}
}
