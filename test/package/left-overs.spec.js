// What an earlier build made and this one does not, as a module was renamed or is gone, is not in build and dist, and so not in the package.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { leftOvers, sweep } from "../../commands/sweep.js";
import bundles from "../../rollup.config.js";
import { folder } from "../hosts/simulator/app.js";
import { root } from "./compilers.js";

describe("What earlier builds have left over", () => {
	const types = { name: "types-beside" };
	const configuration = [
		{ output: { file: "dist/a.js" }, plugins: [types] },
		{ output: { file: "dist/command/b.js" }, plugins: [] },
	];
	const made = {
		"src/a.ts": "",
		"hosts/node/b.ts": "",
		"build/src/a.js": "",
		"build/hosts/node/b.js": "",
		"build/test.log": "",
		"dist/a.js": "",
		"dist/a.d.ts": "",
		"dist/command/b.js": "",
		"dist/types/src/a.d.ts": "",
		"dist/types/hosts/node/b.d.ts": "",
	};
	const left = {
		"build/src/qos2.js": "",
		"build/hosts/gone/wire.js": "",
		"dist/qos2.js": "",
		"dist/a.test.js": "",
		"dist/command/b.d.ts": "",
		"dist/gone/deep/wire.js": "",
		"dist/types/src/saved-session.d.ts": "",
	};

	it("is found, and nothing else", () => {
		assert.deepEqual(leftOvers(folder({ ...made, ...left }), configuration).sort(), Object.keys(left).sort());
	});

	it("is removed, with the folders that are empty then", () => {
		const checkout = folder({ ...made, ...left });
		sweep(checkout, configuration);
		for (const path of Object.keys(made)) assert.ok(existsSync(join(checkout, path)), path);
		for (const path of [...Object.keys(left), "build/hosts/gone", "dist/gone"])
			assert.ok(!existsSync(join(checkout, path)), path);
	});

	it("is not there in this checkout", () => {
		assert.deepEqual(leftOvers(root, bundles), []);
	});

	it("is not a problem where nothing was built yet", () => {
		sweep(folder({ "src/a.ts": "" }), configuration);
	});
});
