// docs/api.md must match the sources' doc comments and be complete.
import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { write } from "../docs/api.js";

describe("The API reference", function () {
	// TypeDoc reads all sources, which takes some seconds.
	this.timeout(120_000);

	it("is up to date with the doc comments (npm run docs writes it)", async () => {
		const now = await write();
		const then = readFileSync(new URL("../docs/api.md", import.meta.url), "utf8");
		equal(then === now, true, "docs/api.md is out of date: npm run docs");
	});
});
