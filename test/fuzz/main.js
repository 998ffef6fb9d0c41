// `npm run fuzz -- --minutes N --seed S`: tests the properties repeatedly, with the next seed in each round.
// `--guided` mutates streams instead (guided.js), and `--stream HEX` runs a single one. A failure is printed with the
// command that repeats it, and ends the run.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import fc from "fast-check";
import { fuzzOptions } from "../../commands/fuzz.js";
import { afterWork } from "../patience.js";
import { breed, failure } from "./guided.js";
import { properties } from "./properties.js";

/** Streams per property in a round, for a few seconds in all. */
const RUNS = 300;
/** The limit for one property in a round, in milliseconds. One that takes longer hangs. */
const PATIENCE = 120_000;
/** The limit for shrinking a failing example, in milliseconds. */
const LIMIT = 60_000;
const PROGRESS = 5_000;

if (isMainThread) watch();
else work(workerData);

/** Runs in a thread of its own, so that a stream that hangs the client is noticed. */
function work({ seed, end, runs, guided }) {
	if (guided) {
		const progress = ({ streams, kept, reached }) =>
			parentPort.postMessage({ round: seed, name: `${kept} kept, ${reached} blocks reached`, streams });
		const found = breed({ seed, end, progress });
		if (found)
			parentPort.postMessage({ name: "", report: found.error.stack, again: `--stream ${toHex(found.stream)}` });
		return;
	}
	for (let round = seed, streams = 0; Date.now() < end; round++) {
		for (const [name, property] of Object.entries(properties)) {
			const again = `--seed ${round} --runs ${runs}`;
			parentPort.postMessage({ round, name, streams, again });
			const result = fc.check(property, { seed: round, numRuns: runs, interruptAfterTimeLimit: LIMIT });
			if (result.failed) return parentPort.postMessage({ name, report: fc.defaultReportMessage(result), again });
			streams += result.numRuns;
			if (Date.now() >= end) break;
		}
	}
}

function toHex(bytes) {
	return Buffer.from(bytes).toString("hex");
}

function watch() {
	const { minutes, seed = Date.now() & 0x3fffffff, runs = RUNS, guided, stream } = fuzzOptions();
	if (stream !== undefined) {
		const error = failure([...Buffer.from(stream, "hex")]);
		console.log(error ? error.stack : "passed");
		process.exit(error ? 1 : 0);
	}
	const start = Date.now();
	const seconds = () => Math.round((Date.now() - start) / 1000);
	const worker = new Worker(new URL(import.meta.url), {
		workerData: { seed, runs, guided, end: start + minutes * 60_000 },
	});
	let present = { round: seed, name: "", streams: 0, again: `--seed ${seed}${guided ? " --guided" : ""}` };
	const fail = (report) => {
		console.error(`\n${present.name}\n${report}\nagain: npm run fuzz -- ${present.again}`);
		process.exitCode = 1;
	};
	const patience = afterWork(PATIENCE, () => {
		fail("hangs");
		process.exit();
	});
	const progress = setInterval(
		() => console.log(`${seconds()} s, ${present.streams} streams, seed ${present.round}: ${present.name}`),
		PROGRESS,
	);
	console.log(
		`seed ${seed}, ${minutes} minutes${guided ? ", guided" : `, ${Object.keys(properties).length} properties`}`,
	);
	worker.on("message", ({ report, ...message }) => {
		patience.refresh();
		present = { ...present, ...message };
		if (report) fail(report);
	});
	worker.on("error", (error) => fail(error.stack));
	worker.on("exit", () => {
		clearTimeout(patience);
		clearInterval(progress);
		console.log(`${present.streams} streams in ${seconds()} s: ${process.exitCode ? "failed" : "passed"}`);
	});
}
