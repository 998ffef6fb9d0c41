// Set-up. The options that websocket() of "mote-mqtt/websocket" returns, on all machines.
import { expect } from "../../src/client/checks.js";
import type { HostOptions } from "../../src/client/options.js";
import type { Frames } from "./frames.js";
import { takeSettings, type WebSocketOptions } from "./settings.js";
import { WebSocket } from "./websocket.js";

/** In milliseconds. Many proxies drop a connection after 60 seconds of silence. */
const KEEP_ALIVE = 45_000;

/** Puts a WebSocket between a client and the socket of `host`. Throws a TypeError or RangeError. */
export function layer(host: HostOptions, options: WebSocketOptions, frames: Frames): HostOptions {
	expect(host?.socket?.io && host.timer, "websocket", "tcp or tls(…) first, then { path, … }");
	const settings = takeSettings(options, frames, host.socket, host.timer);
	const socket = { io: WebSocket as never, port: settings.port, keepAlive: KEEP_ALIVE, websocket: settings };
	const layered = { ...host, socket } as HostOptions & { port?: number };
	// The port of the layer below does not apply to WebSocket.
	delete layered.port;
	return layered;
}
