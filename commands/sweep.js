// The last step of `npm run build`: removes what earlier builds made and this one no longer does, as the module was renamed or is gone. `npm pack` would
// publish it. What the build makes is never touched, so tests may run meanwhile.
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** All files in a folder, by their paths from `root`. */
const filesIn = (root, folder) =>
	existsSync(join(root, folder))
		? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		: [];

/** What Rollup writes: the bundles of rollup.config.js, most with types beside them. */
const outputs = (bundles) =>
	bundles.flatMap(({ output: { file }, plugins }) =>
		plugins.some(({ name }) => name === "types-beside") ? [file, file.replace(/js$/, "d.ts")] : [file],
	);

/** Files in build and dist of the checkout at `root` that a build does not make. `bundles`: what rollup.config.js exports. */
export function leftOvers(root, bundles) {
	const bundled = new Set(outputs(bundles));
	const compiled = (path) => path.replace(/^(build|dist\/types)\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
	return [
		...["build/src", "build/hosts", "dist/types"]
			.flatMap((folder) => filesIn(root, folder))
			.filter((path) => !existsSync(join(root, compiled(path)))),
		...filesIn(root, "dist").filter((path) => !path.startsWith("dist/types/") && !bundled.has(path)),
	];
}

/** Removes them, and the folders in which nothing is left. */
export function sweep(root, bundles) {
	for (const path of leftOvers(root, bundles)) {
		rmSync(join(root, path), { force: true });
		for (let folder = join(root, path, ".."); !readdirSync(folder).length; folder = join(folder, ".."))
			rmdirSync(folder);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const { default: bundles } = await import("../rollup.config.js");
	sweep(fileURLToPath(new URL("../", import.meta.url)), bundles);
}
