// The packed file as the README says to make it, in a copy of the checkout in which earlier builds have left something.
import { equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { folder } from "../hosts/simulator/app.js";
import { root } from "../package/compilers.js";

/** What git does not have. */
const NOT_COPIED = /(^|\/)(node_modules|dist|build|\.git|\.cache)$/;

describe("The packed file", () => {
	it("has what was built, and nothing of what earlier builds have left", () => {
		const left = ["dist/qos2.js", "dist/types/src/gone.d.ts"];
		const checkout = folder(Object.fromEntries(left.map((path) => [path, ""])));
		cpSync(root, checkout, { recursive: true, filter: (path) => !NOT_COPIED.test(relative(root, path)) });
		// In place of npm ci.
		symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
		const [, line] = readFileSync(join(root, "README.md"), "utf8").match(/`npm ci && ([^`]*)` makes the file/);
		match(line, /npm pack$/);
		const { status, stdout, stderr } = spawnSync("bash", ["-c", `${line} --json --silent`], {
			cwd: checkout,
			encoding: "utf8",
		});
		equal(status, 0, stderr);
		const packed = new Set(JSON.parse(stdout.slice(stdout.indexOf("[\n")))[0].files.map(({ path }) => path));
		for (const path of left) ok(!packed.has(path), path);
		for (const path of ["dist/mote-mqtt.js", "dist/types/src/mqtt311/client.d.ts"]) ok(packed.has(path), path);
	}).timeout(0);
});
