// What examples/websocket must do on any machine.
import { deepEqual } from "node:assert/strict";
import { AedesBroker } from "../brokers/aedes.js";
import { Peer } from "../brokers/peer.js";
import { WebServer } from "./web-server.js";

/** `start` as in does.js; `run(config)` starts the press; `settings` are those of its manifest. */
export async function press(start, run, { path, token, id }) {
	const broker = await start(AedesBroker, { webSocket: true });
	const server = await start(WebServer, { path, token, port: broker.webSocketPort });
	const observer = await Peer.connect(broker.port, { id: "observer" });
	await observer.subscribe(`presses/${id}/#`);
	const device = await run({ port: server.port });
	await device.prints("connected, session new");
	await device.prints("settled: 1");
	await device.prints("settled: 2");
	const messages = [];
	for (let i = 0; i < 3; i++) messages.push((await observer.message()).text);
	deepEqual(messages, ["online", "1", "2"]);
	// The web server requires another token, and drops the connection.
	server.rules.token = "another";
	await broker.kill();
	await device.prints("disconnected: connectionLost");
	await broker.restart();
	await device.prints("disconnected: no WebSocket: HTTP 401 Unauthorized");
	server.rules.token = token;
	server.rules.port = 1;
	await device.prints("disconnected: no WebSocket: HTTP 502 Bad Gateway: nothing behind the proxy");
	server.rules.port = broker.webSocketPort;
	// aedes stores no session without a subscription.
	await device.prints(/^connected, session /);
	await device.prints(/^settled: \d+$/);
}
