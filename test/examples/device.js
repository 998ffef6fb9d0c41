// An example on the simulated device, and what it prints.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";

/** An ESP8266's memory. */
const STATIC = 32_768;

export class Device {
	lines = [];
	#seen = 0;
	#device;

	/** Starts the example of that name. */
	static async start(name, config) {
		const device = new Device();
		const manifest = fileURLToPath(new URL(`../../examples/${name}/manifest.json`, import.meta.url));
		device.#device = await simulate(manifest, { static: STATIC, config, stdio: ["ignore", "pipe", "ignore"] });
		let rest = "";
		device.#output.setEncoding("utf8").on("data", (text) => {
			const lines = (rest + text).split("\n");
			rest = lines.pop();
			device.lines.push(...lines);
			device.#output.emit("lines");
		});
		return device;
	}

	get #output() {
		return this.#device.process.stdout;
	}

	/** Settles when it has printed that line, or one that matches, behind those that were waited for before. */
	async prints(expected) {
		const matches = (line) => (expected instanceof RegExp ? expected.test(line) : line === expected);
		for (;;) {
			const index = this.lines.findIndex((line, i) => i >= this.#seen && matches(line));
			if (index >= 0) {
				this.#seen = index + 1;
				return this.lines[index];
			}
			await once(this.#output, "lines");
		}
	}

	async stop() {
		this.#device.process.kill("SIGKILL");
		await this.#device.exit;
	}
}
