import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { deepSleep, wokeUp } from "mote-mqtt/deep-sleep";
import { app, compiled, simulateToEnd } from "../simulator/app.js";

const manifest = fileURLToPath(new URL("../../../manifests/sleep.json", import.meta.url));
const wrong = [undefined, null, "1000", 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648, 4_294_968_296];
const expected = "RangeError: milliseconds: expected a whole number from 1 to 2147483647";

describe("Deep sleep, where there is none,", () => {
	before(compiled);

	it("ends the program in Node.js with exit code 0, and says for how long", async () => {
		const script = `
			import { deepSleep } from "mote-mqtt/deep-sleep";
			setInterval(() => {}, 1000);
			deepSleep(60_000);
			console.log("still here");
		`;
		const cwd = fileURLToPath(new URL("../../..", import.meta.url));
		const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { cwd });
		let printed = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				printed += text;
			});
		}
		const [code] = await once(child, "close");
		assert.equal(printed, "simulated deep sleep: start again in 60000 ms\n");
		assert.equal(code, 0);
	});

	it("ends the simulated device with exit code 0, from a callback, too, and says for how long", async () => {
		const main = `
			import { deepSleep } from "mote-mqtt/deep-sleep";
			import Timer from "timer";
			Timer.repeat(() => {
				trace("good night\\n");
				deepSleep(2147483647);
				trace("still here\\n");
			}, 1);
		`;
		const { code, stdout, stderr } = await simulateToEnd(app(main, { include: manifest }), { figures: true });
		assert.equal(stdout, "good night\n");
		const [, told, report] = stderr.split("\n");
		assert.equal(told, "device: simulated deep sleep: start again in 2147483647 ms");
		assert.equal(JSON.parse(report).memoryBytes, 65_536);
		assert.equal(code, 0);
	});

	it("takes whole milliseconds, from 1 to 2,147,483,647", async () => {
		for (const value of wrong) {
			assert.throws(
				() => deepSleep(value),
				(error) => `${error}` === expected,
			);
		}
		const main = `
			import { deepSleep } from "mote-mqtt/deep-sleep";
			for (const value of [undefined, null, "1000", 0, -1, 1.5, NaN, Infinity, 2147483648, 4294968296]) {
				try {
					deepSleep(value);
				} catch (error) {
					trace(String(error), "\\n");
				}
			}
		`;
		const { stdout } = await simulateToEnd(app(main, { include: manifest }));
		assert.deepEqual(stdout.trim().split("\n"), Array(wrong.length).fill(expected));
	});

	it("is not what anything woke from", async () => {
		assert.equal(wokeUp(), false);
		const main = `import { wokeUp } from "mote-mqtt/deep-sleep"; trace(wokeUp());`;
		assert.equal((await simulateToEnd(app(main, { include: manifest }))).stdout, "false");
	});
});

describe("A module that names functions in C", () => {
	before(compiled);

	it("is told which one the simulator does not have", async () => {
		const { code, stderr } = await simulateToEnd(app(`function missing() @ "xs_missing"; missing();`));
		assert.equal(code, 1);
		assert.match(stderr, /^device: main: no function "xs_missing" in the simulator$/m);
	});

	it("need not be preloaded", async () => {
		const main = `
			function woke() @ "xs_mote_woke_up";
			class Memory {
				static get size() @ "xs_mote_kept_memory_size";
			}
			trace(woke(), Memory.size);
		`;
		assert.equal((await simulateToEnd(app(main))).stdout, "false2048");
	});
});
