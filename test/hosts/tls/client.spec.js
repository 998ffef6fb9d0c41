// The client over TLS, with real brokers.
import { deepEqual, equal, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";
import { Client, Reason } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import { simulate, simulateToEnd } from "../../../dist/simulator/simulate.js";
import { publishLarge } from "../../brokers/large.js";
import { MosquittoBroker } from "../../brokers/mosquitto.js";
import { exchange } from "../../brokers/numbers.js";
import { Peer } from "../../brokers/peer.js";
import { missing } from "../../require.js";
import { Recorder } from "../node/recorder.js";
import { Authority, hasOpenSSL } from "./authority.js";
import { onMachines } from "./machines.js";
import { endServers, secureServer } from "./servers.js";

const MESSAGES = 200;
const manifest = (path) => fileURLToPath(new URL(path, import.meta.url));
const NUMBERS = manifest("../../brokers/apps/numbers/manifest_tls.json");
const LARGE = Object.freeze({
	"3.1.1": manifest("../../brokers/apps/large/manifest_tls.json"),
	"5.0": manifest("../../brokers/apps/large/manifest_mqtt5_tls.json"),
});
const ALLOCATION = manifest("apps/allocation/manifest.json");
/** An ESP8266's memory, and its sockets' send buffer. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

const hex = (bytes) => Buffer.from(bytes).toString("hex").toUpperCase();

const hasCertificates = hasOpenSSL();
const certificates = hasCertificates ? makeCertificates() : undefined;
const noMosquitto = MosquittoBroker.missing();

function makeCertificates() {
	const authority = new Authority();
	const key = "ec";
	process.on("exit", () => authority.remove());
	return authority
		.root("authority", { key })
		.root("other", { key })
		.issue("server", "authority", { key })
		.issue("device", "authority");
}

/** mosquitto, with a listener for clients with a certificate of the authority. */
function startMosquitto() {
	const [certificate, key] = [certificates.at("server", "pem"), certificates.at("server", "key")];
	return MosquittoBroker.start({ secure: { certificate, key, authority: certificates.at("authority", "pem") } });
}

describe("The client over TLS", () => {
	if (!hasCertificates) return missing("openssl", "it cannot be run");
	let broker;

	afterEach(async () => {
		await broker?.stop();
		broker = undefined;
		await endServers();
	});

	describe("in Node.js with mosquitto", () => {
		if (noMosquitto) return missing("mosquitto", noMosquitto);
		let client;
		let peer;

		afterEach(() => {
			client?.close();
			peer?.drop();
		});

		/** A client whose callbacks are recorded. */
		function make(calls, secure, options) {
			client = new Client({
				...tls({ certificate: certificates.der("authority"), ...secure }),
				host: "127.0.0.1",
				port: broker.securePort,
				reconnect: { minimum: 10, maximum: 100 },
				onConnect: calls.on("onConnect"),
				onMessage: ({ text }) => calls.on("onMessage")(text),
				onSubscribe: calls.on("onSubscribe"),
				onSettled: calls.on("onSettled"),
				onDisconnect: calls.on("onDisconnect"),
				...options,
			});
		}

		const mine = { clientCertificates: [certificates.der("device")], clientKey: certificates.keyDER("device") };

		it("publishes and receives at QoS 1, presents its certificate, and reconnects when the broker returns", async () => {
			broker = await startMosquitto();
			const calls = new Recorder();
			make(calls, mine, { id: "node", clean: false });
			await calls.called("onConnect");
			client.subscribe("to/node", { QoS: 1 });
			await calls.called("onSubscribe");
			for (const word of ["one", "two"]) {
				peer = await Peer.connect(broker.port, { id: `peer ${word}` });
				await peer.subscribe("from/node", 1);
				client.topic("from/node", { QoS: 1 }).publish(word);
				equal((await peer.message()).text, word);
				await peer.publish("to/node", word);
				await calls.until(() => calls.calls.some(([name, text]) => name === "onMessage" && text === word));
				if (word === "two") break;
				await broker.kill();
				await broker.restart();
				await calls.called("onConnect", 2);
			}
			await calls.until(() => client.settled);
		});

		it("is refused without a certificate of its own, and retries", async () => {
			broker = await startMosquitto();
			const calls = new Recorder();
			make(calls);
			await calls.called("onDisconnect", 2);
			equal(calls.count("onConnect"), 0);
			const [, { code, retry }] = calls.calls[0];
			ok(code === Reason.connectFailed || code === Reason.connectionLost);
			ok(retry > 0);
		});

		it("does not connect to a broker with another authority", async () => {
			broker = await startMosquitto();
			const calls = new Recorder();
			make(calls, { ...mine, certificate: certificates.der("other") });
			await calls.called("onDisconnect");
			equal(calls.calls[0][1].code, Reason.connectFailed);
			equal(calls.count("onConnect"), 0);
		});
	});
});

await onMachines(({ title, node, bits }) => {
	if (node) return;
	describe(`The client over TLS ${title}`, function () {
		this.timeout(60_000);
		if (!hasCertificates) return missing("openssl", "it cannot be run");

		if (noMosquitto) missing("mosquitto", noMosquitto);
		else
			it(`loses none of ${MESSAGES} messages each way while mosquitto is killed and restarted three times`, async () => {
				const broker = await startMosquitto();
				let device;
				let output = "";
				const run = exchange(broker, MESSAGES, async () => {
					const config = {
						port: broker.securePort,
						count: MESSAGES,
						authority: hex(certificates.der("authority")),
						certificate: hex(certificates.der("device")),
						key: hex(certificates.keyDER("device")),
					};
					device = await simulate(NUMBERS, { bits, ...CHIP, config, stdio: ["ignore", "pipe", "pipe"] });
					device.process.stdout.on("data", (data) => {
						output += data;
					});
					let errors = "";
					device.process.stderr.on("data", (data) => {
						errors += data;
					});
					const code = await device.exit;
					if (code) run.fail(new Error(`the device ended with code ${code}: ${errors}`));
				});
				try {
					await run.run();
					equal(await device.exit, 0);
				} finally {
					device?.process.kill("SIGKILL");
					await broker.stop();
				}
				deepEqual(run.received.early, []);
				const { again, connections, ...result } = JSON.parse(output.trim().split("\n").at(-1));
				deepEqual(result, { published: MESSAGES, received: MESSAGES, early: 0, settled: true });
				ok(connections >= 4);
			});

		for (const version of noMosquitto ? [] : Object.keys(LARGE))
			it(`publishes a megabyte with ${version}, although mosquitto is restarted in the middle`, async () => {
				const broker = await startMosquitto();
				const config = {
					port: broker.securePort,
					authority: hex(certificates.der("authority")),
					certificate: hex(certificates.der("device")),
					key: hex(certificates.keyDER("device")),
				};
				try {
					await publishLarge(broker, LARGE[version], bits, config);
				} finally {
					await broker.stop();
				}
			});

		it("allocates nothing for messages at QoS 1 and their acknowledgements, in both directions", async () => {
			const count = 1_000;
			const broker = await Aedes.createBroker();
			const listener = await secureServer(certificates.pem("server"), certificates.key("server"), {}, broker.handle);
			const config = { port: listener.port, count, certificate: hex(certificates.der("authority")) };
			try {
				const { code, stdout, stderr } = await simulateToEnd(ALLOCATION, { bits, ...CHIP, config });
				equal(code, 0, stderr);
				const { received, ...allocated } = JSON.parse(stdout);
				deepEqual(allocated, { slots: 0, chunkBytes: 0, heapBytes: 0 });
				ok(received >= count, `${received} received`);
			} finally {
				await new Promise((resolve) => broker.close(resolve));
				await endServers();
			}
		});
	});
});
