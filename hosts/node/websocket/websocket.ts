// "mote-mqtt/websocket" in Node.js: what a client needs of the machine, to connect over a WebSocket.
import type { HostOptions } from "mote-mqtt";
import { layer } from "../../websocket/layer.js";
import type { WebSocketOptions } from "../../websocket/settings.js";
import { frames } from "./frames.js";

export type { Headers, WebSocketOptions } from "../../websocket/settings.js";

/**
 * For the options of a Client: `new Client({ ...websocket(tcp, { path: "/mqtt" }), host: "broker.example", … })`, or
 * `...websocket(tls({ … }), { path: "/mqtt" })`: the same to a client as what is beneath, with MQTT in a WebSocket (RFC 6455; MQTT section 6). By
 * default port 80, with TLS 443, and `keepAlive` 45,000. Throws TypeError or RangeError that name the option. Allocates: call it once
 * for each client.
 */
export function websocket(over: HostOptions, options: WebSocketOptions = {}): HostOptions {
	return layer(over, options, frames);
}
