// npm test: checks formatting and types, builds, and runs all tests. Prints a summary: the current step, a line for
// each folder of tests, failures, and a last line for scripts: "12 passed, 0 failed, 1 skipped". Several mocha
// processes run in parallel.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { testOptions } from "../commands/test.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const { all, grep, paths } = testOptions();
/** Whether all tests are run. */
const isWhole = grep === undefined && !paths.length;

/**
 * Each group runs in a mocha process of its own, the longest group first. A spec belongs to the first group that
 * matches. Specs of one group may share files in build.
 */
const GROUPS = [
	"test/xs.spec.js",
	"test/brokers",
	"test/package",
	"test/hosts/simulator",
	"test/hosts",
	"test/chip",
	"test/examples",
	"test",
];
/** How many groups run in parallel: more than there are CPUs, as most specs wait for brokers and devices. */
const AT_A_TIME = availableParallelism() + 2;
/** The usual time on two idle cores in seconds; and a file with the time of the last run here. */
const USUAL = 200;
const LAST = join(root, "build/test-seconds");
/** Milliseconds between lines of progress without a terminal. */
const EVERY = 30_000;

const live = process.stdout.isTTY;
const seconds = (since) => `${Math.round((Date.now() - since) / 1_000)} s`;
const minutes = (count) => `${Math.floor(count / 60)}:${String(Math.round(count % 60)).padStart(2, "0")} minutes`;
const print = (text) => process.stdout.write(`${live ? "\r\x1b[K" : ""}${text}\n`);
const show = (text) => live && process.stdout.write(`\r\x1b[K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);

mkdirSync(join(root, "build"), { recursive: true });
const log = createWriteStream(join(root, "build/test.log"));

/** Runs a program. Its output goes to the log, and is printed if it fails. */
function step(name, words) {
	const since = Date.now();
	show(`${name} …`);
	return new Promise((resolve) => {
		const child = spawn("npm", ["run", "--silent", ...words], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
				log.write(text);
			});
		child.on("close", (code) => {
			if (code) print(`${output}\n${name} failed`);
			else print(`${name}: ${seconds(since)}`);
			resolve(code === 0);
		});
	});
}

const started = Date.now();
const sum = { total: 0, pass: 0, fail: 0, pending: 0 };
/** Groups that have not reported their number of tests yet. */
let uncounted = 0;
/** Results by folder. */
const folders = new Map();
const failures = [];
const skipped = new Map();
const passed = [];
let doing = "";

/** Handles an event of mocha: see events.js. */
function take({ event, total, text, file = "", titles = [], duration = 0, error }) {
	if (event === "start") {
		sum.total += total;
		uncounted--;
	}
	if (event === "progress") doing = text;
	if (!["pass", "fail", "pending"].includes(event)) return;
	sum[event]++;
	const name = folderOf(file, titles);
	if (!folders.has(name)) folders.set(name, { pass: 0, fail: 0, pending: 0, duration: 0 });
	const folder = folders.get(name);
	folder[event]++;
	folder.duration += duration;
	const line = `${{ pass: "✔", fail: "✘", pending: "-" }[event]} ${titles.join(" › ")}${duration > 75 ? ` (${duration} ms)` : ""}`;
	log.write(`${line}\n`);
	if (all) print(line);
	if (event === "pass") passed.push({ file, titles });
	if (event === "pending") skipped.set(titles.at(-1), (skipped.get(titles.at(-1)) ?? 0) + 1);
	if (event === "fail") {
		failures.push({ file, titles, error });
		log.write(`${error}\n`);
	}
	if (event !== "fail" || all) doing = titles[0];
	else print(line);
}

/** Tests that run in XS are counted in the spec's own folder. */
const folderOf = (file, titles) => {
	const [, bits, spec] = titles[0]?.match(/^in XS \((\d+)-bit\): (.*)$/) ?? [];
	return spec
		? `${
				dirname(spec)
					.replace(/^test\//, "")
					.split("/")[0]
			}, in XS (${bits}-bit)`
		: dirname(file).split("/").slice(1, 3).join("/") || "test";
};

/** Runs mocha with these files. Resolves to its exit code. */
function mocha(files) {
	const words = [
		fileURLToPath(import.meta.resolve("mocha/bin/mocha.js")),
		"--reporter",
		"test/events-reporter.js",
		...files,
	];
	if (grep !== undefined) words.push("--fgrep", grep, "--no-fail-zero");
	const child = spawn(process.execPath, words, {
		cwd: root,
		stdio: ["ignore", "pipe", "pipe", "pipe"],
		env: { ...process.env, MOTE_TEST_EVENTS: "3" },
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
			log.write(text);
		});
	let ended = false;
	createInterface({ input: child.stdio[3] }).on("line", (line) => {
		const event = JSON.parse(line);
		ended ||= event.event === "end";
		take(event);
	});
	return new Promise((resolve) => {
		child.on("close", (code) => {
			// For example, a file could not be loaded.
			if (!ended)
				take({ event: "fail", titles: ["the tests run to their end"], error: `${output}\nexit code ${code}` });
			resolve(code);
		});
	});
}

const status = () =>
	`${seconds(started)}: ${sum.pass + sum.fail} tests${uncounted ? "" : ` of ${sum.total}`}${sum.fail ? `, ${sum.fail} failed` : ""}; ${doing}`;

const groupOf = (spec) => GROUPS.find((group) => spec === group || spec.startsWith(`${group}/`));

/** Compiles the simulator for both widths before several groups need it. If that fails, the specs report it. */
async function compile() {
	const since = Date.now();
	const { buildDevice } = await import("../build/hosts/simulator/launcher/build.js");
	show("simulator …");
	for (const bits of [64, 32]) await buildDevice(bits).catch(() => {});
	print(`simulator: ${seconds(since)}`);
}

async function runTests() {
	const specs = readdirSync(join(root, "test"), { recursive: true })
		.filter((name) => name.endsWith(".spec.js"))
		.map((name) => join("test", name))
		.filter((name) => !paths.length || paths.some((path) => name === path || name.startsWith(`${path}/`)));
	const ticker = setInterval(() => show(status()), 200);
	const lines = live ? undefined : setInterval(() => print(status()), EVERY);
	const groups = GROUPS.map((group) => specs.filter((name) => groupOf(name) === group)).filter((files) => files.length);
	uncounted = groups.length;
	const work = async () => {
		while (groups.length) await mocha(groups.shift());
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, work));
	clearInterval(ticker);
	clearInterval(lines);
}

/** Updates docs/conformance.md after a run of everything. */
async function conform() {
	const { Conformance } = await import("./conformance/conformance.js");
	const { VERSIONS } = await import("./conformance/statements.js");
	const { bringUpToDate } = await import("./conformance/document.js");
	const conformance = new Conformance(VERSIONS);
	for (const { file, titles } of passed) conformance.passed(file, titles);
	return bringUpToDate(conformance);
}

function summarize() {
	print("");
	const rows = [...folders].sort(([a], [b]) => a.localeCompare(b));
	const width = Math.max(...rows.map(([name]) => name.length), 0);
	for (const [name, { pass, fail, pending, duration }] of rows) {
		const notes = `${fail ? `, ${fail} failed` : ""}${pending ? `, ${pending} skipped` : ""}`;
		print(
			`${name.padEnd(width)}  ${String(pass).padStart(5)} passed${notes}  ${(duration / 1_000).toFixed(1).padStart(6)} s`,
		);
	}
	for (const [title, count] of skipped) print(`skipped${count > 1 ? `, ${count} times` : ""}: ${title}`);
	for (const [index, { file, titles, error }] of failures.entries())
		print(`\n${index + 1}) ${titles.join(" › ")}\n   ${file}\n${error.replace(/^/gm, "   ")}`);
}

let last;
try {
	last = Number(readFileSync(LAST, "utf8"));
} catch {
	// There was no run on this machine yet.
}
print(
	`All tests: ${minutes(USUAL)} on two idle cores, this machine has ${availableParallelism()}${last ? `; the last time it took ${minutes(last)}` : ""}. Each test by name: npm test -- --all`,
);
let problems = [];
if ((await step("format and types", ["lint"])) && (await step("build", ["build"]))) {
	await compile();
	await runTests();
	if (isWhole && !sum.fail && sum.pass) problems = await conform();
	summarize();
	for (const problem of problems) print(problem);
	print(`\n${minutes((Date.now() - started) / 1_000)}; all of it is in build/test.log`);
	if (isWhole) writeFileSync(LAST, String(Math.round((Date.now() - started) / 1_000)));
} else problems = [""];
// A run without tests has failed.
const failed = sum.fail + problems.length + (sum.pass + sum.fail + sum.pending ? 0 : problems.length ? 0 : 1);
process.exitCode = failed ? 1 : 0;
log.end();
print(`${sum.pass} passed, ${failed} failed, ${sum.pending} skipped`);
