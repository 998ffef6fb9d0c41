// "mote-mqtt": what an app uses. To read the sources, go on with topic, session, connection, client; the bytes are in wire/.

export { Client, type Subscription } from "./client";
export type { Clock, Resolver, Socket, SocketOptions, Timers } from "./host";
export type { ClientOptions, Disconnection, HostOptions, ResolverSettings, SocketSettings, Will } from "./options";
export { Reason, Refusal } from "./reason";
export type { Topic } from "./topic";
export type { Message } from "./wire/message";
