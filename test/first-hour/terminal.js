// A terminal: a line is typed into a shell, and what it prints is awaited. It is ended as one ends it: with Ctrl-C.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterWork } from "../patience.js";

/** Milliseconds of an idle machine in which what is expected must have been printed. */
const PATIENCE = 30_000;
/** Milliseconds that a program has to end after Ctrl-C. */
const GRACE = 10_000;

const open = new Set();

/** Ends whatever runs on. */
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

/** The first of `expected` that is not among the lines of `output`, in this order; other lines may come between. `…` stands for anything. */
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

	/** `start` makes the process, if it is not a line for bash. */
	constructor(line, cwd, environment = {}, start = undefined) {
		this.line = line;
		const env = { ...process.env, npm_config_prefer_offline: "true", npm_config_yes: "true", ...environment };
		// This project's own .npmrc says so, and npm run hands it on: a dependency from git would not be built.
		env.npm_config_ignore_scripts = "false";
		env.npm_config_fund = env.npm_config_audit = "false";
		this.process = start
			? start()
			: // As in a terminal, both outputs come in the order in which they were written.
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

	/** Resolves when `lines` have been printed since the last call of shows(), in order. Rejects if the program ends without. */
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

	/** The same, with lines `^C`, which are Ctrl-C. What comes until then has been seen. */
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

	/** Presses Ctrl-C, and waits until it has ended. */
	async interrupt() {
		if (this.code !== undefined) return;
		const kill = (signal) => {
			try {
				process.kill(this.group ? -this.process.pid : this.process.pid, signal);
			} catch {
				// It has just ended.
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
