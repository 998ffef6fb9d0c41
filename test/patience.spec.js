// Time limits that count work: see patience.js.
import assert from "node:assert/strict";
import Mocha from "mocha";
import { afterWork } from "./patience.js";

/** Runs one mocha test. Returns its error. */
function runTest(limit, body) {
	const test = new Mocha.Test("one", body);
	test.ctx = new Mocha.Context();
	test.timeout(limit);
	return new Promise((resolve) => {
		test.run((error) => resolve(error));
	});
}

describe("A time limit", () => {
	it("ends a test that never ends", async () => {
		const error = await runTest(50, () => new Promise(() => {}));
		assert.match(error.message, /Timeout of 50ms exceeded/);
	});

	it("does not affect a test that ends, however long its turns take", async () => {
		const busy = () => {
			const end = Date.now() + 120;
			while (Date.now() < end);
		};
		assert.equal(await runTest(50, busy), undefined);
		assert.equal(await runTest(50, async () => busy()), undefined);
	});

	it("may be changed or switched off by the test", async () => {
		const slow = () => new Promise((resolve) => setTimeout(resolve, 60));
		assert.equal(
			await runTest(20, function () {
				this.timeout(0);
				return slow();
			}),
			undefined,
		);
		const error = await runTest(0, function () {
			this.timeout(20);
			return new Promise(() => {});
		});
		assert.match(error.message, /Timeout of 20ms exceeded/);
	});

	it("can be cleared, and started over", async () => {
		let called = 0;
		clearTimeout(afterWork(10, () => called++));
		// Not with a second limit that is to be the later one: on a busy machine it may not be.
		await new Promise((resolve) => {
			const timer = afterWork(30, () => {
				called++;
				resolve();
			});
			timer.refresh();
		});
		assert.equal(called, 1);
	});
});
