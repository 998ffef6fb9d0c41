// "mote-mqtt": the exports for apps. To read the sources, continue with connection, session, client; wire/ encodes
// and decodes packets.

export type { SubscribeOptions, Subscription } from "../client/client.js";
export type {
	Birth,
	ClientOptions,
	Disconnection,
	HostOptions,
	ResolverSettings,
	SocketSettings,
	Will,
} from "../client/options.js";
export type { TopicOptions } from "../client/topic.js";
export type { Clock, Native, Resolver, Socket, SocketOptions, StandardSocket, Timers } from "../host.js";
export { Reason, Refusal } from "../reason.js";
export type { Message, MessageHandler } from "../wire/message.js";
export type { QoS } from "../wire/packet.js";
export { matches } from "../wire/topic-filter.js";
export { Client311 as Client } from "./client.js";
export type { Topic311 as Topic } from "./topic.js";
