// The drop-in's manifests. An app written for the SDK's client gets Mote's instead, without a change of its own.
import assert from "node:assert/strict";
import { join } from "node:path";
import { createServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";
import { AedesBroker } from "../../brokers/aedes.js";
import { missing } from "../../require.js";
import { folder, simulateToEnd } from "../simulator/app.js";
import { Authority, hasOpenSSL } from "../tls/authority.js";
import { whyNot } from "../tls/machines.js";

const manifests = fileURLToPath(new URL("../../../manifests/", import.meta.url));

/** Like apps of the standard, which use only `device.network`. */
const main = (name, port) => `
const MQTTClient = device.network.${name}.io;
new MQTTClient({
	...device.network.${name},
	host: "127.0.0.1",
	port: ${port},
	id: "drop-in",
	onControl(message) {
		if (message.operation === MQTTClient.CONNACK) this.write(ArrayBuffer.fromString("21.5"), { topic: "drop-in", QoS: 1 });
		if (message.operation === MQTTClient.PUBACK) {
			trace("acknowledged\\n");
			this.write(null, { operation: MQTTClient.DISCONNECT });
			this.close();
		}
	},
	onError(error) {
		trace("error ", error, "\\n");
	},
});
`;

/** The SDK's folder with its client, nothing of which may be left. */
const sdk = folder({
	"examples/io/tcp/mqttclient/manifest_mqttclient.json": {
		include: "$(MODDABLE)/modules/io/manifest.json",
		modules: { "mqttclient/config": "./config", "embedded:network/mqtt/client": "./mqttclient" },
		preload: ["mqttclient/config", "embedded:network/mqtt/client"],
	},
	"examples/io/tcp/mqttclient/config.js": `import "system"; import MQTTClient from "embedded:network/mqtt/client"; globalThis.device = Object.freeze({ network: { mqtt: { io: MQTTClient } } });`,
	"examples/io/tcp/mqttclient/mqttclient.js": `export default class { constructor() { trace("the SDK's own\\n"); } }`,
});

/** Runs an app with these manifests. Returns what it printed. */
async function run(text, include, environment) {
	const path = join(
		folder({ "main.js": text, "manifest.json": { include, modules: { "*": "./main" } } }),
		"manifest.json",
	);
	const former = process.env.MODDABLE;
	process.env.MODDABLE = sdk;
	try {
		const { stdout, stderr } = await simulateToEnd(path, { env: { ...process.env, ...environment } });
		return stdout + stderr.replace(/^device: XS .*\n/, "");
	} finally {
		if (former === undefined) delete process.env.MODDABLE;
		else process.env.MODDABLE = former;
	}
}

describe("The drop-in for ECMA-419's client", function () {
	this.timeout(0);

	it("is device.network.mqtt by its manifest alone", async () => {
		const broker = await AedesBroker.start();
		try {
			assert.equal(await run(main("mqtt", broker.port), [join(manifests, "ecma419.json")]), "acknowledged\n");
		} finally {
			await broker.stop();
		}
	});

	for (const [order, place] of [
		["first", 0],
		["last", 1],
	]) {
		it(`stands in the place of the SDK's client, whose manifest comes ${order}`, async () => {
			const include = [join(manifests, "ecma419.json")];
			include.splice(1 - place, 0, join(sdk, "examples/io/tcp/mqttclient/manifest_mqttclient.json"));
			if (order === "first") include.reverse();
			const text = `try { new device.network.mqtt.io({}); } catch (error) { trace(error.message, "\\n"); }`;
			assert.equal(await run(text, include), "host: expected a name or an address\n");
		});
	}

	it("keeps what the app itself has defined in device.network", async () => {
		const text = 'trace(device.network.mqtt.mine, Object.keys(device.network).join(), "\\n");';
		const own = folder({
			"manifest.json": { modules: { own: "./own" }, preload: "own" },
			"own.js": 'globalThis.device = Object.freeze({ network: { mqtt: { mine: "mine " }, http: {} } });',
		});
		assert.equal(await run(text, [join(own, "manifest.json"), join(manifests, "ecma419.json")]), "mine mqtt,http\n");
	});

	it("has the part of URL that the SDK's mqtt/js uses", async () => {
		const text = `import { URL } from "url";
			const { protocol, hostname, port, username } = new URL("mqtts://me:secret@broker.example:8884/a?b");
			trace([protocol, hostname, port, username, new URL("mqtt://[::1]").hostname].join(" "), "\\n");
			try { new URL("broker.example"); } catch (error) { trace(error.message, "\\n"); }`;
		const expected = "mqtts: broker.example 8884 me [::1]\ninvalid URL broker.example\n";
		assert.equal(await run(text, [join(manifests, "ecma419.json")]), expected);
	});
});

const reason = hasOpenSSL() ? await whyNot(64) : "there is no openssl";
describe("The drop-in over TLS", function () {
	this.timeout(0);
	if (reason) return missing("tls", reason);

	it("is device.network.mqtts, and trusts the authorities of this machine", async () => {
		const authority = new Authority();
		authority.root("root");
		authority.issue("server", "root");
		const broker = await Aedes.createBroker();
		const server = createServer({ cert: authority.pem("server"), key: authority.key("server") }, broker.handle);
		await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
		server.on("tlsClientError", () => {});
		try {
			const text = main("mqtts", server.address().port);
			const include = [join(manifests, "ecma419-tls.json")];
			assert.equal(await run(text, include, { SSL_CERT_FILE: authority.at("root", "pem") }), "acknowledged\n");
			assert.match(await run(text, include, { SSL_CERT_FILE: "/dev/null" }), /^error Error: /);
		} finally {
			await new Promise((resolve) => broker.close(resolve));
			server.close();
			authority.remove();
		}
	});
});
