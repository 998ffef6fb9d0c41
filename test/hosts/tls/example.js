// A copy of examples/tls, with the certificates and the broker of its README.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnMosquitto } from "../../brokers/mosquitto.js";
import { freePort, listening } from "../../brokers/port.js";

const example = fileURLToPath(new URL("../../../examples/tls/", import.meta.url));
const build = fileURLToPath(new URL("../../../build/", import.meta.url));

export class Example {
	/**
	 * `name`: the name of its folder in build/, which is as deep in the project as the example, because its manifest
	 * includes the project's.
	 */
	static async start(name) {
		const started = new Example();
		started.folder = join(build, name);
		try {
			await started.#start();
			return started;
		} catch (error) {
			await started.stop();
			throw error;
		}
	}

	/** The folder of its manifest.json. */
	folder;
	/** The broker's port. */
	port = 0;
	#broker;

	async #start() {
		const { folder } = this;
		const readme = readFileSync(join(example, "README.md"), "utf8");
		const block = (language) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(readme)[1];
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		for (const name of ["main.js", "manifest.json"]) copyFileSync(join(example, name), join(folder, name));
		execFileSync("sh", ["-euc", block("sh")], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
		this.port = await freePort();
		// As root, mosquitto opens its files only with this setting.
		const user = process.getuid?.() === 0 ? "user root\n" : "";
		const configuration = block("conf").replace("listener 8883", `listener ${this.port} 127.0.0.1`) + user;
		writeFileSync(join(folder, "certificates/mosquitto.conf"), configuration);
		const broker = spawnMosquitto("mosquitto.conf", join(folder, "certificates"));
		this.#broker = broker;
		broker.stderr.resume();
		await listening(this.port, () => broker.exitCode === null);
	}

	async stop() {
		const broker = this.#broker;
		if (broker?.exitCode === null) {
			const exit = once(broker, "exit");
			broker.kill("SIGKILL");
			await exit;
		}
		rmSync(this.folder, { recursive: true, force: true });
	}
}
