#!/usr/bin/env node
// Runs an app in the XS engine with the memory of a device. This is the command mote-simulate and its functions.

import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runCommand } from "../../command/run.js";
import { type Bits, buildDevice, type EngineName } from "./build.js";
import {
	checkFleet,
	describeFleet,
	type FleetOptions,
	FleetReader,
	type FleetResult,
	fleetOptions,
	tellApart,
} from "./fleet.js";
import { showFleet } from "./fleet-view.js";
import { checkLink, describeLink, linkOptions } from "./link.js";
import { type App, readApp } from "./manifest.js";
import { OptionError, SimulatorError } from "./simulator-error.js";
import { type Stripped, stripTypes } from "./typescript.js";
import { openWindow } from "./window/window.js";

export { type Fault, type FleetOptions, type FleetResult, type FleetTick, perSecond } from "./fleet.js";
export type { Bits, EngineName };
export { SimulatorError };

/** Options of a simulated device. */
export interface SimulateOptions {
	/**
	 * Width of pointers: 32 as on the chips, or 64 (the default). With 64, slots and the memory are twice as large.
	 */
	bits?: Bits;
	/**
	 * Which XS: "npm" (the default), or "sdk", the Moddable SDK's in the folder that the environment variable
	 * MODDABLE names.
	 */
	engine?: EngineName;
	/** Memory in bytes as on a chip, in place of the manifest's. */
	static?: number;
	/** Size of a socket's send buffer in bytes; default 5744. An ESP8266 has 1072. */
	sendBuffer?: number;
	/** Overrides properties of the manifest's "config". */
	config?: Record<string, unknown>;
	/** The first value of Time.ticks. Default: 30 seconds before it wraps. */
	firstTick?: number;
	/** Prints figures about memory as one line of JSON to standard error when the app ends. */
	figures?: boolean;
	/** A file for a report on each connection (times, segments, bytes, round trips), written when the device ends. */
	report?: string;
	/** Round-trip time between the device and the network in milliseconds, half of it each way; default 0. */
	latency?: number;
	/** Percentage of segments lost each way. TCP resends them, so the device sees a delay. */
	loss?: number;
	/** Bytes per second each way; default unlimited. */
	bandwidth?: number;
	/**
	 * The port of a page on this machine that shows what happens in the device; 0 for any free port. Its address is
	 * the simulation's `window`.
	 */
	inspect?: number;
	/** Environment of the process; default that of this process. */
	env?: NodeJS.ProcessEnv;
	/** As in child_process.spawn; default "inherit". */
	stdio?:
		| "inherit"
		| "pipe"
		| "ignore"
		| ["inherit" | "pipe" | "ignore", "inherit" | "pipe" | "ignore", "inherit" | "pipe" | "ignore"];
}

/** A running device. */
export interface Simulation {
	/** The device's process. kill() is like a loss of power. */
	process: ChildProcess;
	/**
	 * Resolves when the device has ended: to its exit code, or to 128 plus the number of the signal that ended it.
	 */
	exit: Promise<number>;
	/** The address of the page, if the option `inspect` is given. */
	window?: string;
}

const wraps = 0x80000000;

function checkName(name: string): string {
	if (/[\t\n]/.test(name))
		throw new SimulatorError(`${JSON.stringify(name)}: names must not contain tabs or line ends`);
	return name;
}

/** Modes of the program: print the size of byte code, or run a fleet. */
interface Kind {
	byteCode?: boolean;
	fleet?: FleetOptions;
}

