// Types only. What an app may say of a message of 5.0.
import type { TopicOptions } from "../client/topic.js";
import type { PropertyList } from "../wire/property-list.js";

/** User properties (section 3.1.2.11.8): names and values; a list of values is the name several times. */
export interface UserProperties {
	readonly [name: string]: string | readonly string[];
}

/** Properties of a message (section 3.3.2.3) that are the same each time, for a topic or a will. */
export interface MessageProperties {
	/**
	 * 1: the payload is text in UTF-8. 0 or nothing: bytes.
	 * @example payloadFormat: 1
	 */
	payloadFormat?: 0 | 1;
	/**
	 * What the payload is: a MIME type, say.
	 * @example contentType: "application/json"
	 */
	contentType?: string;
	/**
	 * The topic that an answer is to be published to.
	 * @example responseTopic: "sensors/17/answers"
	 */
	responseTopic?: string;
	/**
	 * What the answer is to carry, so that it can be told what it answers.
	 * @example correlationData: Uint8Array.of(1, 2, 3, 4)
	 */
	correlationData?: Uint8Array | string | undefined;
	/**
	 * User properties of the message.
	 * @example userProperties: { unit: "celsius" }
	 */
	userProperties?: UserProperties;
}

/** What is the same for all messages of a topic. */
export interface TopicOptions5 extends TopicOptions, MessageProperties {
	/**
	 * Milliseconds after which a message is of no use; can be changed later, as the topic's `expiry`. Default never.
	 * @example expiry: 60_000
	 */
	expiry?: number;
	/**
	 * Properties that change from message to message.
	 * @example properties: new PropertyList(64)
	 */
	properties?: PropertyList;
}
