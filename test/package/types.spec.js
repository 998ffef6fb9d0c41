// What TypeScript apps see of the package: correct uses compile, and mistakes do not and are explained.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { missing } from "../require.js";
import { compilers, root, run, tools } from "./compilers.js";

/** Module resolutions, and the subset to test with the slower compilers. */
const RESOLUTIONS = { Node16: "Node16", NodeNext: "NodeNext", ESNext: "Bundler" };
const TRIED = {
	typescript: ["NodeNext"],
	"typescript-5.4": ["Node16", "ESNext"],
	"typescript-7": Object.keys(RESOLUTIONS),
};

for (const [name, compiler] of Object.entries(compilers)) {
	describe(`Types, with ${name}`, function () {
		this.timeout(0);
		if (!compiler) return missing(name, "npm ci --prefix .ci/tools");

		for (const module of TRIED[name]) {
			const resolution = RESOLUTIONS[module];
			it(`compile the apps in test/types, resolved as by ${resolution}`, async () => {
				const words = ["-p", "test/types", "--module", module, "--moduleResolution", resolution];
				assert.deepEqual(await run(compiler, words), { code: 0, output: "" });
			});
		}

		it("report a mistake and name the alternative", async () => {
			const { output } = await run(compiler, ["-p", "test/types/tsconfig.mistakes.json", "--pretty", "false"]);
			const messages = output.split(/^(?=\S)/m);
			const lines = readFileSync(join(root, "test/types/mistakes.ts"), "utf8").split("\n");
			let count = 0;
			for (const [index, line] of lines.entries()) {
				const expected = line.match(/; \/\/ (.*)/)?.[1];
				if (!expected) continue;
				count++;
				const message = messages.find((text) => text.startsWith(`test/types/mistakes.ts(${index + 1},`));
				assert.ok(message?.includes(expected), `${line}\n${message}`);
			}
			assert.ok(count > 10 && messages.length === count, output);
		});
	});
}

describe("Types, with those of the Moddable SDK", () => {
	if (!existsSync(join(tools, "@moddable/typings"))) return missing("sdk-types", "npm ci --prefix .ci/tools");

	it("compile a device's app", async () => {
		const { output } = await run(compilers.typescript, ["-p", "test/types/device", "--pretty", "false"]);
		// The SDK's own types have errors, which are not counted.
		assert.deepEqual(
			output.split("\n").filter((line) => line && !line.startsWith(".ci/tools/")),
			[],
		);
	}).timeout(0);
});
