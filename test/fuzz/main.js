// `npm run fuzz -- --minutes N --seed S`: the properties again and again, each round with the seed that follows. What fails is printed
// with what repeats it, and ends the run.
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import fc from "fast-check";
import { properties } from "./properties.js";

/** Streams for each property in a round: a few seconds in all. */
const RUNS = 300;
/** Milliseconds that one property may take in a round. One that takes longer hangs. */
const PATIENCE = 120_000;
const PROGRESS = 5_000;

if (isMainThread) watch();
else work(workerData);

/** In a thread of its own: so a stream that hangs the client is seen. */
function work({ seed, end, runs }) {
	for (let round = seed; ; round++) {
		for (const [name, property] of Object.entries(properties)) {
			parentPort.postMessage({ round, name });
			const result = fc.check(property, { seed: round, numRuns: runs });
			if (result.failed) return parentPort.postMessage({ round, name, report: fc.defaultReportMessage(result) });
			parentPort.postMessage({ streams: result.numRuns });
			if (Date.now() >= end) return;
		}
	}
}

function watch() {
	const { values } = parseArgs({
		options: { minutes: { type: "string", default: "1" }, seed: { type: "string" }, runs: { type: "string" } },
	});
	const minutes = Number(values.minutes);
	const seed = values.seed === undefined ? Date.now() & 0x3fffffff : Number(values.seed);
	const runs = values.runs === undefined ? RUNS : Number(values.runs);
	if (!(minutes > 0) || !Number.isInteger(seed) || !(runs > 0)) {
		console.error("usage: npm run fuzz -- [--minutes N] [--seed S] [--runs R]");
		process.exit(2);
	}
	const start = Date.now();
	const worker = new Worker(new URL(import.meta.url), {
		workerData: { seed, runs, end: start + minutes * 60_000 },
	});
	let present = { round: seed, name: "" };
	let streams = 0;
	const repeat = () => `npm run fuzz -- --seed ${present.round} --runs ${runs}`;
	const patience = setTimeout(() => {
		console.error(`\n${present.name}: hangs\nagain: ${repeat()}`);
		process.exit(1);
	}, PATIENCE);
	const progress = setInterval(() => {
		const seconds = Math.round((Date.now() - start) / 1000);
		console.log(`${seconds} s, ${streams} streams, seed ${present.round}: ${present.name}`);
	}, PROGRESS);
	console.log(`seed ${seed}, ${minutes} minutes, ${Object.keys(properties).length} properties`);

	worker.on("message", ({ report, streams: more, ...message }) => {
		patience.refresh();
		if (more) streams += more;
		else present = message;
		if (!report) return;
		console.error(`\n${present.name}\n${report}\nagain: ${repeat()}`);
		process.exitCode = 1;
	});
	worker.on("error", (error) => {
		console.error(`\n${present.name}: ${error.stack}\nagain: ${repeat()}`);
		process.exitCode = 1;
	});
	worker.on("exit", () => {
		clearTimeout(patience);
		clearInterval(progress);
		console.log(
			`${streams} streams in ${Math.round((Date.now() - start) / 1000)} s: ${process.exitCode ? "failed" : "passed"}`,
		);
	});
}
