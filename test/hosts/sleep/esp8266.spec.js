import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { folder } from "../simulator/app.js";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

describe("Kept memory of an ESP8266, in C", () => {
	it("is 376 bytes that nobody else uses, in aligned blocks, and an interrupted write leaves no valid header", () => {
		const program = `${folder({})}/memory`;
		const sources = [file("esp8266/memory.c"), file("../../../hosts/moddable/sleep/kept-memory-esp.c")];
		const includes = [`-I${file("esp8266")}`, `-I${file("../../../hosts/moddable/sleep")}`];
		const compiler = process.env.CC || "cc";
		execFileSync(compiler, ["-Wall", "-Wextra", "-fsanitize=undefined", ...includes, ...sources, "-o", program]);
		assert.equal(execFileSync(program, { encoding: "utf8" }), "");
	});
});
