// mote-mqtt/tcp on the device: what the machine's own classes cannot do alone.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { run } from "./app.js";

const include = fileURLToPath(new URL("../../../manifest.json", import.meta.url));
const CONNACK = [0x20, 2, 0, 0];
const PUBLISH = [0x32, 6, 0, 1, 0x61, 0, 7, 0x62];

/** Runs an app whose client connects to `host`, where each connection is answered by `answer`. */
async function runClient(host, answer, options) {
	const server = createServer((socket) => {
		socket.on("error", () => {});
		socket.once("data", () => answer(socket));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const main = `import { Client } from "mote-mqtt";
		import { tcp } from "mote-mqtt/tcp";
		const client = new Client({ ...tcp, host: ${JSON.stringify(host)}, port: ${server.address().port}, ${options},
			onDisconnect(reason) { trace(reason.text); } });`;
	try {
		return await run(main, { manifest: { include } });
	} finally {
		server.close();
	}
}

describe("A client on the device", () => {
	it("finds its server by name", async () => {
		const { code, stdout, stderr } = await runClient(
			"localhost",
			(socket) => socket.write(Uint8Array.from(CONNACK)),
			'onConnect() { trace("connected "); client.disconnect(); }',
		);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "connected disconnected");
	});

	it("outlives a connection that ends together with a message to acknowledge", async () => {
		const { code, stdout, stderr } = await runClient(
			"127.0.0.1",
			(socket) => socket.end(Uint8Array.from([...CONNACK, ...PUBLISH])),
			'reconnect: false, onMessage(message) { trace(message.text, " "); }',
		);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "b connectionLost");
	});
});
