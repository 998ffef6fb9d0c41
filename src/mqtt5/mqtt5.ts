// "mote-mqtt/mqtt5": the exports for apps with 5.0, in place of "mote-mqtt". To read the sources, continue with
// options, properties in ../wire, topic, connection, client.
export type { Disconnection, HostOptions, ResolverSettings, SocketSettings } from "../client/options.js";
export type { MessageHandler } from "../wire/message.js";
export type { QoS } from "../wire/packet.js";
export { type Properties, Property } from "../wire/properties.js";
export { PropertyList } from "../wire/property-list.js";
export { matches } from "../wire/topic-filter.js";
export { Client5 as Client } from "./client.js";
export type { Limits } from "./limits.js";
export type { Message5 as Message } from "./message.js";
export type { MessageProperties, TopicOptions5 as TopicOptions, UserProperties } from "./message-options.js";
export type {
	Birth5 as Birth,
	ClientOptions5 as ClientOptions,
	DisconnectOptions,
	SubscribeOptions5 as SubscribeOptions,
	Subscription5 as Subscription,
	UnsubscribeOptions,
	Will5 as Will,
} from "./options.js";
export { Reason, Refusal } from "./reason.js";
export type { Topic5 as Topic } from "./topic.js";
