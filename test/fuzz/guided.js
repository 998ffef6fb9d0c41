// Coverage-guided fuzzing: a stream that reaches new code is kept and mutated further. Node.js's inspector reports
// the coverage.
import { Session } from "node:inspector";
import fc from "fast-check";
import { drive } from "./drive.js";
import { expected } from "./model.js";
import { connacks, damage, damages, encodeConnack, packets } from "./packets.js";

/** The code under test: the package's bundles. */
const UNDER_TEST = /\/dist\/(mote-mqtt|mqtt5|exactly-once)\.js$/;

/** Valid streams to begin with: a byte that selects how they are delivered, and packets. */
const seeds = fc
	.tuple(fc.integer({ min: 0, max: 15 }), connacks, fc.array(packets, { minLength: 1, maxLength: 4 }))
	.map(([mode, connack, list]) => {
		const version = mode & 1 ? 5 : 4;
		return [mode, ...(mode & 2 ? encodeConnack(connack, version) : []), ...expected(version, list).bytes];
	});

/**
 * Mutates streams until `end`. The outcome must depend neither on segments nor on what was in memory.
 * @param progress is called with { streams, kept, reached }. @returns the stream that failed and the error; undefined
 * if none has.
 */
export function breed({ seed, end, progress }) {
	const coverage = new Coverage();
	const kept = fc.sample(seeds, { seed, numRuns: 50 });
	for (let streams = 0; Date.now() < end; streams++) {
		// Each sample of mutations has a seed derived from the first one, so the first seed repeats everything.
		const list = streams < kept.length ? [] : fc.sample(damages, { seed: seed + streams, numRuns: 1 })[0];
		const bytes = damage(kept[streams % kept.length], list).slice(0, 600);
		const error = failure(bytes);
		if (error) return { stream: bytes, error };
		if (coverage.more() && list.length) kept.push(bytes);
		if (streams % 100 === 0) progress({ streams, kept: kept.length, reached: coverage.reached.size });
	}
	return undefined;
}

/** What is wrong with how a client handles that stream; undefined if nothing is. */
export function failure([mode, ...bytes]) {
	const version = mode & 1 ? 5 : 4;
	const options = { greeting: (mode & 2) !== 0, oversize: mode & 4 ? "stream" : "skip", receive: mode & 8 ? 32 : 512 };
	try {
		const one = JSON.stringify(drive(version, bytes, [Infinity], { ...options, canary: 0xff }));
		const other = JSON.stringify(drive(version, bytes, [1], { ...options, canary: 0x00 }));
		return one === other ? undefined : new Error(`in one segment:\n${one}\nbyte by byte:\n${other}`);
	} catch (error) {
		return error;
	}
}

/** Which blocks of code have run, and approximately how often. */
class Coverage {
	constructor() {
		this.reached = new Set();
		this.session = new Session();
		this.session.connect();
		this.post("Profiler.enable");
		this.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
	}

	/** Whether code has run since the last call that never ran before. */
	more() {
		const before = this.reached.size;
		for (const { url, functions } of this.post("Profiler.takePreciseCoverage").result) {
			if (!UNDER_TEST.test(url)) continue;
			for (const { ranges } of functions)
				for (const { startOffset, endOffset, count } of ranges)
					if (count)
						this.reached.add(
							`${url.slice(-10)} ${startOffset} ${endOffset} ${Math.min(3, Math.floor(Math.log2(count)))}`,
						);
		}
		return this.reached.size > before;
	}

	/** The session is with this thread, so the answer is available at once. */
	post(method, parameters) {
		let answer;
		this.session.post(method, parameters, (error, result) => {
			if (error) throw new Error(error.message);
			answer = result;
		});
		return answer;
	}
}
