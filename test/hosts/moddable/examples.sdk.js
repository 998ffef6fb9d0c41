// Every example, unchanged, built by mcconfig and run in the SDK's simulator. A new folder in examples/ needs a line
// in EXAMPLES.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Aedes5Broker, AedesBroker } from "../../brokers/aedes.js";
import { MosquittoBroker } from "../../brokers/mosquitto.js";
import { Peer } from "../../brokers/peer.js";
import { Azure, coldStore } from "../../examples/cold-store.js";
import { Device } from "../../examples/device.js";
import { settings } from "../../examples/does.js";
import { greenhouse } from "../../examples/greenhouse.js";
import { Aws, lamp } from "../../examples/lamp.js";
import { press } from "../../examples/press.js";
import { missing } from "../../require.js";
import { hasOpenSSL } from "../tls/authority.js";
import { Example } from "../tls/example.js";
import { build, folder, launch, root } from "./sdk.js";

/** For each folder: runs the example, and fails if it does not do what its README says. */
const EXAMPLES = {
	"aws-iot": () => inCloud(new Aws("aws-iot-example"), "aws-iot-example", lamp),

	"azure-event-grid": () => inCloud(new Azure("event-grid-example"), "event-grid-example", coldStore),

	async command() {
		const broker = await MosquittoBroker.start();
		let device;
		let peer;
		const start = (...config) => {
			const given = ["host=127.0.0.1", `port=${broker.port}`, ...config];
			device = new Device(launch(build(join(root, "examples/command"), "command", given)));
		};
		const meet = async () => {
			peer = await Peer.connect(broker.port, { id: "operator", version: 5 });
		};
		const command = (text, messageExpiry) =>
			peer.publish("valves/valve-3/command", text, { properties: { messageExpiry } });
		try {
			// Messages that expired during sleep are not delivered.
			await meet();
			start("awake=500", "asleep=3000");
			await device.prints("awake, session new");
			await device.prints("valves/valve-3/command: ready");
			await device.prints("asleep");
			await command("open", 1);
			await command("close", 100);
			await device.prints("awake, session present");
			await device.prints(/^valve closed, in time by 9[5-8] s$/);
			assert.equal(device.lines.filter((line) => line.startsWith("valve open")).length, 0);
			await device.stop();
			// A state that is too old is not reported.
			await peer.subscribe("valves/valve-4/state");
			start("awake=60000", "interval=200", "id=valve-4");
			await device.prints("valves/valve-4/command: ready");
			assert.equal((await peer.message()).text, "1 closed");
			await broker.kill();
			await device.prints("connectFailed");
			await device.prints("connectFailed");
			await broker.restart();
			await device.prints("awake, session present");
			await device.prints("a state was too old to be sent");
			await meet();
			await peer.subscribe("valves/valve-4/state");
			const { text } = await peer.message();
			assert.ok(Number.parseInt(text, 10) > 2, text);
		} finally {
			peer?.drop();
			await device?.stop();
			await broker.stop();
		}
	},

	async "deep-sleep"() {
		const broker = await AedesBroker.start();
		const taken = [];
		broker.on("taken", ({ topic, payload }) => taken.push(`${topic} ${payload}`));
		const app = build(join(root, "examples/deep-sleep"), "deep-sleep", [
			`port=${broker.port}`,
			"patience=2000",
			"readings=1",
		]);
		// The app ends where a chip would sleep, and is restarted where a chip would wake.
		const kept = join(folder("kept"), "kept.bin");
		const wake = () => run(app, undefined, { MOTE_KEPT_MEMORY: kept });
		try {
			// The first time, it only stores its reading.
			assert.match(await wake(), /^started, reading 1\nkept for later, /);
			assert.match(await wake(), /^started, reading 2\nconnected, session new\n/);
			await broker.kill();
			assert.match(await wake(), /^started, reading 3\n.*kept\n/s);
			assert.equal(taken.length, 2);
			await broker.restart();
			assert.match(await wake(), /^started, reading 4\n.*^connected/ms);
			assert.deepEqual(
				taken,
				[1, 2, 3, 4].map((n) => `sensors/sensor-17/reading {"n":${n},"celsius":20.${n}}`),
			);
		} finally {
			await broker.stop();
		}
	},

	"home-assistant": () => inPlace("home-assistant", greenhouse),

	websocket: () => inPlace("websocket", press),

	async "request-response"() {
		const broker = await Aedes5Broker.start();
		let device;
		const ask = async (request) => {
			const path = join(root, "examples/request-response/ask.js");
			const { stdout } = await promisify(execFile)(process.execPath, [path, request, "127.0.0.1", String(broker.port)]);
			return stdout;
		};
		try {
			const config = ["host=127.0.0.1", `port=${broker.port}`];
			device = new Device(launch(build(join(root, "examples/request-response"), "request-response", config)));
			await device.prints("sensors/sensor-17/request: ready");
			assert.equal(await ask("celsius"), 'application/json: {"celsius":21.4}\n');
			await device.prints("celsius: answered");
			assert.equal(await ask("colour"), "text/plain: unknown request\n");
			await device.prints("colour: answered");
			broker.publish("sensors/sensor-17/request", "celsius");
			await device.prints("celsius: not answered");
		} finally {
			await device?.stop();
			await broker.stop();
		}
	},

	async telemetry() {
		const broker = await AedesBroker.start();
		const taken = new Set();
		let restarted;
		broker.on("taken", ({ topic, payload, qos }) => {
			if (topic !== "sensors/sensor-17/reading") return;
			taken.add(`${qos} ${payload}`);
			// The broker goes away in the middle, and returns.
			if (taken.size === 5) restarted ??= broker.kill().then(() => broker.restart());
		});
		try {
			const app = build(join(root, "examples/telemetry"), "telemetry", [
				"host=127.0.0.1",
				`port=${broker.port}`,
				"interval=150",
				"count=20",
			]);
			const output = await run(app, "disconnected: disconnected");
			assert.ok(output.startsWith("connected, session new\n"), output);
			assert.equal(output.match(/^connected/gm).length, 2, output);
			assert.ok(output.includes("settled: 20 published and acknowledged\n"), output);
			const readings = Array.from({ length: 20 }, (_, i) => {
				const n = i + 1;
				return `1 {"n":${n},"celsius":${(20 + n * 0.03).toFixed(2)},"volts":${(3.3 - n / 1000).toFixed(3)}}`;
			});
			assert.deepEqual([...taken], readings);
		} finally {
			await restarted;
			await broker.stop();
		}
	},

	async tls() {
		const example = await Example.start("tls-example");
		try {
			const given = ["host=127.0.0.1", `port=${example.port}`, "interval=20", "count=3"];
			const output = await run(build(example.folder, "tls-example", given), "disconnected: disconnected\n");
			const printed = output.split("\n").filter((line) => line && !line.startsWith("SSL: "));
			// What it counts before it is connected becomes one message, because only the newest total is queued.
			// With a ticket, a session takes more bytes.
			assert.match(printed[0], /^TLS session of \d+ bytes$/);
			assert.deepEqual(
				printed.slice(1).filter((line) => !/^settled: [12]$/.test(line)),
				["connected, session new", "settled: 3", "disconnected: disconnected"],
			);
			const other = await run(
				build(example.folder, "tls-example", [...given, "serverName=broker.work"]),
				"disconnected: ",
			);
			assert.match(other, /^disconnected: certificate is for another name/m);
		} finally {
			await example.stop();
		}
	},
};

