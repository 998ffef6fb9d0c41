// Types the commands of a page, in a folder that contains only the packed file. Each step is a case. A step that needs something
// that this machine lacks (the SDK, a board, mosquitto) is skipped by name, and so is the check of its output.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { missing } from "../require.js";
import { emptyFolder, folderWithPackage, root } from "./packed.js";
import { typeForDesktop } from "./sdk.js";
import { steps, TERMINALS } from "./steps.js";
import { closeAll, Terminal } from "./terminal.js";

const PORTS = ["1883", "8883", "8083"];

/** A free port for each port that a page names, because a broker may already run on this machine. */
async function freePorts() {
	const servers = await Promise.all(
		PORTS.map(
			() =>
				new Promise((listening) => {
					const server = createServer();
					server.listen(0, "127.0.0.1", () => listening(server));
				}),
		),
	);
	const ports = servers.map((server) => String(server.address().port));
	for (const server of servers) server.close();
	return ports;
}

const isThere = (program) => spawnSync("which", [program]).status === 0;

/** undefined if this machine has the tools that a line needs; otherwise [the missing tool, why]. */
function lacks(line) {
	const [program] = line.split(" ");
	if (/^(mcconfig|mcpack)$/.test(program)) {
		if (!/ -p lin\b/.test(line)) return ["board", "only a board can tell"];
		return process.env.MODDABLE ? undefined : ["sdk", "MODDABLE is not set"];
	}
	if (/^mosquitto(_\w+)?$/.test(program) && !isThere(program))
		return [program === "mosquitto" ? program : "mosquitto-clients", `there is no ${program}`];
	if ((program === "openssl" || / new .*--tls/.test(line)) && !isThere("openssl"))
		return ["openssl", "there is no openssl"];
	return undefined;
}

/** The message of `simulate` when a tool is not installed, and that tool's name. */
const UNAVAILABLE = [
	[/for 32 bits/, "32-bit"],
	[/libssl-dev/, "tls"],
];

/** The README's commands that create a new app. */
const newApp = readFileSync(join(root, "README.md"), "utf8")
	.split("## An app of your own\n")[1]
	.match(/^ {4}npx --package .*\n {4}cd .*\n {4}npm install .*\n/m)[0]
	.trim()
	.split(/\n\s*/);

let installed;

/** Types the README's commands, or copies the result of the last time. Returns the new app's folder. */
async function makeApp(folder) {
	const name = newApp[1].slice("cd ".length);
	const app = join(folder, name);
	if (installed) cpSync(installed, app, { recursive: true, verbatimSymlinks: true });
	else {
		for (const [line, cwd] of [
			[newApp[0], folder],
			[newApp[2], app],
		])
			assert.equal(await new Terminal(line, cwd).ended, 0, line);
		installed = join(emptyFolder("installed"), name);
		cpSync(app, installed, { recursive: true, verbatimSymlinks: true });
	}
	return app;
}

/** Applies a diff to a file. Removed lines must be in the file exactly once. */
function change(path, lines) {
	let text = readFileSync(path, "utf8");
	const hunks = lines.join("\n").split(/^@@.*\n|^…\n/m);
	for (const hunk of hunks) {
		const side = (sign) =>
			hunk
				.split("\n")
				.filter((line) => line && line[0] !== sign)
				.map((line) => `${line.slice(1)}\n`)
				.join("");
		const [old, now] = [side("+"), side("-")];
		assert.equal(text.split(old).length, 2, `${path} has, once:\n${old}`);
		text = text.replace(old, () => now);
	}
	writeFileSync(path, text);
}

/** Declares the cases of one page. */
export function typed(path) {
	const page = steps(readFileSync(join(root, path), "utf8"));
	describe(`${path}, typed in order`, function () {
		this.timeout(300_000);
		let folder;
		let ports;
		let failed;
		const terminals = new Map();

		before(async () => {
			folder = folderWithPackage(path.split("/").at(-1).replace(".md", ""));
			ports = await freePorts();
		});
		after(closeAll);
		afterEach(function () {
			failed ||= this.currentTest.isFailed();
		});

		/** Replaces the ports of the page by those of this run. */
		const translate = (text) =>
			PORTS.reduce((result, port, i) => result.replace(new RegExp(`\\b${port}\\b`, "g"), ports[i]), text);

		/** The line, with this run's port added if the command would use a default port. */
		function withPort(line) {
			const text = translate(line);
			const tls = / --tls /.test(`${line} `) ? 1 : 0;
			if (/mote broker\b/.test(line) && !/--port/.test(line)) return `${text} --port ${ports[tls]}`;
			if (!/\bmote(-|\s)simulate\b/.test(line) || /\bport=/.test(line)) return text;
			const manifest = resolve(folder, line.match(/\S+\.json/)?.[0] ?? "manifest.json");
			const { config } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
			const default_ = PORTS.indexOf(String(config?.port));
			return default_ < 0 ? text : `${text} port=${ports[default_]}`;
		}

		const does = {
			async app() {
				folder = await makeApp(folder);
			},
			write({ file, text }) {
				mkdirSync(dirname(join(folder, file)), { recursive: true });
				writeFileSync(join(folder, file), translate(text));
			},
			change({ file, lines }) {
				change(join(folder, file), lines.map(translate));
			},
			async type(step) {
				if (/^cd /.test(step.line)) {
					folder = resolve(folder, step.line.slice("cd ".length));
					assert.ok(existsSync(folder), folder);
					return;
				}
				const terminal = /^mc/.test(step.line)
					? await typeForDesktop(translate(step.line), folder)
					: new Terminal(withPort(step.line), folder);
				if (step.stays) {
					for (const [name, of] of Object.entries(TERMINALS)) if (of.test(step.line)) terminals.set(name, terminal);
					terminals.set(step, terminal);
					if (/mote broker/.test(step.line)) await terminal.prints(["broker at …"]);
					if (/^mosquitto /.test(step.line)) await terminal.prints(["…running"]);
					return;
				}
				if (!step.expected) return assert.equal(await terminal.ended, 0, `${step.line}\n${terminal.output}`);
				await terminal.shows(step.expected.map(translate));
				await terminal.interrupt();
			},
			async shows({ who, of, lines }) {
				await terminals.get(of ?? who).shows(lines.map(translate));
			},
		};

		for (const step of page) {
			const { kind, about, after } = step;
			const lack = kind === "type" ? lacks(step.line) : after?.lack;
			if (lack) {
				step.lack = lack;
				if (kind === "type") missing(lack[0], `${about}: ${lack[1]}`);
				continue;
			}
			it(about, async function () {
				if (failed) return this.skip();
				try {
					await does[kind](step);
				} catch (error) {
					const what = UNAVAILABLE.find(([text]) => text.test(error.message))?.[1];
					if (!what || (process.env.MOTE_REQUIRE ?? "").split(",").includes(what)) throw error;
					this.test.title += `: needs ${what}`;
					this.skip();
				}
			});
		}
	});
}
