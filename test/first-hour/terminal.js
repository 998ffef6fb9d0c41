// A terminal: types a line into a shell and waits for its output. Ctrl-C ends the program, as a reader would end it.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterWork } from "../patience.js";

/** The time within which the expected output must appear on an idle machine, in milliseconds. */
const PATIENCE = 120_000;
/** The time that a program may take to end after Ctrl-C, in milliseconds. */
const GRACE = 10_000;

const open = new Set();

/** Ends all programs that are still running. */
export async function closeAll() {
	await Promise.all([...open].map((terminal) => terminal.interrupt()));
}

const pattern = (line) =>
	new RegExp(
		`^${line
			.split("…")
			.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
			.join(".*")}$`,
	);

/** The first line of `expected` that is missing in `output`. The order counts, other lines may come between, `…` is any text. */
function missingLine(expected, output) {
	const lines = output.split("\n").map((line) => line.trimEnd());
	let at = 0;
	for (const line of expected) {
		const wanted = pattern(line.trimEnd());
		while (at < lines.length && !wanted.test(lines[at])) at++;
		if (at++ >= lines.length) return line;
	}
	return undefined;
}

export class Terminal {
	output = "";
	#seen = 0;
	#listeners = new Set();

	/** `start` starts the process, if the line is not for bash. */
	constructor(line, cwd, environment = {}, start = undefined) {
		this.line = line;
		const env = { ...process.env, npm_config_prefer_offline: "true", npm_config_yes: "true", ...environment };
		// This project's .npmrc disables scripts, and npm run passes that on: a dependency from git would not be built.
		env.npm_config_ignore_scripts = "false";
		env.npm_config_fund = env.npm_config_audit = "false";
		this.process = start
			? start()
			: // As in a terminal, standard output and standard error are in the order in which they were written.
				spawn("bash", ["-c", `exec 2>&1\n${line}`], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
		this.group = !start;
		open.add(this);
		for (const stream of [this.process.stdout, this.process.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				this.output += text;
				this.#tell();
			});
		this.ended = new Promise((resolve) =>
			this.process.on("close", (code, signal) => {
				this.code = code ?? signal;
				open.delete(this);
				this.#tell();
				resolve(this.code);
			}),
		);
	}

	#tell() {
		for (const listener of this.#listeners) listener();
	}

	/** Resolves when `lines` have been printed, in order, since the last call. Rejects if the program ends without them. */
	prints(now) {
		return new Promise((resolve, reject) => {
			const fail = (what, missing) =>
				reject(new Error(`${this.line}: ${what}, and did not print\n${missing}\nbut\n…${this.output.slice(-2_000)}`));
			const look = () => {
				const missing = missingLine(now, this.output.slice(this.#seen));
				if (missing === undefined) resolve();
				else if (this.code !== undefined) fail(`ended with ${this.code}`, missing);
				else return;
				clearTimeout(guard);
				this.#listeners.delete(look);
			};
			const guard = afterWork(PATIENCE, () => fail("runs on", missingLine(now, this.output.slice(this.#seen))));
			this.#listeners.add(look);
			look();
		});
	}

	/** The same, but a line `^C` presses Ctrl-C. Output up to that point is not matched again. */
	async shows(lines) {
		const until = lines.indexOf("^C");
		await this.prints(until < 0 ? lines : lines.slice(0, until));
		if (until < 0) {
			this.#seen = this.output.length;
			return;
		}
		await this.interrupt();
		await this.shows(lines.slice(until + 1));
	}

	/** Presses Ctrl-C and waits until the program has ended. */
	async interrupt() {
		if (this.code !== undefined) return;
		const kill = (signal) => {
			try {
				process.kill(this.group ? -this.process.pid : this.process.pid, signal);
			} catch {
				// The process has just ended.
			}
		};
		kill("SIGINT");
		const guard = new AbortController();
		await Promise.race([this.ended, sleep(GRACE, undefined, { signal: guard.signal }).catch(() => {})]);
		guard.abort();
		kill("SIGKILL");
		await this.ended;
	}
}
