// docs/api.md says what the sources' doc comments say, and leaves nothing out.
import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { write } from "../docs/api.js";

describe("The API reference", function () {
	// TypeDoc reads all sources, which takes some seconds.
	this.timeout(120_000);

	it("is what the doc comments say now: npm run docs writes it", async () => {
		const now = await write();
		const then = readFileSync(new URL("../docs/api.md", import.meta.url), "utf8");
		equal(then === now, true, "docs/api.md is out of date: npm run docs");
	});
});
