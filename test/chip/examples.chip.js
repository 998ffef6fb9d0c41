// Every example as firmware for an ESP32-C3, on an emulated one, with the settings of its own manifest but for the broker's address. It has to do what
// its README says: the same as in test/examples/defaults.spec.js on the simulated device.
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
	// Its own "setup/wifi" has no Wi-Fi to wait for.
	"deep-sleep": { modules: { "~": join(examples, "deep-sleep/wifi") } },
};

/** Milliseconds after which a chip that sleeps for one second will not wake any more. */
const PATIENCE = 20_000;

/** The chip's clock, which nothing sets: certificates have dates. Seconds, as of now. */
const now = () => ({ epoch: Math.floor(Date.now() / 1000) });

const doesHere = {
	...does,

	/** The chip keeps a reading, sleeps and wakes; not every QEMU has the timer that wakes it. */
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

	// Those with a service of their own are tried on the simulated device alone.
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
