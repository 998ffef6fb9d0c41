// Builds measuring programs, runs them on an emulated core, and returns their counts.
import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "./build.js";
import { compilerVersion, cores, whyNot } from "./cores.js";
import { Package, repository } from "./sources.js";

const run = promisify(execFile);

/** In milliseconds. A program that runs longer is stuck; it should need a few seconds. */
const STUCK = 120_000;

/** The kinds of lines that a program prints. Any other line is an error. */
const KINDS = new Set(["engine", "measured", "profile", "@"]);

const SUITES = ["mote", "mote5", "websocket", "ecma419"];

/** The SDK, and its ECMA-419 client. */
export const sdk = process.env.MODDABLE;
const sdkClient = sdk && join(sdk, "examples/io/tcp/mqttclient/mqttclient.js");

/** Engines by name: the simulator's, and, if the SDK is installed, the chips'. Values are folders named "xs". */
export const engines = {
	npm: join(repository, "node_modules/@agoric/xsnap/moddable/xs"),
	...(sdk && { sdk: join(sdk, "xs") }),
};

/** The suites for an engine. The SDK's client runs only in the SDK's engine. */
export const suitesFor = (engine) => (engine === "sdk" && existsSync(sdkClient) ? [...SUITES, "sdk"] : SUITES);

/** Runs a suite. Returns the printed lines as arrays of fields. @param modules paths by specifier. */
export async function runSuite({ core, engine, suite, checkout = new Package(repository), profile }) {
	const more = { "embedded:network/mqtt/client": sdkClient };
	const { folder, program, modules } = await build({ core, engine: engines[engine], suite, checkout, more, profile });
	try {
		const [emulator, ...args] = cores[core].emulator;
		const still = ["-display", "none", "-monitor", "none", "-serial", "none"];
		const started = run(emulator, [...args, ...still, "-kernel", program], { maxBuffer: 1 << 28, timeout: STUCK });
		// Semihosting may write to either stream.
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

/** Measures a suite. Returns a row for each operation. */
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

/** Measures all suites of an engine. */
export async function measureEngine(core, engine) {
	const rows = [];
	for (const suite of suitesFor(engine)) rows.push(...(await measureSuite({ core, engine, suite })));
	return rows;
}

/**
 * Measures all suites with all installed engines on all cores that can be emulated. Returns the rows, and the
 * compilers by core.
 */
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
