// `mote broker`: runs aedes, if it is installed, to try out an app. It stores nothing and accepts every client.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer as createSecureServer } from "node:tls";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { OptionError, SimulatorError } from "../simulator/launcher/simulator-error.js";

const usage = `mote broker [options]

Runs a broker (aedes, MQTT 3.1.1) on this machine to try out an app, and prints each message that it forwards. It accepts every client, by
default only from this machine.

  --port N       default 1883, with TLS 8883; 0 for any free port
  --host ADDRESS default 127.0.0.1; 0.0.0.0 lets a board in the same network connect
  --tls FOLDER   use TLS, with broker.pem and broker.key from this folder; mote new --tls makes them
  --help
`;

/** The part of aedes that is used. */
interface Aedes {
	readonly handle: (socket: object) => void;
	on(event: "publish", listener: (packet: Packet, client: object | null) => void): void;
}
interface Packet {
	topic: string;
	payload: Uint8Array | string;
	qos: number;
	retain: boolean;
}

async function loadAedes(): Promise<{ createBroker(): Promise<Aedes> }> {
	for (const from of [join(process.cwd(), "package.json"), import.meta.url]) {
		try {
			const { Aedes } = await import(pathToFileURL(createRequire(from).resolve("aedes")).href);
			return Aedes;
		} catch {
			// Not found from here: try the next place.
		}
	}
	throw new SimulatorError(
		"aedes is not installed: npm install --save-dev aedes; or use another broker, mosquitto for example",
	);
}

function secure(folder: string, handle: Aedes["handle"]): Server {
	const read = (name: string): Buffer => {
		try {
			return readFileSync(join(folder, name));
		} catch {
			throw new OptionError(`--tls: ${join(folder, name)} cannot be read; mote new --tls makes one`);
		}
	};
	const [cert, key] = [read("broker.pem"), read("broker.key")];
	try {
		return createSecureServer({ cert, key }, handle);
	} catch (error) {
		throw new OptionError(`--tls: broker.pem and broker.key in ${folder}: ${(error as Error).message}`);
	}
}

/** The command `mote broker`. It ends with a signal, or when its port is taken. */
export async function brokerCommand(words: string[]): Promise<number> {
	const { values } = parseArgs({
		args: words,
		options: {
			port: { type: "string" },
			host: { type: "string", default: "127.0.0.1" },
			tls: { type: "string" },
			help: { type: "boolean" },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const text = values.port ?? (values.tls ? "8883" : "1883");
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new OptionError(`--port: expected a whole number from 0 to 65535, got ${JSON.stringify(text)}`);
	const aedes = await (await loadAedes()).createBroker();
	const server = values.tls === undefined ? createServer(aedes.handle) : secure(values.tls, aedes.handle);
	aedes.on("publish", ({ topic, payload, qos, retain }, client) => {
		// A packet without a client is one of the broker's own.
		if (client) process.stdout.write(`${topic} ${payload} (QoS ${qos}${retain ? ", retained" : ""})\n`);
	});
	return new Promise((_, reject) => {
		server.on("error", (error) => reject(new SimulatorError(`port ${port} of ${values.host}: ${error.message}`)));
		server.listen(port, values.host, () => {
			const { port: bound } = server.address() as { port: number };
			process.stdout.write(`broker at ${values.host}:${bound}${values.tls ? ", over TLS" : ""}\n`);
		});
	});
}
