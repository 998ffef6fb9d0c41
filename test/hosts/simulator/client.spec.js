// mote-mqtt/tcp on the device, where the machine's own classes do not suffice.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { missing } from "../../require.js";
import { run } from "./app.js";
import { naming, whyNoIPv6 } from "./ipv6.js";

const include = fileURLToPath(new URL("../../../manifest.json", import.meta.url));
const CONNACK = [0x20, 2, 0, 0];
const accept = (socket) => socket.write(Uint8Array.from(CONNACK));
const PUBLISH = [0x32, 6, 0, 1, 0x61, 0, 7, 0x62];
const noIPv6 = await whyNoIPv6();

/** Runs an app whose client connects to `host`, where each connection is answered by `answer`. */
async function runClient(host, answer, options, { address = "127.0.0.1", ...simulation } = {}) {
	const server = createServer((socket) => {
		socket.on("error", () => {});
		socket.once("data", () => answer(socket));
	}).listen(0, address);
	await once(server, "listening");
	const main = `import { Client } from "mote-mqtt";
		import { tcp } from "mote-mqtt/tcp";
		const client = new Client({ ...tcp, host: ${JSON.stringify(host)}, port: ${server.address().port}, ${options},
			onDisconnect(reason) { trace(reason.text); } });`;
	try {
		return await run(main, { manifest: { include }, ...simulation });
	} finally {
		server.close();
	}
}

describe("A client on the device", () => {
	it("finds its server by name", async () => {
		const { code, stdout, stderr } = await runClient(
			"localhost",
			accept,
			'onConnect() { trace("connected "); client.disconnect(); }',
		);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "connected disconnected");
	});

	describe("over IPv6", () => {
		if (noIPv6) return missing("IPv6", noIPv6);
		let env;
		before(() => {
			env = naming();
		});

		it("finds its server by address, in brackets or not", async () => {
			for (const host of ["::1", "[::1]"]) {
				const { code, stdout, stderr } = await runClient(
					host,
					accept,
					'onConnect() { trace("connected "); client.disconnect(); }',
					{ address: "::1" },
				);
				assert.equal(code, 0, stderr);
				assert.equal(stdout, "connected disconnected");
			}
		});

		it("finds its server by a name that has only IPv6 addresses", async () => {
			const { code, stdout, stderr } = await runClient(
				"six.test",
				accept,
				'onConnect() { trace("connected "); client.disconnect(); }',
				{ address: "::1", env },
			);
			assert.equal(code, 0, stderr);
			assert.equal(stdout, "connected disconnected");
		});

		it("finds its server by a name whose IPv4 address, which is tried first, does not answer", async () => {
			const { code, stdout, stderr } = await runClient(
				"both.test",
				accept,
				`socket: { io: class extends tcp.socket.io { constructor(options) { super(options); trace(options.address, " "); } } },
				onConnect() { trace("connected "); client.disconnect(); }`,
				{ address: "::1", env },
			);
			assert.equal(code, 0, stderr);
			assert.equal(stdout, "127.0.0.1 ::1 connected disconnected");
		});
	});

	it("survives a connection that ends together with a message to acknowledge", async () => {
		const { code, stdout, stderr } = await runClient(
			"127.0.0.1",
			(socket) => socket.end(Uint8Array.from([...CONNACK, ...PUBLISH])),
			'reconnect: false, onMessage(message) { trace(message.text, " "); }',
		);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "b connectionLost");
	});
});
