// Every example on the simulated device, with the settings of its own manifest: only the broker's port is another. It has to do what its
// README says.
import { deepEqual, equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";
import { AedesBroker } from "../brokers/aedes.js";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";
import { compiled, folder } from "../hosts/simulator/app.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { Example } from "../hosts/tls/example.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";
import { Device } from "./device.js";
import { greenhouse } from "./greenhouse.js";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "manifest.json")));
const settings = (name) => JSON.parse(readFileSync(join(examples, name, "manifest.json"), "utf8")).config;
const manifest = (name) => join(examples, name, "manifest.json");

/** What is needed besides aedes, and why it is not there. */
const needs = {
	command: { mosquitto: MosquittoBroker.missing() },
	"request-response": { mosquitto: MosquittoBroker.missing() },
	tls: {
		openssl: hasOpenSSL() ? undefined : "it cannot be run",
		mosquitto: MosquittoBroker.missing(),
		tls: await whyNot(64),
	},
};

/** What each example is to do. */
const does = {
	async telemetry(start) {
		const broker = await start(AedesBroker);
		const readings = [];
		const third = new Promise((resolve) => {
			broker.on("taken", ({ topic, payload, qos }) => {
				if (topic !== `sensors/${settings("telemetry").id}/reading` || qos !== 1) return;
				if (readings.push(JSON.parse(payload).n) === 3) resolve();
			});
		});
		const device = await start(Device, "telemetry", { port: broker.port });
		await device.prints("connected, session new");
		await device.prints("settled: 1 published and acknowledged");
		await device.prints("settled: 2 published and acknowledged");
		await third;
		deepEqual(readings, [1, 2, 3]);
		// As somebody tells it another interval, and first something else.
		const tell = (payload) => {
			const topic = `sensors/${settings("telemetry").id}/interval`;
			broker.aedes.publish({ cmd: "publish", topic, payload, qos: 1, retain: false });
		};
		tell("never");
		await device.prints("no interval: never");
		tell("100");
		await device.prints("a reading every 100 ms");
		await device.prints(/^settled: \d+ published and acknowledged$/);
	},

	async tls(start) {
		const example = await start(Example, "tls-defaults");
		const device = new Device(
			await simulate(join(example.folder, "manifest.json"), {
				config: { port: example.port },
				stdio: ["ignore", "pipe", "ignore"],
			}),
		);
		start.later(device);
		await device.prints(/^TLS session of \d+ bytes$/);
		await device.prints("connected, session new");
		await device.prints("settled: 1");
		await device.prints("settled: 2");
		await device.prints("settled: 3");
	},

	async command(start) {
		const broker = await start(MosquittoBroker);
		const operator = await Peer.connect(broker.port, { id: "operator", version: 5 });
		const { id } = settings("command");
		await operator.subscribe(`valves/${id}/state`);
		const device = await start(Device, "command", { port: broker.port });
		await device.prints("awake, session new");
		await device.prints(`valves/${id}/command: ready`);
		await operator.publish(`valves/${id}/command`, "open", { properties: { messageExpiry: 100 } });
		await device.prints(/^valve open, in time by (99|100) s$/);
		const states = [];
		for (let i = 0; i < 3; i++) states.push((await operator.message()).text.split(" ")[0]);
		deepEqual(states, ["1", "2", "3"]);
		await device.prints("disconnected");
		await device.prints("asleep");
		operator.drop();
	},

	async "request-response"(start) {
		const broker = await start(MosquittoBroker);
		const { id } = settings("request-response");
		const asker = await Peer.connect(broker.port, { id: "asker", version: 5 });
		await asker.subscribe("answers/me");
		const device = await start(Device, "request-response", { port: broker.port });
		await device.prints(`sensors/${id}/request: ready`);
		await asker.publish(`sensors/${id}/request`, "celsius", { properties: { responseTopic: "answers/me" } });
		equal((await asker.message()).text, '{"celsius":21.4}');
		await device.prints("celsius: answered");
		asker.drop();
	},

	"home-assistant": (start) => greenhouse(start, (config) => start(Device, "home-assistant", config)),

	async "deep-sleep"(start) {
		const broker = await start(AedesBroker);
		const readings = [];
		broker.on("taken", ({ payload }) => readings.push(JSON.parse(payload).n));
		const env = { ...process.env, MOTE_KEPT_MEMORY: join(folder({}), "kept.bin") };
		const { interval } = settings("deep-sleep");
		for (const reading of [1, 2]) {
			const sleeper = await simulate(manifest("deep-sleep"), {
				config: { port: broker.port },
				env,
				stdio: ["ignore", "pipe", "pipe"],
			});
			let said = "";
			sleeper.process.stderr.setEncoding("utf8").on("data", (text) => {
				said += text;
			});
			const device = new Device(sleeper);
			start.later(device);
			await device.prints(`started, reading ${reading}`);
			await device.prints(/^connected, session /);
			await device.prints("disconnected");
			await device.prints("all delivered, 34 bytes kept");
			equal(await sleeper.exit, 0);
			equal(said.trimEnd().split("\n").at(-1), `device: no deep sleep here: start again in ${interval} ms`);
		}
		deepEqual(readings, [1, 2]);
	},
};

describe("The examples, with the settings that they have", () => {
	const started = [];

	before(compiled);

	afterEach(async () => {
		for (const each of started.splice(0).reverse()) await each.stop();
	});

	/** Starts one of those that can be, and stops it in the end. */
	const start = async (Class, ...words) => {
		const each = await Class.start(...words);
		started.push(each);
		return each;
	};
	start.later = (each) => started.push(each);

	it("are all tried, here or in a spec of their own", () => {
		for (const name of names) {
			const spec = fileURLToPath(new URL(`${name}.spec.js`, import.meta.url));
			ok(does[name] || readFileSync(spec, "utf8").includes("does what its README says"), name);
		}
	});

	for (const name of Object.keys(does)) {
		describe(name, () => {
			const lacks = Object.entries(needs[name] ?? {}).find(([, reason]) => reason);
			if (lacks) return missing(lacks[0], String(lacks[1]));
			it("does what its README says", () => does[name](start)).timeout(30_000);
		});
	}
});
