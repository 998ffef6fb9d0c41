// The table of what each concept costs, in docs/figures.md, is made from names: see bench/concepts.js.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("bench/code.js --concepts", () => {
	it("has a concept for each function of both clients, and says what all of them take", function () {
		this.timeout(60_000);
		const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/code.js", "--concepts"], {
			cwd: root,
			encoding: "utf8",
		});
		assert.equal(status, 0, stderr);
		assert.match(stdout, /\| all \| [\d,]+ \| \d+ \| [\d,]+ \| \d+ \|\n$/);
	});
});
