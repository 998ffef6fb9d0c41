// The TypeScript compilers that apps may use: the project's own and, if .ci/run has installed them, the oldest and
// the newest supported one.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const tools = join(root, ".ci/tools/node_modules");

/** The path of each compiler by name; undefined if it is not installed. */
export const compilers = Object.fromEntries(
	Object.entries({
		typescript: "node_modules/typescript",
		"typescript-5.4": ".ci/tools/node_modules/typescript-5.4",
		"typescript-7": ".ci/tools/node_modules/typescript-7",
	}).map(([name, path]) => [name, existsSync(join(root, path)) ? join(root, path, "bin/tsc") : undefined]),
);

/** Runs a Node.js program in the project's folder or in `cwd`. Returns exit code and output. */
export function run(path, args, cwd = root) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		child.on("error", reject);
		child.on("close", (code) => resolve({ code, output }));
	});
}
