// Copies an example to build/, at the same depth as the original, and runs the commands of its README there.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const build = fileURLToPath(new URL("../../../build/", import.meta.url));

/**
 * Copies the example `name` to build/`folder` and runs the commands of its README there. @param commands shell
 * scripts that stand in for commands that would access the network. Returns the path.
 */
export function prepare(name, folder, commands, environment) {
	const path = join(build, folder);
	rmSync(path, { recursive: true, force: true });
	cpSync(join(examples, name), path, { recursive: true, filter: (source) => !source.endsWith("/certificates") });
	const programs = join(path, "programs");
	mkdirSync(programs);
	for (const [command, script] of Object.entries(commands)) {
		writeFileSync(join(programs, command), `#!/bin/sh\n${script}\n`);
		chmodSync(join(programs, command), 0o755);
	}
	const blocks = [...readFileSync(join(path, "README.md"), "utf8").matchAll(/```sh\n(.*?)```/gs)];
	execFileSync("sh", ["-euc", blocks.map(([, block]) => block).join("")], {
		cwd: path,
		env: { ...process.env, ...environment, PATH: `${programs}:${process.env.PATH}` },
		stdio: ["ignore", "ignore", "pipe"],
	});
	return path;
}

/** The path of a program in this folder, to be run by node. */
export const program = (name) => fileURLToPath(new URL(name, import.meta.url));