/** Runs an example unchanged, and fails if it does not do what `does` says. */
async function inPlace(name, does) {
	const started = [];
	const start = async (Class, ...words) => {
		started.push(await Class.start(...words));
		return started.at(-1);
	};
	const run = (config) => {
		const given = Object.entries(config).map(([key, value]) => `${key}=${value}`);
		started.push(new Device(launch(build(join(root, "examples", name), name, given))));
		return started.at(-1);
	};
	try {
		await does(start, run, settings(name));
	} finally {
		for (const each of started.reverse()) await each.stop();
	}
}

/** Runs an example in the folder `name` with its cloud, and fails if it does not do what `does` says. */
async function inCloud(cloud, name, does) {
	let device;
	try {
		// A name would be resolved by a server that may not exist here.
		await cloud.open({ named: false });
		await does(cloud, (config) => {
			const given = Object.entries({ ...cloud.config, ...config }).map(([key, value]) => `${key}=${value}`);
			device = new Device(launch(build(cloud.folder, name, given)));
			return device;
		});
	} finally {
		await device?.stop();
		await cloud.cloud?.stop();
		cloud.remove();
	}
}

/** The tools that an example needs: why each is missing, if it is. */
const TOOLS = {
	mosquitto: () => MosquittoBroker.missing(),
	openssl: () => (hasOpenSSL() ? undefined : "it cannot be run"),
};
const NEEDS = {
	"aws-iot": ["openssl"],
	"azure-event-grid": ["openssl"],
	command: ["mosquitto"],
	tls: ["mosquitto", "openssl"],
};

/** Runs an app until it has printed `last`, or ends. Returns what it has printed. */
async function run(app, last, environment) {
	const device = launch(app, environment);
	let output = "";
	for (const stream of [device.process.stdout, device.process.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
			if (last !== undefined && output.includes(last)) device.process.kill("SIGKILL");
		});
	}
	await device.exit;
	return output;
}

describe("An example under the SDK's engine", function () {
	this.timeout(300_000);
	for (const name of readdirSync(join(root, "examples"))) {
		if (!existsSync(join(root, "examples", name, "manifest.json"))) continue;
		const lacks = NEEDS[name]?.find((tool) => TOOLS[tool]());
		if (lacks) {
			missing(lacks, TOOLS[lacks]());
			continue;
		}
		it(`examples/${name} runs unchanged`, () => {
			assert.ok(EXAMPLES[name], "add to EXAMPLES in test/hosts/moddable/examples.sdk.js how it is run");
			return EXAMPLES[name]();
		});
	}
});
