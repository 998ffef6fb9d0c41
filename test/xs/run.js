// Runs a spec file on a device of its own, in the simulator: see main.js for the device's side.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SimulatorError, simulate } from "../../dist/simulator/simulate.js";
import { afterWork } from "../patience.js";

export { SimulatorError };

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What specs import of the package. */
export const MANIFESTS = [
	"manifest.json",
	"manifests/mqtt5.json",
	"manifests/exactly-once.json",
	"manifests/saved-session.json",
	"manifests/fallback.json",
	"manifests/redirect.json",
	"manifests/large-messages.json",
	"manifests/statistics.json",
	"manifests/servers.json",
	"manifests/credentials.json",
	"manifests/eager.json",
	"manifests/authentication.json",
	"manifests/websocket.json",
].map((name) => join(root, name));

const PATIENCE = 120_000;

/** Memory of a device with external RAM, and its stack, for specs named *.large.spec.js and *.long.js. All others run in an ESP8266's 32 KB. */
const LARGE = 1024 * 1024;
const LARGE_STACK = 1024;

const isLarge = (path) => path.endsWith(".large.spec.js") || path.endsWith(".long.js");

/**
 * Runs the spec file at `path` (from the package's root). `creation` is the manifest's, where it is not a chip's default. `patience`: a device
 * that says nothing for so long, in milliseconds, will not say more.
 * @returns its cases: { suite, title, state: "passed", "failed" or "skipped", error }. If the device does not come to the
 * file's end, the case that it was running is the last one, failed with what the device said.
 */
export async function runInXS(path, bits, creation, patience = PATIENCE) {
	const folder = mkdtempSync(join(tmpdir(), "mote-xs-"));
	try {
		const manifest = join(folder, "manifest.json");
		writeFileSync(manifest, JSON.stringify(manifestFor(path, creation)));
		return await collect(await start(manifest, path, bits), patience);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function manifestFor(path, creation) {
	const main = "test/xs/main";
	const { modules, preload } = modulesOf([`${main}.js`, path], [main, specifier(path)]);
	return {
		include: MANIFESTS,
		creation: { ...(isLarge(path) && { stack: LARGE_STACK }), ...creation, main },
		config: { spec: specifier(path) },
		modules,
		preload,
	};
}

/**
 * Of a manifest: the files at `paths` and what they import, named by their paths without ".js". All but those named in `loaded` are
 * preloaded: in flash.
 */
export function modulesOf(paths, loaded) {
	const modules = {};
	for (const path of paths) addModules(resolve(root, path), modules);
	return { modules, preload: Object.keys(modules).filter((name) => !loaded.includes(name)) };
}

/** The name of a file's module. */
export const specifier = (path) => relative(root, resolve(root, path)).replace(/\.js$/, "");

function addModules(file, modules) {
	const name = specifier(file);
	if (modules[name]) return;
	modules[name] = file.replace(/\.js$/, "");
	for (const [, imported] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^"]*"(\.[^"]*)";$/gm)) {
		addModules(resolve(dirname(file), imported), modules);
	}
}

function start(manifest, path, bits) {
	return simulate(manifest, {
		bits,
		...(isLarge(path) && { static: LARGE }),
		stdio: ["ignore", "pipe", "pipe"],
	});
}

/** The cases that a device reports: see runInXS(). */
export async function collect(device, patience = PATIENCE) {
	const cases = [];
	let current;
	let ended = false;
	let text = "";
	let words = "";
	let silent = false;
	const impatience = afterWork(patience, () => {
		silent = true;
		device.process.kill("SIGKILL");
	});
	device.process.stderr.setEncoding("utf8").on("data", (piece) => {
		words += piece;
	});
	device.process.stdout.setEncoding("utf8").on("data", (piece) => {
		impatience.refresh();
		text += piece;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
			take(text.slice(0, end));
			text = text.slice(end + 1);
		}
	});
	function take(line) {
		if (!line.startsWith("{")) {
			words += `${line}\n`;
			return;
		}
		const { end, ...reported } = JSON.parse(line);
		if (end) ended = true;
		else if (reported.state === "started") current = reported;
		else {
			cases.push(reported);
			current = undefined;
		}
	}
	const code = await device.exit;
	clearTimeout(impatience);
	if (code !== 0 || !ended) {
		const how = silent
			? `the device was silent for ${patience / 1000} seconds`
			: code
				? `the device ended with code ${code}`
				: "nothing is left that the device could wait for";
		cases.push({
			suite: current?.suite ?? [],
			title: current?.title ?? (ended ? "ends" : "runs to its end"),
			state: "failed",
			error: `${how}\n${words.trimEnd()}`,
		});
	}
	return cases;
}
