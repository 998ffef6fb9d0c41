// Types only. The options of messages of 5.0.
import type { TopicOptions } from "../client/topic.js";
import type { PropertyList } from "../wire/property-list.js";

/** User properties (section 3.1.2.11.8): names and values. With a list of values, the name is sent several times. */
export interface UserProperties {
	readonly [name: string]: string | readonly string[];
}

/** Properties of a message (section 3.3.2.3) that do not change, for a topic or a will. */
export interface MessageProperties {
	/**
	 * 1: the payload is UTF-8 text. 0 or left out: bytes.
	 * @example payloadFormat: 1
	 */
	payloadFormat?: 0 | 1;
	/**
	 * What the payload is, for example a MIME type.
	 * @example contentType: "application/json"
	 */
	contentType?: string;
	/**
	 * The topic to which an answer should be published.
	 * @example responseTopic: "sensors/17/answers"
	 */
	responseTopic?: string;
	/**
	 * Data that the answer repeats, so that the requester knows which request it answers.
	 * @example correlationData: Uint8Array.of(1, 2, 3, 4)
	 */
	correlationData?: Uint8Array | string | undefined;
	/**
	 * User properties of the message.
	 * @example userProperties: { unit: "celsius" }
	 */
	userProperties?: UserProperties;
}

/** Options that apply to all messages of a topic. */
export interface TopicOptions5 extends TopicOptions, MessageProperties {
	/**
	 * Milliseconds after which a message expires. Can be changed later with the topic's `expiry`. Default never.
	 * @example expiry: 60_000
	 */
	expiry?: number;
	/**
	 * Properties that change from message to message.
	 * @example properties: new PropertyList(64)
	 */
	properties?: PropertyList;
}