function describe(
	app: App,
	stripped: Map<string, Stripped>,
	options: SimulateOptions,
	{ byteCode, fleet }: Kind,
): string {
	const { creation } = app;
	const lines = [
		`static\t${creation.static}`,
		`chunk.initial\t${creation.chunk.initial}`,
		`chunk.incremental\t${creation.chunk.incremental}`,
		`heap.initial\t${creation.heap.initial}`,
		`heap.incremental\t${creation.heap.incremental}`,
		`stack\t${creation.stack}`,
		`keys.initial\t${creation.keys.initial}`,
		`keys.incremental\t${creation.keys.incremental}`,
		`sendBuffer\t${options.sendBuffer ?? 5744}`,
		`firstTick\t${(options.firstTick ?? wraps - 30_000) >>> 0}`,
		`main\t${creation.main}`,
	];
	if (options.figures) lines.push("figures");
	lines.push(...describeLink(options));
	if (options.report !== undefined) lines.push(`report\t${checkName(resolve(options.report))}`);
	if (options.inspect !== undefined) lines.push("window\t4");
	if (byteCode) lines.push("byteCode");
	if (fleet) lines.push(...describeFleet(fleet));
	for (const [specifier, path] of app.modules) {
		const word = `${app.preload.has(specifier) ? 1 : 0}\t${checkName(specifier)}`;
		const script = stripped.get(path);
		if (script) {
			lines.push(`source\t${word}\t${Buffer.byteLength(script.text)}\n${script.text}`);
			lines.push(`origin\t${checkName(path)}\t${script.lines.join(" ")}`);
		} else lines.push(`module\t${word}\t${checkName(path)}`);
	}
	for (const specifier of app.skipped) lines.push(`skipped\t${checkName(specifier)}`);
	for (const [name, path] of app.resources) lines.push(`resource\t${checkName(name)}\t${checkName(path)}`);
	if (!app.modules.has("mc/config")) {
		const source = `export default Object.freeze(${JSON.stringify(app.config)}, true);`;
		lines.push(`source\t1\tmc/config\t${Buffer.byteLength(source)}\n${source}`);
	}
	return `${lines.join("\n")}\n`;
}

const MEGABYTE = 1_048_576;

function checkOptions(options: SimulateOptions): void {
	const { bits, engine, sendBuffer, static: bytes } = options;
	checkLink(options);
	if (bits !== undefined && bits !== 32 && bits !== 64) throw new OptionError(`bits: expected 32 or 64, got ${bits}`);
	if (engine !== undefined && engine !== "npm" && engine !== "sdk")
		throw new SimulatorError(`engine: expected npm or sdk, got ${engine}`);
	if (sendBuffer !== undefined && !(Number.isInteger(sendBuffer) && sendBuffer >= 64 && sendBuffer <= MEGABYTE)) {
		throw new OptionError(`send buffer: expected 64 to ${MEGABYTE} bytes, got ${sendBuffer}`);
	}
	if (
		options.inspect !== undefined &&
		!(Number.isInteger(options.inspect) && options.inspect >= 0 && options.inspect < 65_536)
	) {
		throw new OptionError(`inspect: expected a port from 0 to 65535, got ${options.inspect}`);
	}
	if (bytes !== undefined && !(Number.isInteger(bytes) && bytes > 0 && bytes <= 256 * MEGABYTE)) {
		throw new OptionError(`static: expected 1 to ${256 * MEGABYTE} bytes, got ${bytes}`);
	}
}

const signals: Partial<Record<NodeJS.Signals, number>> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGABRT: 6,
	SIGKILL: 9,
	SIGALRM: 14,
	SIGSEGV: 11,
	SIGTERM: 15,
};

