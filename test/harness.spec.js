// Tests the test harness: a failure on the device must be noticed here.
import { deepEqual, equal, fail, ok, throws } from "./assert.js";
import { hex, toHex } from "./bytes.js";
import { runInXS } from "./xs/run.js";

const run = (name) => runInXS(`test/xs/cases/${name}.js`, 64);
const states = (cases) => cases.map(({ suite, title, state }) => [...suite, title, state].join(": "));

describe("A spec in XS", () => {
	it("runs as in mocha", async () => {
		deepEqual(states(await run("passes")), [
			"Outer: comes before inner suites: passed",
			"Outer: Inner: returns a promise: passed",
			"Outer: Inner: calls back: passed",
			"Outer: Inner: is skipped: skipped",
			"Outer: Inner: skips itself: skipped",
			"Afterwards: hooks have run in mocha's order: passed",
		]);
	});

	it("fails when it should", async () => {
		const cases = await run("fails");
		deepEqual(states(cases), [
			"A case: fails by what it throws: failed",
			"A case: fails by its promise: failed",
			"A case: fails by what it calls back with: failed",
			"A case: passes nevertheless: passed",
			"A hook: fails its case: failed",
			"A hook before all: before: failed",
			"A suite: before: failed",
		]);
		deepEqual(
			cases.map(({ error }) => error),
			[
				"AssertionError: where: expected 2, actual 1",
				"RangeError: later",
				"TypeError: called back",
				undefined,
				"Error: in beforeEach",
				"Error: in before",
				"Error: in the body",
			],
		);
	});

	it("fails with the device's message when the device runs out of memory", async () => {
		const cases = await run("out-of-memory");
		deepEqual(states(cases), ["A device: runs: passed", "A device: is full: failed"]);
		ok(cases[1].error.includes("out of memory"), cases[1].error);
	});

	it("fails when the device waits for nothing any more", async () => {
		const cases = await run("silent");
		deepEqual(states(cases), ["A case: waits for what never comes: failed"]);
		ok(cases[0].error.includes("nothing is left"), cases[0].error);
	});

	it("fails with an exception that no case catches", async () => {
		const cases = await run("throws-later");
		deepEqual(states(cases), ["A case: throws when it is not running: failed"]);
		ok(cases[0].error.includes("in a timer"), cases[0].error);
	});
});

describe("An assertion", () => {
	it("shows both sides, bytes in hexadecimal", () => {
		throws(() => equal(1, 2), Error, "expected 2, actual 1");
		throws(() => equal("a", "b", "here"), Error, 'here: expected "b", actual "a"');
		throws(() => deepEqual(hex("0A FF"), hex("0A")), Error, "expected <0A>, actual <0A FF>");
		throws(() => deepEqual({ a: [1] }, { a: [1, 2] }), Error, "expected { a: [1, 2] }, actual { a: [1] }");
		throws(() => ok(0, "zero"), Error, "zero: 0");
		throws(() => fail("why"), Error, "why");
	});

	it("distinguishes values that look alike", () => {
		throws(() => equal(1, "1"));
		throws(() => equal(0, -0), Error, "expected -0, actual 0");
		throws(() => deepEqual([1], hex("01")));
		throws(() => deepEqual({ a: undefined }, { b: undefined }));
		throws(() => deepEqual({ a: 1, b: 2 }, { a: 1 }));
		throws(() => deepEqual(hex("01 02"), hex("01")));
		equal(Number.NaN, Number.NaN);
		deepEqual([Number.NaN, { a: hex("01") }], [Number.NaN, { a: hex("01") }]);
	});

	it("of an exception requires the right class and message", () => {
		const type = () => {
			throw new TypeError("of a kind");
		};
		equal(throws(type, TypeError, "a kind").message, "of a kind");
		throws(() => throws(type, RangeError), Error, "expected RangeError, thrown TypeError: of a kind");
		throws(() => throws(type, TypeError, "another"), Error, 'expected TypeError with "another"');
		throws(() => throws(() => {}), Error, "nothing was thrown");
	});
});

describe("Bytes", () => {
	it("are written in hexadecimal, as text and with repetitions", () => {
		deepEqual(hex(""), new Uint8Array(0));
		deepEqual(hex("00 0A FF"), new Uint8Array([0, 10, 255]));
		deepEqual(hex('01 "a/b" 02'), new Uint8Array([1, 0x61, 0x2f, 0x62, 2]));
		deepEqual(hex('01 // "a" *\n\t02//'), new Uint8Array([1, 2]));
		deepEqual(hex('FF*3 "ab"*2 00'), new Uint8Array([255, 255, 255, 0x61, 0x62, 0x62, 0]));
		for (const wrong of ["0", "0a", "0G", "1 2", '"a', "*3", "00*", "00*0", '"\u00e9"', "#"]) {
			throws(() => hex(wrong), SyntaxError);
		}
	});

	it("are shown in hexadecimal, with the middle of long arrays left out", () => {
		equal(toHex(hex("00 0A FF")), "00 0A FF");
		equal(toHex(hex("01 02 03 04"), 1, 3), "02 03");
		equal(toHex(hex("")), "");
		ok(toHex(hex("01*200 02")).endsWith("... (201 bytes) 01 01 01 01 01 01 01 02"));
	});
});
