// "mote-mqtt": what an app uses. To read the sources, go on with topic, session, connection, client; the bytes are in wire/.

export { Client, type QoS, type Subscription } from "./client.js";
export type { ExactlyOnce } from "./exactly-once.js";
export type { Clock, Resolver, Socket, SocketOptions, Timers } from "./host.js";
export type { ClientOptions, Disconnection, HostOptions, ResolverSettings, SocketSettings, Will } from "./options.js";
export { Reason, Refusal } from "./reason.js";
export type { Topic } from "./topic.js";
export type { Message } from "./wire/message.js";
