// `npm run build`, as it is typed, in a copy of the sources in which earlier builds have left something over.
import { equal, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../hosts/simulator/app.js";
import { root } from "../package/compilers.js";

describe("npm run build", () => {
	it("removes what it does not make", () => {
		const left = ["dist/qos2.js", "dist/types/src/gone.d.ts", "build/src/gone.js"];
		const checkout = folder(Object.fromEntries(left.map((path) => [path, ""])));
		for (const name of [
			"src",
			"hosts",
			"commands",
			"package.json",
			"tsconfig.json",
			"rollup.config.js",
			"rollup.flash.js",
		])
			cpSync(join(root, name), join(checkout, name), { recursive: true });
		symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
		const { status, stderr } = spawnSync("npm", ["run", "--silent", "build"], { cwd: checkout, encoding: "utf8" });
		equal(status, 0, stderr);
		for (const path of left) ok(!existsSync(join(checkout, path)), path);
		for (const path of ["dist/mote-mqtt.js", "dist/types/src/client.d.ts"]) ok(existsSync(join(checkout, path)), path);
	}).timeout(0);
});
