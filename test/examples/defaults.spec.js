// Every example on the simulated device, with the settings of its own manifest except the broker's port. It must do
// what its README says.
import { deepEqual, equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";
import { AedesBroker } from "../brokers/aedes.js";
import { compiled, folder } from "../hosts/simulator/app.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";
import { Device } from "./device.js";
import { does, examples, needs, settings } from "./does.js";

const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "manifest.json")));
const needsHere = { ...needs, tls: { ...needs.tls, tls: await whyNot(64) } };

const doesHere = {
	...does,

	async "deep-sleep"(start) {
		const broker = await start(AedesBroker);
		const readings = [];
		broker.on("taken", ({ payload }) => readings.push(JSON.parse(payload).n));
		const env = { ...process.env, MOTE_KEPT_MEMORY: join(folder({}), "kept.bin") };
		const { interval, readings: often } = settings("deep-sleep");
		const expected = Array.from({ length: often }, (_, i) => i + 1);
		for (const reading of expected) {
			const sleeper = await simulate(join(examples, "deep-sleep/manifest.json"), {
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
			// The radio is on only for the last reading.
			if (reading === often) {
				await device.prints("connected, session new");
				await device.prints("disconnected");
			}
			await device.prints(reading === often ? /^all delivered, / : /^kept for later, /);
			equal(await sleeper.exit, 0);
			equal(said.trimEnd().split("\n").at(-1), `device: simulated deep sleep: start again in ${interval} ms`);
		}
		deepEqual(readings, expected);
	},
};

describe("The examples, with the settings that they have", () => {
	const started = [];

	before(compiled);

	afterEach(async () => {
		for (const each of started.splice(0).reverse()) await each.stop();
	});

	/** Starts something, and stops it at the end. */
	const start = async (Class, ...words) => {
		const each = await Class.start(...words);
		started.push(each);
		return each;
	};
	start.later = (each) => {
		started.push(each);
		return each;
	};
	start.device = async (name, config) => {
		const path = join(resolve(examples, name), "manifest.json");
		return start.later(new Device(await simulate(path, { config, stdio: ["ignore", "pipe", "ignore"] })));
	};

	it("are all tested, here or in a spec of their own", () => {
		for (const name of names) {
			const spec = fileURLToPath(new URL(`${name}.spec.js`, import.meta.url));
			ok(doesHere[name] || readFileSync(spec, "utf8").includes("does what its README says"), name);
		}
	});

	for (const name of Object.keys(doesHere)) {
		describe(name, () => {
			const lacks = Object.entries(needsHere[name] ?? {}).find(([, reason]) => reason);
			if (lacks) return missing(lacks[0], String(lacks[1]));
			it("does what its README says", () => doesHere[name](start)).timeout(30_000);
		});
	}
});
