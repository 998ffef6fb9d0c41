// Builds measuring programs, runs them on an emulated core, and returns what they counted.
import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "./build.js";
import { cores } from "./cores.js";
import { Package, repository } from "./sources.js";

const run = promisify(execFile);

/** Milliseconds after which a program is taken for stuck. It needs a few seconds. */
const STUCK = 120_000;

export const SUITES = ["mote", "mote5", "ecma419"];

/** The SDK, and its client of the standard. */
export const sdk = process.env.MODDABLE;
const sdkClient = sdk && join(sdk, "examples/io/tcp/mqttclient/mqttclient.js");

/** Engines by name: the one that the simulator has, and, where the SDK is, the one that chips run. Folders named "xs". */
export const engines = {
	npm: join(repository, "node_modules/@agoric/xsnap/moddable/xs"),
	...(sdk && { sdk: join(sdk, "xs") }),
};

/** Suites for an engine; the SDK's client with the SDK's engine. */
export const suitesFor = (engine) => (engine === "sdk" && existsSync(sdkClient) ? [...SUITES, "sdk"] : SUITES);

/** Runs a suite; the lines that it prints, as arrays of fields. `modules`: paths by specifier. */
export async function runSuite({ core, engine, suite, checkout = new Package(repository), profile }) {
	const more = { "embedded:network/mqtt/client": sdkClient };
	const { folder, program, modules } = await build({ core, engine: engines[engine], suite, checkout, more, profile });
	try {
		const [emulator, ...args] = cores[core].emulator;
		const still = ["-display", "none", "-monitor", "none", "-serial", "none"];
		const started = run(emulator, [...args, ...still, "-kernel", program], { maxBuffer: 1 << 28, timeout: STUCK });
		const { stdout } = await started.catch((error) => error);
		const lines = stdout
			.trimEnd()
			.split("\n")
			.map((line) => line.split("\t"));
		const failed = lines.filter(([kind]) => !["engine", "measured", "profile"].includes(kind) && kind !== "@");
		if (failed.length || lines.length < 2)
			throw new Error(
				`${suite} on ${core}:\n${failed
					.slice(0, 20)
					.map((each) => each.join(" "))
					.join("\n")}`,
			);
		return { lines, modules };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a suite's operations take. */
export async function measureInstructions(options) {
	const { lines } = await runSuite(options);
	const engine = lines.find(([kind]) => kind === "engine")[1];
	return lines
		.filter(([kind]) => kind === "measured")
		.map(([, client, operation, ...counts]) => {
			const [instructions, slots, chunkBytes, cHeapBytes] = counts.map(Number);
			return {
				core: options.core,
				engine,
				client,
				operation,
				instructions: Math.round(instructions),
				slots,
				chunkBytes,
				cHeapBytes,
			};
		});
}
