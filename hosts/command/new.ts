// `mote new`: writes an app that runs without changes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { OptionError, SimulatorError } from "../simulator/launcher/simulator-error.js";
import { makeCertificates } from "./certificates.js";
import { type App, appFiles, isGit } from "./templates.js";

const usage = `mote new NAME [--typescript] [--tls]

Writes an app into a new folder NAME: a sensor that publishes a reading every second. A message changes the interval.

  --typescript   write main.ts, and a tsconfig.json for your editor
  --tls          connect over TLS; makes an authority and a broker's certificate with the command openssl
  --help
`;

/** The root of the package that contains this command. */
const root = fileURLToPath(new URL("../../", import.meta.url));

/** How the app's package.json names this package among its dependencies: as it was installed here, or by its path. */
export function dependency(packagePath = root): string {
	const modules = dirname(resolve(packagePath));
	if (basename(modules) === "node_modules") {
		const place = dirname(modules);
		try {
			const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
			const spec: unknown = dependencies["mote-mqtt"] ?? devDependencies["mote-mqtt"];
			if (typeof spec === "string") return spec.startsWith("file:") ? `file:${resolve(place, spec.slice(5))}` : spec;
		} catch {
			// No package.json with dependencies: use the path.
		}
	}
	return `file:${resolve(packagePath)}`;
}

/** The SDK uses the folder's name as the app's name. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** The commands to type next. */
function nextSteps({ name, tls, mote }: App): string {
	const install = isGit(mote)
		? ["npm install --omit=dev", "npm install --ignore-scripts"]
		: ["npm install --ignore-scripts"];
	const broker = tls ? "npx mote broker --tls certificates" : "npx mote broker";
	return [
		`${name} is ready. Next:`,
		"",
		`    cd ${name}`,
		...install.map((line) => `    ${line}`),
		`    ${broker.padEnd(40)} # in a terminal of its own`,
		`    ${"npx mote simulate".padEnd(40)} # the app, on a simulated device`,
		"",
		"and with the Moddable SDK:",
		"",
		"    mcconfig -m -p lin",
		"    mcconfig -m -p esp32 ssid=… password=… host=…",
		"",
		"README.md has more.",
		"",
	].join("\n");
}

/** The command `mote new`. Resolves to its exit code. */
export async function newCommand(words: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: words,
		allowPositionals: true,
		options: { typescript: { type: "boolean" }, tls: { type: "boolean" }, help: { type: "boolean" } },
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const [name, ...more] = positionals;
	if (name === undefined) throw new OptionError("the app's name is missing: mote new my-sensor; see mote new --help");
	if (more.length) throw new OptionError(`expected one name, got ${positionals.length}; see mote new --help`);
	if (!NAME.test(name))
		throw new OptionError(
			`${JSON.stringify(name)}: expected a name of lower-case letters, digits and hyphens that begins with a letter`,
		);
	if (existsSync(name)) throw new SimulatorError(`${name} exists already`);
	const app: App = {
		name,
		typescript: Boolean(values.typescript),
		tls: Boolean(values.tls),
		mote: dependency(),
	};
	mkdirSync(name);
	for (const [file, text] of Object.entries(appFiles(app))) writeFileSync(join(name, file), text);
	if (app.tls) await makeCertificates(join(name, "certificates"));
	process.stdout.write(nextSteps(app));
	return 0;
}
