// How fast clients publish at QoS 1 in Node.js with ten messages in flight: Mote and MQTT.js, in turn, with brokers
// in processes of their own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import mqtt from "mqtt";
import { MosquittoBroker, spawnMosquitto } from "../test/brokers/mosquitto.js";
import { freePort, listening } from "../test/brokers/port.js";

export const FLIGHT = 10;
const TOPIC = "sensors/17/temperature";
const PAYLOAD = Buffer.alloc(32, 0x35);

/** The number of messages per run, and of runs, of which the median counts. */
const COUNT = 10_000;
const RUNS = 7;

const BROKERS = {
	async aedes() {
		const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "broker"], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const [port] = await once(child.stdout, "data");
		return { port: Number(port), stop: () => child.kill() };
	},

	async mosquitto() {
		if (MosquittoBroker.missing()) return;
		const port = await freePort();
		const folder = mkdtempSync(join(tmpdir(), "mote-throughput-"));
		const file = join(folder, "mosquitto.conf");
		const lines = [
			`listener ${port} 127.0.0.1`,
			"allow_anonymous true",
			"max_inflight_messages 0",
			"set_tcp_nodelay true",
		];
		writeFileSync(file, `${lines.join("\n")}\n`);
		const child = spawnMosquitto(file);
		child.stderr.resume();
		await listening(port, () => child.exitCode === null);
		return {
			port,
			stop() {
				child.kill();
				rmSync(folder, { recursive: true, force: true });
			},
		};
	},
};

/** Connected clients. `run(count)` publishes that many messages, the next ten when all before are acknowledged. */
const CLIENTS = {
	async mote(port) {
		let left = 0;
		let done;
		const publish = () => {
			if (!left) return done?.();
			for (let i = 0; i < FLIGHT && left; i++, left--) {
				const identifier = topic.publish(PAYLOAD);
				if (identifier < 0) throw new Error(`refused: ${identifier}`);
			}
		};
		let client;
		await new Promise((resolve, reject) => {
			client = new Client({
				...tcp,
				host: "127.0.0.1",
				port,
				id: "throughput",
				onConnect: resolve,
				onSettled: publish,
				onDisconnect: ({ text }) => reject(new Error(text)),
			});
		});
		const topic = client.topic(TOPIC, { QoS: 1 });
		return {
			run: (count) =>
				new Promise((resolve) => {
					left = count;
					done = resolve;
					publish();
				}),
			close: () => client.close(),
		};
	},

	async "MQTT.js"(port) {
		const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
		await once(client, "connect");
		let left = 0;
		let flying = 0;
		let done;
		const acknowledged = (error) => {
			if (error) throw error;
			if (--flying === 0) publish();
		};
		const publish = () => {
			if (!left) return done();
			flying = Math.min(FLIGHT, left);
			left -= flying;
			for (let i = 0, count = flying; i < count; i++) client.publish(TOPIC, PAYLOAD, { qos: 1 }, acknowledged);
		};
		return {
			run: (count) =>
				new Promise((resolve) => {
					left = count;
					done = resolve;
					publish();
				}),
			close: () => client.endAsync(true),
		};
	},
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const microseconds = () => {
	const { user, system } = process.cpuUsage();
	return user + system;
};

/**
 * For each installed broker and each client: messages per second, and microseconds of the client's CPU time per
 * message.
 */
export async function measureThroughput(count = COUNT, runs = RUNS) {
	const rows = [];
	for (const [broker, start] of Object.entries(BROKERS)) {
		const running = await start();
		if (!running) continue;
		const clients = [];
		for (const [name, connect] of Object.entries(CLIENTS))
			clients.push({ name, rates: [], costs: [], ...(await connect(running.port)) });
		for (const client of clients) await client.run(count);
		for (let run = 0; run < runs; run++) {
			for (const client of clients) {
				const before = microseconds();
				const start = performance.now();
				await client.run(count);
				client.rates.push((count * 1000) / (performance.now() - start));
				client.costs.push((microseconds() - before) / count);
			}
		}
		for (const client of clients) await client.close();
		running.stop();
		for (const { name, rates, costs } of clients) {
			rows.push({
				broker,
				client: name,
				flight: FLIGHT,
				perSecond: Math.round(median(rates)),
				cpuMicroseconds: Math.round(median(costs) * 10) / 10,
				count,
			});
		}
	}
	return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv[2] === "broker") {
		const { startBroker } = await import("./broker.js");
		const { port } = await startBroker();
		process.stdout.write(`${port}\n`);
	} else console.table(await measureThroughput());
}