async function start(manifest: string, options: SimulateOptions, kind: Kind): Promise<Simulation> {
	checkOptions(options);
	const app = readApp(manifest, {
		...(options.config && { config: options.config }),
		...(options.static !== undefined && { static: options.static }),
	});
	if (kind.fleet) tellApart(app);
	const description = describe(app, await stripTypes(app.modules.values()), options, kind);
	const program = await buildDevice(options.bits ?? 64, options.engine, options.env);
	const streams = options.stdio ?? "inherit";
	const stdio: StdioOptions = [...(typeof streams === "string" ? [streams, streams, streams] : streams), "pipe"];
	const inspected = options.inspect !== undefined;
	if (inspected) stdio.splice(1, 2, "pipe", "pipe");
	if (inspected) stdio.push("pipe");
	const child = spawn(program, ["3"], { stdio, ...(options.env && { env: options.env }) });
	const pipe = child.stdio[3] as NodeJS.WritableStream;
	pipe.on("error", () => {}); // the device ended early and has reported why
	pipe.end(description);
	const exit = new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => resolve(code ?? 128 + ((signal && signals[signal]) ?? 0)));
	});
	if (!inspected) return { process: child, exit };
	const output = [child.stdout!, child.stderr!];
	const window = await openWindow(child.stdio[4] as Duplex, output, options.inspect!);
	exit.then(window.close, () => {});
	// The output goes to the page and is also printed.
	const given = typeof streams === "string" ? [streams, streams, streams] : streams;
	if (given[1] === "inherit") output[0].pipe(process.stdout, { end: false });
	if (given[2] === "inherit") output[1].pipe(process.stderr, { end: false });
	return { process: child, exit, window: window.url };
}

/** Starts a device. Resolves as soon as it runs; the first call takes longer, because it compiles the engine. */
export function simulate(manifest: string, options: SimulateOptions = {}): Promise<Simulation> {
	return start(manifest, options, {});
}

async function collect({ process, exit }: Simulation): Promise<{ code: number; stdout: string; stderr: string }> {
	const output = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"] as const) {
		process[name]!.setEncoding("utf8").on("data", (text: string) => {
			output[name] += text;
		});
	}
	return { code: await exit, ...output };
}

