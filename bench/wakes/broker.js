// The broker for wakes: mosquitto, over TCP, WebSocket and, with certificates, TLS 1.2. Not aedes, because it
// acknowledges packets that come with CONNECT before it has sent CONNACK.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MosquittoBroker, spawnMosquitto } from "../../test/brokers/mosquitto.js";
import { freePort, listening } from "../../test/brokers/port.js";

/** Why mosquitto cannot be used; undefined if it can. */
export const missingBroker = () => MosquittoBroker.missing();

/** @param authority the issuer of "broker"; undefined for no TLS. @returns `ports` by transport, and `stop()`. */
export async function startBroker(authority) {
	const folder = mkdtempSync(join(tmpdir(), "mote-wake-broker-"));
	const ports = { tcp: await freePort(), websocket: await freePort() };
	const lines = [
		"allow_anonymous true",
		"set_tcp_nodelay true",
		...(process.getuid?.() === 0 ? ["user root"] : []),
		`listener ${ports.tcp} 127.0.0.1`,
		`listener ${ports.websocket} 127.0.0.1`,
		"protocol websockets",
	];
	if (authority) {
		ports.tls = await freePort();
		const [certificate, key] = [authority.at("broker", "pem"), authority.at("broker", "key")];
		lines.push(`listener ${ports.tls} 127.0.0.1`, `certfile ${certificate}`, `keyfile ${key}`, "tls_version tlsv1.2");
	}
	const file = join(folder, "mosquitto.conf");
	writeFileSync(file, `${lines.join("\n")}\n`);
	const child = spawnMosquitto(file);
	let log = "";
	child.stderr.on("data", (text) => {
		log += text;
	});
	for (const port of Object.values(ports)) {
		await listening(port, () => child.exitCode === null).catch((error) => {
			throw new Error(`mosquitto: ${error.message}\n${log}`);
		});
	}
	return {
		ports,
		stop() {
			child.kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
