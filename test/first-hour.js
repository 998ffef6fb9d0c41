// npm run test:first-hour: types what a new user would type, in an empty folder that contains only the packed file.
// The lines are read from the README and from the output of `mote new`. Needs npm's registry or cache. With MODDABLE
// set, the same app is also built and run with the SDK.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterWork } from "./patience.js";

const root = fileURLToPath(new URL("../", import.meta.url));
/** The limit for one line in milliseconds of an idle machine. */
const PATIENCE = 300_000;
const READING = /sensors\/my-sensor\/reading \{"celsius":20\} \(QoS 1\)\n/;

const children = new Set();
const say = (text) => process.stdout.write(`${text}\n`);

/** Types a line. Resolves to its output when that matches `enough`, or when the command ends with exit code 0. */
function type(line, cwd, enough, environment = {}) {
	say(`${cwd.split("/").at(-1)}$ ${line}`);
	const env = { ...process.env, npm_config_prefer_offline: "true", npm_config_yes: "true", ...environment };
	// Overrides this project's .npmrc, which npm run passes on. Otherwise a dependency from git would not be built.
	env.npm_config_ignore_scripts = "false";
	const child = spawn("bash", ["-c", `exec ${line}`], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
	children.add(child);
	let output = "";
	return new Promise((resolve, reject) => {
		const guard = afterWork(PATIENCE, () => reject(new Error(`${line}: takes too long\n${output}`)));
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
				if (!enough?.test(output)) return;
				clearTimeout(guard);
				resolve({ output: () => output });
			});
		child.on("close", (code) => {
			clearTimeout(guard);
			children.delete(child);
			if (code === 0 && !enough) resolve({ output: () => output });
			else reject(new Error(`${line}: ended with ${code}\n${output}`));
		});
	});
}

/** Ends all processes that are still running. */
function endAll() {
	for (const child of children) {
		try {
			process.kill(-child.pid);
		} catch {
			// The process has ended already.
		}
	}
	children.clear();
}

/** Lines indented by four spaces, as commands are in documents. */
const commands = (text) => [...text.matchAll(/^ {4}(\S.*?)(?: +#.*)?$/gm)].map(([, line]) => line);

async function newApp(folder, file, options) {
	const section = readFileSync(join(root, "README.md"), "utf8").split("## An app of your own\n")[1].split("\n## ")[0];
	const [make, ...rest] = commands(section);
	assert.match(make, /^npx --package \.\/mote-mqtt-[\d.]+\.tgz mote new my-sensor$/);
	const made = await type(`${make.replace(/mote-mqtt-[\d.]+\.tgz/, file)} ${options}`, folder);
	const next = commands(made.output());
	if (!options) assert.deepEqual(next.slice(0, rest.length), rest, "the README and mote new say the same");
	const [change, install, broker, simulate] = next;
	const app = join(folder, change.replace(/^cd /, ""));
	await type(install, app);
	if (options.includes("--typescript")) await type("npx tsc", app);
	const port = 20_000 + (process.pid % 20_000);
	const listening = await type(`${broker} --port ${port}`, app, /broker at/);
	await type(`${simulate} port=${port}`, app, /published and acknowledged: 2\n/);
	assert.match(listening.output(), READING);
	// Two devices with the same identifier would disconnect each other.
	endAll();
	if (!process.env.MODDABLE || options.includes("--tls")) return;
	await withSDK(app, port, await type(`${broker} --port ${port}`, app, /broker at/));
	endAll();
}

/** Builds the app for Linux as the README says, and runs it without a display. */
async function withSDK(app, port, broker) {
	const { launch, sdk } = await import("./hosts/moddable/sdk.js");
	const path = [join(sdk, "build/bin/lin/release"), join(app, "node_modules/.bin"), process.env.PATH].join(delimiter);
	const out = mkdtempSync(join(tmpdir(), "mote-first-hour-"));
	try {
		await type(`mcconfig -m -p lin -t build -o ${out} port=${port}`, app, undefined, { PATH: path });
		const device = launch(join(out, "bin/lin/mc/release/my-sensor/mc.so"));
		device.process.stdout.on("data", (text) => /acknowledged: 2/.test(text) && device.process.kill("SIGKILL"));
		await device.exit;
		assert.match(broker.output(), READING);
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
}

/** Runs an example of the installed package, checks its types, and imports a device's module, which must say so. */
async function inAnApp(folder, specification) {
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
	await type(`npm install --no-audit --no-fund ${specification}`, folder);
	await type("npm install --ignore-scripts --no-audit --no-fund @agoric/xsnap@0.15 aedes@1", folder);
	const example = "node_modules/mote-mqtt/examples/telemetry/manifest.json";
	const port = 41_000 + (process.pid % 1_000);
	await type(`npx mote broker --port ${port}`, folder, /broker at/);
	await type(`npx mote-simulate ${example} port=${port} count=2 interval=20`, folder);
	writeFileSync(join(folder, "app.js"), 'await import("mote-mqtt/mqtt5"); await import("mote-mqtt/socket");');
	await assert.rejects(type("node app.js", folder), /mote-mqtt\/socket works only on a device/);
	endAll();
}

const folder = mkdtempSync(join(tmpdir(), "mote-first-hour-"));
try {
	const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
	const [{ filename }] = JSON.parse(
		execFileSync("npm", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
	);
	for (const options of ["", "--typescript", "--tls", "--typescript --tls"]) {
		const place = mkdtempSync(join(folder, "empty-"));
		cpSync(join(folder, filename), join(place, filename));
		await newApp(place, filename, options);
	}
	await inAnApp(mkdtempSync(join(folder, "app-")), join(folder, filename));
	await inAnApp(mkdtempSync(join(folder, "app-")), `git+file://${root.replace(/\/$/, "")}`);
	say("what the README says works, typed in order");
} finally {
	endAll();
	rmSync(folder, { recursive: true, force: true });
}
process.exit();
