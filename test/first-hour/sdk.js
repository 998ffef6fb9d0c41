// Commands of the Moddable SDK. `mcconfig -m -p lin` builds an app and opens the SDK's simulator; here the app runs without a
// display.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launch, sdk } from "../hosts/moddable/sdk.js";
import { workplace } from "./packed.js";
import { Terminal } from "./terminal.js";

/** Types a command of mcconfig or mcpack with `words` appended. Resolves with the terminal in which the app runs. */
export async function typeForDesktop(line, folder, words = "") {
	const out = mkdtempSync(join(workplace(), "sdk-"));
	const tools = [join(sdk, "build/bin/lin/release"), join(folder, "node_modules/.bin"), process.env.PATH].join(":");
	const build = new Terminal(`${line} -t build -o ${out} ${words}`, folder, { PATH: tools });
	assert.equal(await build.ended, 0, `${line}\n${build.output}`);
	const apps = join(out, "bin/lin/mc/release");
	const [app] = readdirSync(apps).filter((name) => existsSync(join(apps, name, "mc.so")));
	return new Terminal(line, folder, {}, () => launch(join(apps, app, "mc.so")).process);
}
