// A WebSocket over TLS: the client in Node.js and on a device, with mosquitto.
import { equal, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Client, Reason } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import { websocket } from "mote-mqtt/websocket";
import { simulate } from "../../../dist/simulator/simulate.js";
import { MosquittoBroker } from "../../brokers/mosquitto.js";
import { exchange } from "../../brokers/numbers.js";
import { missing } from "../../require.js";
import { Recorder } from "../node/recorder.js";
import { Authority, hasOpenSSL } from "../tls/authority.js";
import { whyNot } from "../tls/machines.js";

const NUMBERS = fileURLToPath(new URL("../../brokers/apps/numbers/manifest_websocket_tls.json", import.meta.url));
const MESSAGES = 200;
/** An ESP8266's memory, and its sockets' send buffer. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

describe("A WebSocket over TLS", () => {
	if (!hasOpenSSL()) return missing("openssl", "it cannot be run");
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	let authority;
	let broker;
	let client;

	before(async () => {
		authority = new Authority().root("authority", { key: "ec" }).issue("server", "authority", { key: "ec" });
		const [certificate, key] = [authority.at("server", "pem"), authority.at("server", "key")];
		broker = await MosquittoBroker.start({ webSocket: true, secure: { certificate, key } });
	});

	afterEach(() => client?.close());

	after(async () => {
		await broker?.stop();
		authority?.remove();
	});

	/** A client of the broker, with recorded callbacks. */
	function connect(certificate, options) {
		const calls = new Recorder();
		client = new Client({
			...websocket(tls({ certificate, serverName: "broker.test" }), { path: "/mqtt" }),
			host: "127.0.0.1",
			port: broker.secureWebSocketPort,
			onConnect: calls.on("onConnect"),
			onMessage: ({ text }) => calls.on("onMessage")(text),
			onSettled: calls.on("onSettled"),
			onDisconnect: calls.on("onDisconnect"),
			...options,
		});
		return calls;
	}

	it("carries messages of all sizes in Node.js", async () => {
		const calls = connect(authority.der("authority"), { buffers: { receive: 4_096, unacknowledged: 16_384 } });
		client.subscribe("sizes", { QoS: 1 });
		await calls.called("onSettled");
		const topic = client.topic("sizes", { QoS: 1 });
		const sizes = [0, 1, 50, 110, 111, 112, 300, 490, 500, 1_000, 4_000];
		for (const size of sizes) ok(topic.publish("x".repeat(size)) > 0, size);
		await calls.called("onMessage", sizes.length);
		const lengths = calls.calls.filter(([name]) => name === "onMessage").map(([, text]) => text.length);
		equal(lengths.join(), sizes.join());
	});

	it("has port 443, unless the app says otherwise", () => {
		const machine = websocket(tls({ certificate: authority.der("authority") }));
		for (const [options, port] of [
			[{ ...machine }, 443],
			[{ port: 8_084, ...machine }, 8_084],
		]) {
			const made = new Client({ ...options, host: "127.0.0.1" });
			made.close();
			equal(made.port, port);
			equal(made.keepAlive, 45_000);
		}
	});

	it("ends with TLS's detail if TLS refuses the server", async () => {
		const other = new Authority().root("other", { key: "ec" });
		try {
			const calls = connect(other.der("other"));
			await calls.called("onDisconnect");
			const [, { code, text }] = calls.calls[0];
			equal(code, Reason.connectFailed);
			equal(text, "certificate not trusted");
		} finally {
			other.remove();
		}
	});

	for (const bits of [64, 32]) {
		it(`loses none of ${MESSAGES} messages each way, with the client on a device (${bits}-bit), while mosquitto is restarted`, async function () {
			if (await whyNot(bits)) this.skip();
			let output = "";
			let device;
			const run = exchange(broker, MESSAGES, async () => {
				const config = {
					port: broker.secureWebSocketPort,
					count: MESSAGES,
					authority: Buffer.from(authority.der("authority")).toString("hex").toUpperCase(),
				};
				device = await simulate(NUMBERS, { bits, ...CHIP, config, stdio: ["ignore", "pipe", "inherit"] });
				device.process.stdout.on("data", (data) => {
					output += data;
				});
				if (await device.exit) run.fail(new Error("the device has failed"));
			});
			try {
				await run.run();
				equal(await device.exit, 0);
			} finally {
				device?.process.kill("SIGKILL");
			}
			const { published, received, early, settled } = JSON.parse(output.trim().split("\n").at(-1));
			equal(`${published} ${received} ${early} ${settled}`, `${MESSAGES} ${MESSAGES} 0 true`);
		}).timeout(60_000);
	}
});
