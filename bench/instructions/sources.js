// Which files are compiled into a measuring program. Most of them lie elsewhere: the simulator's, a device's, the package's, the engine's.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const here = fileURLToPath(new URL("./", import.meta.url));

/** The simulator's: flash and a device's memory, errors, timers. Not what stands for a network, a clock or files. */
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

/** A device's own modules that are partly in C: the module, then the C, in whichever folder of its host. */
const deviceFolder = "hosts/moddable";
const deviceModules = {
	"mote-mqtt/socket": ["safetcp.js", "safetcp.c"],
	"mote-mqtt/native": ["native.js", "native.c"],
	"mote-mqtt/frames": ["frames.js", "frames.c"],
};

/** What the simulator has in C, and never uses here: no name is looked up. */
const simulated = new Set(["mote-mqtt/resolver"]);

/** Of the engine: not of use, or included by the simulator's usage.c and optional-parts.c. */
const left = new Set(["xsSnapshot.c", "xsProfile.c", "xsMemory.c", "xsDefaults.c", "xsum.c", "xsffi.c"]);

/** The engine's own C. */
export function engineFiles(engine) {
	const folder = join(engine, "sources");
	return readdirSync(folder)
		.sort()
		.filter((name) => /^xs.*\.c$/.test(name) && !left.has(name))
		.map((name) => join(folder, name));
}

/** The C of the simulator. */
export const simulatorFiles = () =>
	Object.entries(simulatorSources).flatMap(([room, names]) =>
		names.map((name) => join(simulatorFolder, room, `${name}.c`)),
	);

/** Where a built package's modules are. `device`: a checkout whose hosts/moddable is taken; by default the same. */
export class Package {
	constructor(folder, device = folder) {
		this.folder = folder;
		const host = join(device, deviceFolder);
		this.ofDevice = new Map(readdirSync(host, { recursive: true }).map((name) => [basename(name), join(host, name)]));
		this.exports = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).exports;
	}

	/** The path of a module, undefined if there is none of that name. */
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

	/** The C of a module. */
	sources(specifier) {
		return (deviceModules[specifier] ?? []).slice(1).map((name) => this.ofDevice.get(name));
	}
}

/**
 * Paths by specifier: what measures a suite, and all that it imports.
 * @param more paths of modules that are not the package's.
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

/** Whether "mote-mqtt/tcp" brings the functions in C, or there are none. */
function isNativeInHost(checkout) {
	const native = checkout.module("mote-mqtt/native");
	return !native || /\bnative\b/.test(readFileSync(checkout.module("mote-mqtt/tcp"), "utf8"));
}
