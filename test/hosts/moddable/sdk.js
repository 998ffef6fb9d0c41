// The Moddable SDK: builds apps with its mcconfig, and runs them without a display.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterWork } from "../../patience.js";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const sdk = process.env.MODDABLE;
const tools = `${sdk}/build/bin/lin/release`;

/** The folder for all builds, which the SDK divides. Kept, so that a second run is faster. */
export const output = join(root, "build/moddable");
const launcher = join(output, "launch");

/** After so many milliseconds, if the machine is otherwise idle, a running app is ended. */
const PATIENCE = 90_000;

/**
 * The creation parameters of an app's manifest. With 64 bits, a slot and most chunks take twice as much as on a chip.
 * Neither grows.
 */
const chip = ({ slots, chunkBytes, stack }) => ({
	chunk: { initial: 2 * chunkBytes, incremental: 0 },
	heap: { initial: slots, incremental: 0 },
	stack,
});

/**
 * The default of an ESP8266: 32,768 bytes, of which 4,096 are stack. The SDK's simulator cannot share the rest
 * between slots and chunks, so there is 1 KB more.
 */
export const ESP8266 = chip({ slots: 1_280, chunkBytes: 9_216, stack: 256 });
/** The same memory, divided otherwise: for specs with many objects and few bytes. */
export const MANY_OBJECTS = chip({ slots: 1_408, chunkBytes: 7_168, stack: 256 });
/** For specs named *.large.spec.js, with packets of 64 KB and nested calls. As in test/xs/run.js. */
export const LARGE = chip({ slots: 16_384, chunkBytes: 786_432, stack: 1_024 });

/** Throws an Error that names what is missing. */
export function requireSDK() {
	if (process.platform !== "linux") throw new Error("this runs only on Linux");
	if (!sdk)
		throw new Error("set MODDABLE to the Moddable SDK's folder (8.2.3 or later), with its tools built for Linux");
	for (const tool of ["mcconfig", "mcpack"]) {
		const path = `${tools}/${tool}`;
		if (!existsSync(path)) throw new Error(`${path} is missing: build the SDK's tools, as its documentation says`);
	}
	for (const tool of ["cc", "make", "pkg-config"]) {
		if (spawnSync(tool, ["--version"], { stdio: "ignore" }).error) throw new Error(`${tool} is missing`);
	}
	if (spawnSync("pkg-config", ["--exists", "glib-2.0"]).status)
		throw new Error("GLib's headers are missing (libglib2.0-dev)");
}

export function version() {
	return readFileSync(`${sdk}/tools/VERSION`, "utf8").trim();
}

/** Runs a program in `folder`; returns its output, and throws with all of it if it fails. */
export function call(program, args, folder, environment) {
	const { status, stdout, stderr, error } = spawnSync(program, args, {
		cwd: folder,
		env: { ...process.env, ...environment, PATH: `${tools}:${environment?.PATH ?? process.env.PATH}` },
		encoding: "utf8",
		maxBuffer: 1 << 26,
	});
	if (error) throw error;
	if (status) throw new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}`);
	return stdout;
}

/**
 * Computes what must be known before tests can be declared. If that fails, it returns undefined and declares a failed
 * test of this name, so that the other tests still run.
 */
export async function attempt(name, make) {
	try {
		return await make();
	} catch (error) {
		describe(name, () => {
			it("is built and run", () => {
				throw error;
			});
		});
		return undefined;
	}
}

/** Prints a message before something that takes minutes. */
export function say(text) {
	process.stderr.write(`${text}\n`);
}

/** An empty folder of that name. */
export function folder(name) {
	const path = join(output, "apps", name);
	rmSync(path, { recursive: true, force: true });
	mkdirSync(path, { recursive: true });
	return path;
}

/** Writes an app's manifest into a folder of that name, and builds it. Returns its mc.so. */
export function buildManifest(name, manifest) {
	const path = folder(name);
	writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest, null, "\t"));
	return build(path, name);
}

/** Builds the app in `path` for Linux, and returns its mc.so. `name`: the last part of `path`. */
export function build(path, name, config = []) {
	mkdirSync(output, { recursive: true });
	const start = Date.now();
	say(`building ${name} …`);
	call("mcconfig", ["-m", "-p", "lin", "-t", "build", "-o", output, ...config], path);
	say(`building ${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
	return join(output, "bin/lin/mc/release", name, "mc.so");
}

/** Compiles launch.c. */
function buildLauncher() {
	mkdirSync(output, { recursive: true });
	const glib = call("pkg-config", ["--cflags", "--libs", "glib-2.0"]).trim().split(/\s+/);
	const source = fileURLToPath(new URL("launch.c", import.meta.url));
	const headers = `-I${sdk}/build/simulators/modules`;
	call("cc", ["-O", "-rdynamic", "-DmxLinux=1", headers, "-o", launcher, source, ...glib, "-ldl"]);
}

let compiled = false;

/** Starts an app: { process, exit }, as simulate() does. `exit` is its exit code, or 128 + the signal's number. */
export function launch(app, environment) {
	if (!compiled) buildLauncher();
	compiled = true;
	const child = spawn(launcher, [app], {
		env: { ...process.env, ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const guard = afterWork(PATIENCE, () => child.kill("SIGKILL"));
	const exit = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => {
			clearTimeout(guard);
			resolve(code ?? 137);
		});
	});
	return { process: child, exit };
}