/** Runs a device until it ends. */
export async function simulateToEnd(
	manifest: string,
	options: Omit<SimulateOptions, "stdio"> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
	return collect(await simulate(manifest, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
}

/** The size of each module's byte code in bytes, without symbols. */
export async function byteCode(manifest: string, options: SimulateOptions = {}): Promise<Record<string, number>> {
	const { code, stdout, stderr } = await collect(
		await start(manifest, { ...options, stdio: ["ignore", "pipe", "pipe"] }, { byteCode: true }),
	);
	if (code) throw new SimulatorError(stderr.trimEnd());
	return JSON.parse(stdout);
}

/**
 * Runs a fleet of devices with the same app until all have ended: see FleetOptions. The app's "config" names the
 * broker.
 * @throws SimulatorError if they cannot be started.
 */
export async function simulateFleet(
	manifest: string,
	fleet: FleetOptions,
	options: Omit<SimulateOptions, "stdio" | "report" | "figures"> & { signal?: AbortSignal } = {},
): Promise<FleetResult> {
	checkFleet(fleet);
	const memory = mkdtempSync(join(tmpdir(), "mote-fleet-"));
	try {
		const env = { ...(options.env ?? process.env), MOTE_FLEET_MEMORY: memory };
		const stdio: SimulateOptions["stdio"] = ["ignore", "pipe", "pipe"];
		const { process: child, exit } = await start(manifest, { ...options, env, stdio }, { fleet });
		options.signal?.addEventListener("abort", () => child.kill("SIGTERM"));
		const reader = new FleetReader(fleet);
		let stderr = "";
		child.stdout!.setEncoding("utf8").on("data", (text: string) => reader.take(text));
		child.stderr!.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		const code = await exit;
		if (code || !reader.result) throw new SimulatorError(stderr.trimEnd() || `the fleet ended with ${code}`);
		return reader.result;
	} finally {
		rmSync(memory, { recursive: true, force: true });
	}
}

const usage = `mote-simulate path/to/manifest.json [options] [key=value ...]

Runs an app in the XS engine with the memory of a device. key=value overrides a property of the manifest's config.

  --bits 32|64          width of pointers (64)
  --engine npm|sdk      which XS: that of @agoric/xsnap (npm), or that of the Moddable SDK in the folder $MODDABLE
  --static BYTES        memory as on a chip, in place of the manifest's
  --send-buffer BYTES   size of a socket's send buffer (5744); an ESP8266 has 1072
  --first-tick N        first value of Time.ticks (30 seconds before it wraps)
  --latency MS          round-trip time to the network, half of it each way (0)
  --loss PERCENT        TCP segments lost each way; TCP resends them (0)
  --bandwidth BYTES     bytes per second each way (unlimited)
  --report FILE         write a report on each connection as JSON: times, segments, bytes, round trips
  --figures             when the app ends, print figures about its memory as one line of JSON to standard error
  --inspect             serve a page that shows the device's memory, packets and queue, and can pause it or drop its link
  --inspect-port PORT   the same on this port
  --devices N           run a fleet of N devices; {device} in "config" is replaced by each one's number; prints a table and a chart
  --rate N              devices started per second (100)
  --fault NAME          after all are connected, make something fail: broker (restarts), link (drops everything), sleep (half of the devices)
  --fault-after S       seconds from when all are connected to the fault (5)
  --fault-for S         seconds that the fault lasts (10)
  --duration S          seconds to run after all devices are connected (30; with a fault until all have recovered, at most 180)
  --byte-code           print the size of each module's byte code as JSON, and do not run the app
  --help
`;

const number = (text: string | undefined, name: string): number | undefined => {
	if (text === undefined) return undefined;
	if (!/^-?\d+$/.test(text)) throw new OptionError(`--${name}: expected a whole number, got ${JSON.stringify(text)}`);
	return Number(text);
};

/** The command `mote-simulate`, with the arguments that follow its name. Resolves to its exit code. */
export async function simulateCommand(words: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: words,
		allowPositionals: true,
		options: {
			bits: { type: "string" },
			engine: { type: "string" },
			static: { type: "string" },
			"send-buffer": { type: "string" },
			"first-tick": { type: "string" },
			latency: { type: "string" },
			loss: { type: "string" },
			bandwidth: { type: "string" },
			report: { type: "string" },
			figures: { type: "boolean" },
			inspect: { type: "boolean" },
			"inspect-port": { type: "string" },
			devices: { type: "string" },
			rate: { type: "string" },
			fault: { type: "string" },
			"fault-after": { type: "string" },
			"fault-for": { type: "string" },
			duration: { type: "string" },
			"byte-code": { type: "boolean" },
			help: { type: "boolean" },
		},
	});
	const [manifest, ...settings] = positionals;
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	if (!manifest)
		throw new OptionError(
			"the app's manifest is missing: mote-simulate path/to/manifest.json; see mote-simulate --help",
		);
	const config: Record<string, string> = {};
	for (const setting of settings) {
		const equals = setting.indexOf("=");
		if (equals < 1) throw new OptionError(`${setting}: expected key=value`);
		config[setting.slice(0, equals)] = setting.slice(equals + 1);
	}
	const options: SimulateOptions = { config };
	const bits = number(values.bits, "bits");
	const bytes = number(values.static, "static");
	const sendBuffer = number(values["send-buffer"], "send-buffer");
	const firstTick = number(values["first-tick"], "first-tick");
	if (bits !== undefined) options.bits = bits as Bits;
	if (values.engine !== undefined) options.engine = values.engine as EngineName;
	if (bytes !== undefined) options.static = bytes;
	if (sendBuffer !== undefined) options.sendBuffer = sendBuffer;
	if (firstTick !== undefined) options.firstTick = firstTick;
	Object.assign(options, linkOptions(values));
	if (values.report !== undefined) options.report = values.report;
	if (values.figures) options.figures = true;
	const port = number(values["inspect-port"], "inspect-port");
	if (values.inspect || port !== undefined) options.inspect = port ?? 0;
	if (values["byte-code"]) {
		process.stdout.write(`${JSON.stringify(await byteCode(manifest, options), null, "\t")}\n`);
		return 0;
	}
	const fleet = fleetOptions(values);
	if (fleet)
		return showFleet((fleet, signal) => simulateFleet(manifest, fleet, { ...options, signal }), fleet, values.report);
	const device = await simulate(manifest, options);
	if (device.window) process.stderr.write(`inspect the device at ${device.window}\n`);
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => device.process.kill(signal));
	return device.exit;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	runCommand("mote-simulate", simulateCommand);
