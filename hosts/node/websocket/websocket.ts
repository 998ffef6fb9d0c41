// "mote-mqtt/websocket" in Node.js: the options with which a client connects over a WebSocket.
import type { HostOptions } from "mote-mqtt";
import { layer } from "../../websocket/layer.js";
import type { WebSocketOptions } from "../../websocket/settings.js";
import { frames } from "./frames.js";

export type { Headers, WebSocketOptions } from "../../websocket/settings.js";

/**
 * Options for a Client: `new Client({ ...websocket(tcp, { path: "/mqtt" }), host: "broker.example", … })`, or
 * `...websocket(tls({ … }), { path: "/mqtt" })`. MQTT is carried in a WebSocket over the given transport (RFC 6455;
 * MQTT section 6). The default port is 80, with TLS 443; the default `keepAlive` is 45,000. Throws a TypeError or
 * RangeError that names the wrong option. Allocates: call it once for each client.
 */
export function websocket(over: HostOptions, options: WebSocketOptions = {}): HostOptions {
	return layer(over, options, frames);
}
