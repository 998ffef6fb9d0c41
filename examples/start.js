// npm start: runs a broker and the telemetry app on a simulated device, and prints what the broker received.
// See --help.
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Client } from "mote-mqtt";
import { simulate } from "mote-mqtt/simulator";
import { tcp } from "mote-mqtt/tcp";
import { startOptions } from "../commands/start.js";

function fail(message) {
	console.error(message);
	process.exit(1);
}

/** Starts a broker on loopback. */
async function startBroker(port = 0) {
	const { Aedes } = await import("aedes");
	const broker = await Aedes.createBroker();
	const server = createServer(broker.handle);
	server.listen(port, "127.0.0.1");
	await once(server, "listening").catch((error) => fail(`cannot start a broker on port ${port}: ${error.message}`));
	return { host: "127.0.0.1", port: server.address().port };
}

/** Prints the messages that the broker forwards. The observer is the same client, in Node.js. */
function observe({ host, port }) {
	return new Promise((subscribed) => {
		const observer = new Client({
			...tcp,
			host,
			port,
			id: `observer-${process.pid}`,
			reconnect: false,
			onSubscribe(filter, granted) {
				if (granted > 2) fail(`the broker at ${host}:${port} refuses the subscription to ${filter}`);
				subscribed(observer);
			},
			onMessage(message) {
				if (!message.retain) console.log(`broker: ${message.topic} ${message.text} QoS ${message.QoS}`);
			},
			onDisconnect(reason) {
				if (reason.code) fail(`no connection to a broker at ${host}:${port}: ${reason.text}`);
			},
		});
		observer.subscribe("sensors/+/reading", { QoS: 1 });
	});
}

const { host, port, count, interval, static: bytes, bits, inspect } = startOptions();
const broker = host === undefined ? await startBroker(port) : { host, port: port ?? 1883 };
console.log(`broker at ${broker.host}:${broker.port}`);
const observer = await observe(broker);

const config = { ...broker, id: `sensor-${process.pid}`, count, interval };
let report = "";
let device;
try {
	device = await simulate(fileURLToPath(new URL("telemetry/manifest.json", import.meta.url)), {
		bits,
		static: bytes,
		config,
		figures: true,
		...(inspect !== undefined && { inspect }),
		stdio: ["ignore", "pipe", "pipe"],
	});
} catch (error) {
	fail(error.message);
}
if (device.window) console.log(`inspect the device at ${device.window}`);
for (const name of ["stdout", "stderr"]) {
	let rest = "";
	device.process[name].setEncoding("utf8").on("data", (text) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop();
		for (const line of lines) {
			if (line.startsWith("{")) report = line;
			else console.log(line.startsWith("device: ") ? line : `device: ${line}`);
		}
	});
}
const code = await device.exit;
if (code) fail(`the device ended with exit code ${code}`);
observer.disconnect();

const { sends, peakBytes, memoryBytes } = JSON.parse(report);
// With few messages, the figure would include start-up and shut-down.
const allocated =
	sends && (count > 3 || !count)
		? `Allocated for each publish: ${sends.slots} slots, ${sends.chunkBytes} bytes. `
		: "Too few to tell what a publish allocates. ";
console.log(
	`${count === 1 ? "1 message" : `${count} messages`} published and acknowledged. ${allocated}Peak memory: ${peakBytes} of ${memoryBytes} bytes.`,
);
process.exit(0);
