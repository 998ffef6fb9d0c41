// Builds the package if its sources are newer than the last build. `npm start` and other commands call this first.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
/** This file's time is that of the newest source at the last complete build. */
const STAMP = join(root, "build/built");

/** The modification time of the newest of these files. A folder counts with everything in it. */
function newest(paths) {
	let latest = 0;
	for (const path of paths) {
		const stat = statSync(join(root, path));
		latest = Math.max(latest, stat.mtimeMs);
		if (stat.isDirectory())
			latest = Math.max(latest, newest(readdirSync(join(root, path)).map((name) => join(path, name))));
	}
	return latest;
}

/** Ends the process with exit code 1 if the build fails. */
export function build() {
	const sources = newest(["src", "hosts", "package.json", "rollup.config.js", "tsconfig.json"]);
	const isBuilt = existsSync(STAMP) && existsSync(join(root, "dist/mote-mqtt.js"));
	if (isBuilt && statSync(STAMP).mtimeMs >= sources) return;
	if (process.stderr.isTTY) process.stderr.write("building …\n");
	const { status } = spawnSync("npm", ["run", "--silent", "build"], {
		cwd: root,
		stdio: ["ignore", "inherit", "inherit"],
	});
	if (status) process.exit(1);
	writeFileSync(STAMP, "");
	utimesSync(STAMP, new Date(), new Date(sources + 1));
}
