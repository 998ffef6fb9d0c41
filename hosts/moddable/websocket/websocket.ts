// "mote-mqtt/websocket" on a device and in the simulators: the options with which a client connects over a WebSocket.
import type { HostOptions } from "mote-mqtt";
import { frames } from "mote-mqtt/frames";
import { layer } from "../../websocket/layer.js";
import type { WebSocketOptions } from "../../websocket/settings.js";

export type { Headers, WebSocketOptions } from "../../websocket/settings.js";

/** The same as in Node.js: see hosts/node/websocket. */
export function websocket(over: HostOptions, options: WebSocketOptions = {}): HostOptions {
	return layer(over, options, frames);
}
