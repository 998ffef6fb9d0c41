// Hot path, but for responder(). A received message of 5.0.
import { Message } from "../wire/message.js";
import { Id, type Properties } from "../wire/properties.js";
import type { TopicOptions5 } from "./message-options.js";
import type { Topic5 } from "./topic.js";

/** What makes topics to answer with. */
interface Answering {
	readonly connection: { readonly outSize: number };
	topic(name: string, options: TopicOptions5): Topic5;
}

/** A message of 5.0: as one of 3.1.1, with properties (section 3.3.2.3). Valid until the callback that it was given to returns. */
export class Message5 extends Message {
	/** Its properties. Only their get(), user() and texts allocate. */
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
	 * Who has asked (section 4.10): a topic to answer to, now or later, of the message's response topic and with its correlation data. Allocates: a topic of
	 * its own for each message, which the app keeps for as long as it needs it.
	 * @param options as of Client.topic(), which throws for them; but for `correlationData`.
	 * @returns undefined if the message asks for no answer, or what it asks for is larger than `buffers.send`.
	 */
	responder(options: TopicOptions5 = {}): Topic5 | undefined {
		const properties = this.properties;
		const name = properties.get(Id.responseTopic);
		// What does not fit is not the app's mistake.
		if (name === undefined || properties.end - properties.start + 4 > this.client.connection.outSize) return;
		const correlationData = properties.get(Id.correlationData) as Uint8Array | undefined;
		return this.client.topic(name as string, { ...options, correlationData });
	}
}
