// npm run test:chip, after its options were checked.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chipOptions } from "../../commands/chip.js";
import { missingTools, versions } from "./tools.js";

const { words } = chipOptions();
const lines = missingTools();
for (const line of lines) process.stderr.write(`npm run test:chip: ${line}\n`);
if (lines.length) {
	process.stderr.write("npm run test:chip: docs/chip.md says how to install what it needs\n");
	process.exit(1);
}
process.stderr.write(`${Object.values(versions()).join("\n")}\n`);
const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
const { status } = spawnSync(process.execPath, [mocha, "test/chip/*.chip.js", ...words], {
	cwd: fileURLToPath(new URL("../../", import.meta.url)),
	stdio: "inherit",
});
process.exitCode = status ?? 1;
