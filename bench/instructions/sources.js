// Selects the files that are compiled into a measuring program. Most belong to the simulator, a device's host, the
// package or the engine.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const here = fileURLToPath(new URL("./", import.meta.url));

/** Files of the simulator: flash and a device's memory, errors, timers. Not its network, clock and files. */
export const simulatorFolder = join(repository, "hosts/simulator");
const simulatorSources = {
	engine: ["module-loader", "optional-parts"],
	errors: ["abort", "die", "exception"],
	flash: ["build-flash", "compile-module", "module", "opcode", "read-only", "source-lines"],
	memory: ["c-heap", "device-memory", "usage"],
	modules: ["built-in-modules", "host-objects", "well-formed"],
	network: ["udp"],
	time: ["timer"],
};

/** A device's modules that are partly in C: the module, then the C file, in a folder of its host. */
const deviceFolder = "hosts/moddable";
const deviceModules = {
	"mote-mqtt/socket": ["safetcp.js", "safetcp.c"],
	"mote-mqtt/native": ["native.js", "native.c"],
	"mote-mqtt/frames": ["frames.js", "frames.c"],
};

/** Modules that are in C in the simulator. Not used here, because no name is resolved. */
const simulated = new Set(["mote-mqtt/resolver"]);

/** Files of the engine that are not needed, or that the simulator's usage.c and optional-parts.c include. */
const left = new Set(["xsSnapshot.c", "xsProfile.c", "xsMemory.c", "xsDefaults.c", "xsum.c", "xsffi.c"]);

/** The engine's C files. */
export function engineFiles(engine) {
	const folder = join(engine, "sources");
	return readdirSync(folder)
		.sort()
		.filter((name) => /^xs.*\.c$/.test(name) && !left.has(name))
		.map((name) => join(folder, name));
}

/** The simulator's C files. */
export const simulatorFiles = () =>
	Object.entries(simulatorSources).flatMap(([room, names]) =>
		names.map((name) => join(simulatorFolder, room, `${name}.c`)),
	);

/**
 * Where the modules of a built package are. @param device a checkout whose hosts/moddable is used; default the same.
 */
export class Package {
	constructor(folder, device = folder) {
		this.folder = folder;
		const host = join(device, deviceFolder);
		this.ofDevice = new Map(readdirSync(host, { recursive: true }).map((name) => [basename(name), join(host, name)]));
		this.exports = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).exports;
	}

	/** The path of a module; undefined if there is none of that name. */
	module(specifier) {
		const path = this.#path(specifier);
		return path && existsSync(path) ? path : undefined;
	}

	#path(specifier) {
		if (simulated.has(specifier)) return undefined;
		if (deviceModules[specifier]) return this.ofDevice.get(deviceModules[specifier][0]);
		const entry = this.exports[specifier.replace(/^mote-mqtt/, ".")];
		const path = entry?.moddable ?? entry;
		return path && join(this.folder, path.default ?? path);
	}

	/** The C files of a module. */
	sources(specifier) {
		return (deviceModules[specifier] ?? []).slice(1).map((name) => this.ofDevice.get(name));
	}
}

/**
 * Paths by specifier: the suite, and everything that it imports.
 * @param more paths of modules that do not belong to the package.
 */
export function modulesOf(suite, checkout, more) {
	const found = new Map();
	const own = (name) => join(here, "device", `${name}.js`);
	const given = { ...more, suite: own(suite), host: own(isNativeInHost(checkout) ? "host" : "host-native") };
	const follow = (specifier) => {
		const path = given[specifier] ?? checkout.module(specifier) ?? own(specifier);
		if (found.has(specifier) || !existsSync(path)) return;
		found.set(specifier, path);
		const imports = readFileSync(path, "utf8").matchAll(/^(?:import|export)\b[^;'"]*["']([^"']+)["']/gm);
		for (const [, name] of imports) follow(name);
	};
	follow("main");
	return found;
}

/** Whether "mote-mqtt/tcp" contains the C functions, or there are none. */
function isNativeInHost(checkout) {
	const native = checkout.module("mote-mqtt/native");
	return !native || /\bnative\b/.test(readFileSync(checkout.module("mote-mqtt/tcp"), "utf8"));
}
