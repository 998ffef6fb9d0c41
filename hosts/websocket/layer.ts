// Set-up. What websocket() of "mote-mqtt/websocket" gives a client, on all machines.
import { expect } from "../../src/checks.js";
import type { HostOptions } from "../../src/options.js";
import type { Frames } from "./frames.js";
import { takeSettings, type WebSocketOptions } from "./settings.js";
import { WebSocket } from "./websocket.js";

/** Milliseconds: proxies drop a connection on which nothing has come for 60 seconds. */
const KEEP_ALIVE = 45_000;

/** A WebSocket between a client and the socket of `host`. Throws TypeError or RangeError. */
export function layer(host: HostOptions, options: WebSocketOptions, frames: Frames): HostOptions {
	expect(host?.socket?.io && host.timer, "websocket", "tcp or tls(…) first, then { path, … }");
	const settings = takeSettings(options, frames, host.socket, host.timer);
	const socket = { io: WebSocket as never, port: settings.port, keepAlive: KEEP_ALIVE, websocket: settings };
	const layered = { ...host, socket } as HostOptions & { port?: number };
	// That of what is beneath.
	delete layered.port;
	return layered;
}
