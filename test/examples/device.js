// Runs an example on a device and reads its output.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";

/** The memory of an ESP8266. */
const STATIC = 32_768;

export class Device {
	lines = [];
	#seen = 0;
	#device;
	#ended = false;

	/** Starts an example on the simulated device. */
	static async start(name, config) {
		const manifest = fileURLToPath(new URL(`../../examples/${name}/manifest.json`, import.meta.url));
		return new Device(await simulate(manifest, { static: STATIC, config, stdio: ["ignore", "pipe", "ignore"] }));
	}

	/** @param device a started app, { process, exit }. */
	constructor(device) {
		this.#device = device;
		let rest = "";
		this.#output.setEncoding("utf8").on("data", (text) => {
			const lines = (rest + text).split("\n");
			rest = lines.pop();
			this.lines.push(...lines);
			this.#output.emit("lines");
		});
		this.#output.on("close", () => {
			this.#ended = true;
			this.#output.emit("lines");
		});
		device.process.stderr?.resume();
	}

	get #output() {
		return this.#device.process.stdout;
	}

	/** Resolves when a line equals or matches `expected`, after the lines that were awaited before. */
	async prints(expected) {
		const matches = (line) => (expected instanceof RegExp ? expected.test(line) : line === expected);
		for (;;) {
			const index = this.lines.findIndex((line, i) => i >= this.#seen && matches(line));
			if (index >= 0) {
				this.#seen = index + 1;
				return this.lines[index];
			}
			if (this.#ended) throw new Error(`the device has ended, without ${expected}: ${this.lines.join("\n")}`);
			await once(this.#output, "lines");
		}
	}

	async stop() {
		this.#device.process.kill("SIGKILL");
		await this.#device.exit;
	}
}
