// Builds measuring programs, runs them on an emulated core, and returns what they counted.
import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "./build.js";
import { compilerVersion, cores, whyNot } from "./cores.js";
import { Package, repository } from "./sources.js";

const run = promisify(execFile);

/** Milliseconds after which a program is taken for stuck. It needs a few seconds. */
const STUCK = 120_000;

/** What lines begin with. Anything else is an error. */
const KINDS = new Set(["engine", "measured", "profile", "@"]);

const SUITES = ["mote", "mote5", "websocket", "ecma419"];

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
		// Semihosting writes to the one or the other.
		const { stdout, stderr } = await started.catch((error) => error);
		const lines = (stdout + stderr).trimEnd().split("\n");
		const fields = lines.map((line) => line.split("\t"));
		const other = lines.filter((_, i) => !KINDS.has(fields[i][0]));
		if (other.length) throw new Error(`${suite} on ${core}:\n${other.slice(0, 20).join("\n")}`);
		return { lines: fields, modules };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a suite's operations take: a row for each. */
export async function measureSuite(options) {
	const { lines } = await runSuite(options);
	const engine = lines.find(([kind]) => kind === "engine")[1];
	return lines
		.filter(([kind]) => kind === "measured")
		.map(([, client, operation, ...counts]) => {
			const [instructions, slots, chunkBytes, cHeapBytes] = counts.map(Number);
			const memory = { slots, chunkBytes, cHeapBytes };
			return { core: options.core, engine, client, operation, instructions: Math.round(instructions), ...memory };
		});
}

/** All suites that there are for an engine. */
export async function measureEngine(core, engine) {
	const rows = [];
	for (const suite of suitesFor(engine)) rows.push(...(await measureSuite({ core, engine, suite })));
	return rows;
}

/** All suites, with all engines that are there, on all cores whose compiler and emulator are: the rows, and the compilers by core. */
export async function measureInstructions(missing) {
	const compilers = {};
	const rows = [];
	for (const core of Object.keys(cores)) {
		const reason = whyNot(core);
		if (reason) missing(`instructions on ${core}: ${reason}`);
		else {
			compilers[core] = compilerVersion(core);
			for (const engine of Object.keys(engines)) rows.push(...(await measureEngine(core, engine)));
		}
	}
	return { compilers, rows };
}
