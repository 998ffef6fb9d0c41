// Every example as firmware on an emulated ESP32-C3, with the settings of its own manifest except the broker's
// address. It must do what its README says, as in test/examples/defaults.spec.js on the simulated device.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { does, examples, needs } from "../examples/does.js";
import { missing } from "../require.js";
import { boot, build, HOST } from "./chip.js";

const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "manifest.json")));

/** These are in clouds.chip.js and sleep.chip.js. */
const ELSEWHERE = ["aws-iot", "azure-event-grid", "deep-sleep"];

/** The chip's clock, which nothing else sets and certificates need. Seconds since 1970. */
const now = () => ({ epoch: Math.floor(Date.now() / 1000) });

describe("The examples on an emulated ESP32-C3", () => {
	const started = [];

	afterEach(async () => {
		for (const each of started.splice(0).reverse()) await each.stop();
	});

	const start = async (Class, ...words) => {
		const each = await Class.start(...words);
		started.push(each);
		return each;
	};
	start.device = async (name, config) => {
		const device = boot(build(resolve(examples, name), { ...config, host: HOST, ...now() }));
		started.push(device);
		return device;
	};

	for (const name of names.filter((name) => !ELSEWHERE.includes(name))) {
		describe(name, () => {
			const lacks = Object.entries(needs[name] ?? {}).find(([, reason]) => reason);
			if (lacks) return missing(lacks[0], String(lacks[1]));
			it("does what its README says", () => does[name](start));
		});
	}
});
