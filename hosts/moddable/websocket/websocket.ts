// "mote-mqtt/websocket" on a device, and in the simulators: what a client needs of the machine, to connect over a WebSocket.
import type { HostOptions } from "mote-mqtt";
import { frames } from "mote-mqtt/frames";
import { layer } from "../../websocket/layer.js";
import type { WebSocketOptions } from "../../websocket/settings.js";

export type { Headers, WebSocketOptions } from "../../websocket/settings.js";

/** As that of Node.js: see hosts/node/websocket. */
export function websocket(over: HostOptions, options: WebSocketOptions = {}): HostOptions {
	return layer(over, options, frames);
}
