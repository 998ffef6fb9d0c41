// Every example as firmware on an emulated ESP32-C3, with the settings of its own manifest except the broker's
// address. It must do what its README says, as in test/examples/defaults.spec.js on the simulated device.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AedesBroker } from "../brokers/aedes.js";
import { does, examples, needs } from "../examples/does.js";
import { missing } from "../require.js";
import { boot, build, HOST } from "./chip.js";

const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "manifest.json")));

/** What an example needs here beyond its manifest. */
const MORE = {
	// Removes its "setup/wifi", because there is no Wi-Fi.
	"deep-sleep": { modules: { "~": join(examples, "deep-sleep/wifi") } },
};

/** After this many milliseconds, a chip that sleeps for one second will not wake up any more. */
const PATIENCE = 20_000;

/** The chip's clock, which nothing else sets and certificates need. Seconds since 1970. */
const now = () => ({ epoch: Math.floor(Date.now() / 1000) });

const doesHere = {
	...does,

	/** The chip stores a reading, sleeps and wakes up. Not every QEMU has the timer that wakes it. */
	async "deep-sleep"(start, test) {
		const broker = await start(AedesBroker);
		const device = await start.device("deep-sleep", { port: broker.port, interval: 1_000 });
		await device.prints("started, reading 1");
		await device.prints(/ bytes kept$/);
		const isAwake = await Promise.race([device.prints("woke, reading 2"), wait(PATIENCE)]);
		if (!isAwake) test.skip();
		await device.prints(/ bytes kept$/);
	},
};

describe("The examples on an emulated ESP32-C3", function () {
	this.timeout(3_600_000);
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
		const device = boot(build(resolve(examples, name), { ...config, host: HOST, ...now() }, MORE[name]));
		started.push(device);
		return device;
	};

	// Examples that need a cloud service are tested only on the simulated device.
	for (const name of names.filter((name) => doesHere[name])) {
		describe(name, () => {
			const lacks = Object.entries(needs[name] ?? {}).find(([, reason]) => reason);
			if (lacks) return missing(lacks[0], String(lacks[1]));
			it("does what its README says", function () {
				return doesHere[name](start, this);
			});
		});
	}
});
