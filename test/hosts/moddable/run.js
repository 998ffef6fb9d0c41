// npm run test:moddable, after its options have been checked.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { moddableOptions } from "../../../commands/moddable.js";
import { requireSDK, root, say, sdk, version } from "./sdk.js";

const { words } = moddableOptions();
try {
	requireSDK();
} catch (error) {
	say(`npm run test:moddable: ${error.message}`);
	process.exit(1);
}
say(`Moddable SDK ${version()} in ${sdk}`);
const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
const { status } = spawnSync(process.execPath, [mocha, "test/hosts/moddable/*.sdk.js", ...words], {
	cwd: root,
	stdio: "inherit",
});
process.exitCode = status ?? 1;
