// npm start: a broker, the telemetry app on a device, and what the broker received. See --help.
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client } from "mote-mqtt";
import { simulate } from "mote-mqtt/simulator";
import { tcp } from "mote-mqtt/tcp";

const HELP = `npm start -- [options]

Runs examples/telemetry on the XS engine with an ESP8266's memory, and shows each message as the broker hands it on.

  --host HOST      use the broker at HOST instead of one that is started on this machine
  --port PORT      its port (1883; with a broker of our own, any free one)
  --count N        readings to publish (10)
  --interval MS    milliseconds between them (300)
  --static BYTES   memory of the device's JavaScript engine (32768)
  --bits 32|64     width of the engine: 32 as on the chip needs a compiler that can (64)
  --inspect        look into the device on a page: memory, packets, queue. Publishes until you stop it with Ctrl-C
`;

function fail(message) {
	console.error(message);
	process.exit(1);
}

function options() {
	const number = (text, name, minimum, maximum) => {
		const value = Number(text);
		if (text !== "" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
		fail(`--${name}: expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
	};
	let values;
	try {
		const names = ["host", "port", "count", "interval", "static", "bits"];
		const types = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
		({ values } = parseArgs({ options: { ...types, inspect: { type: "boolean" }, help: { type: "boolean" } } }));
	} catch (error) {
		fail(`${error.message}\n\n${HELP}`);
	}
	if (values.help) {
		console.log(HELP);
		process.exit(0);
	}
	return {
		host: values.host,
		port: values.port === undefined ? undefined : number(values.port, "port", 1, 65_535),
		// Without an end (0) where someone looks.
		count: values.inspect && values.count === undefined ? 0 : number(values.count ?? "10", "count", 1, 1_000_000),
		inspect: values.inspect ? 0 : undefined,
		interval: number(values.interval ?? "300", "interval", 1, 3_600_000),
		static: number(values.static ?? "32768", "static", 4_096, 16_777_216),
		bits: number(values.bits ?? "64", "bits", 32, 64),
	};
}

/** A broker of our own, on loopback. */
async function startBroker(port = 0) {
	const { Aedes } = await import("aedes");
	const broker = await Aedes.createBroker();
	const server = createServer(broker.handle);
	server.listen(port, "127.0.0.1");
	await once(server, "listening").catch((error) => fail(`cannot start a broker on port ${port}: ${error.message}`));
	return { host: "127.0.0.1", port: server.address().port };
}

/** Shows what the broker hands on: this same client, in Node.js. */
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

const { host, port, count, interval, static: bytes, bits, inspect } = options();
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
if (device.window) console.log(`look into the device at ${device.window}`);
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
console.log(
	`${count} messages published and acknowledged. Allocated for each publish: ${sends.slots} slots, ${sends.chunkBytes} bytes. ` +
		`Peak memory: ${peakBytes} of ${memoryBytes} bytes.`,
);
process.exit(0);
