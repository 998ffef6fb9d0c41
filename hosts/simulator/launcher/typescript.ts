// Converts an app's TypeScript to JavaScript before it starts. The app's own compiler strips the types. Types are not
// checked here; mcconfig and the app's tsc do that.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SimulatorError } from "./simulator-error.js";

/** A converted module. */
export interface Stripped {
	text: string;
	/** For each line of `text`, the line in the TypeScript file, counted from 1; 0 if there is none. */
	lines: number[];
}

/** The part of esbuild that is used. */
interface ESBuild {
	transform(text: string, options: object): Promise<{ code: string; map: string }>;
}

const run = promisify(execFile);

/** The entry point of a package that can be found from one of these places; undefined if there is none. */
function findPackage(name: string, places: readonly string[]): string | undefined {
	for (const from of places) {
		try {
			return createRequire(from).resolve(name);
		} catch {
			// Not found from here: try the next place.
		}
	}
	return;
}

function linesOf(text: string, map: string): number[] {
	const source = new SourceMap(JSON.parse(map) as SourceMapPayload);
	return text.split("\n").map((line, index) => {
		// findEntry() needs the column where the line's text begins.
		const entry = source.findEntry(index, line.search(/\S|$/));
		return "originalLine" in entry ? entry.originalLine + 1 : 0;
	});
}

const withoutMap = (text: string): string => text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");

async function byESBuild(path: string, files: readonly string[]): Promise<Map<string, Stripped>> {
	const { default: esbuild } = (await import(path)) as { default: ESBuild };
	const results = new Map<string, Stripped>();
	for (const file of files) {
		try {
			const { code, map } = await esbuild.transform(readFileSync(file, "utf8"), {
				loader: "ts",
				target: "es2022",
				format: "esm",
				sourcemap: "external",
				sourcefile: file,
				logLevel: "silent",
			});
			results.set(file, { text: code, lines: linesOf(code, map) });
		} catch (error) {
			const { errors = [] } = error as { errors?: { text: string; location: { line: number } | null }[] };
			const [first] = errors;
			throw new SimulatorError(`${file}:${first?.location?.line ?? 1}: ${first?.text ?? (error as Error).message}`);
		}
	}
	return results;
}

/** A configuration that compiles these files only, without resolving imports or types. */
const configuration = (files: readonly string[], outDir: string): object => ({
	compilerOptions: {
		target: "ES2022",
		module: "ESNext",
		rootDir: "/",
		outDir,
		sourceMap: true,
		isolatedModules: true,
		noResolve: true,
		noLib: true,
		types: [],
	},
	files,
});

async function byTypeScript(compiler: string, files: readonly string[]): Promise<Map<string, Stripped>> {
	const folder = mkdtempSync(join(tmpdir(), "mote-typescript-"));
	try {
		const project = join(folder, "tsconfig.json");
		writeFileSync(project, JSON.stringify(configuration(files, folder)));
		// The compiler reports errors because it has no types. Only errors TS1000 to TS1999, which are syntax errors,
		// matter.
		const { stdout } = await run(process.execPath, [compiler, "-p", project, "--pretty", "false"], {
			cwd: "/",
			maxBuffer: 1 << 26,
		}).catch((error: { stdout?: string; message: string }) => ({ stdout: error.stdout ?? error.message }));
		const wrong = stdout.match(/^(.*)\((\d+),\d+\): error TS1\d{3}: (.*)$/m);
		if (wrong) throw new SimulatorError(`${join("/", wrong[1]!)}:${wrong[2]}: ${wrong[3]}`);
		const results = new Map<string, Stripped>();
		for (const file of files) {
			const made = join(folder, file.replace(/ts$/, "js"));
			const text = withoutMap(readFileSync(made, "utf8"));
			results.set(file, { text, lines: linesOf(text, readFileSync(`${made}.map`, "utf8")) });
		}
		return results;
	} catch (error) {
		if (error instanceof SimulatorError) throw error;
		throw new SimulatorError(`The TypeScript compiler ${compiler} did not compile: ${(error as Error).message}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Converts those of the files that are TypeScript, if any. Returns the JavaScript by path. The compiler is searched
 * beside the files, then from `places`: by default the current folder and the simulator's own.
 */
export async function stripTypes(
	paths: Iterable<string>,
	places: readonly string[] = [join(process.cwd(), "package.json"), import.meta.url],
): Promise<Map<string, Stripped>> {
	const files = [...paths].filter((path) => path.endsWith(".ts"));
	const [first] = files;
	if (!first) return new Map();
	const esbuild = findPackage("esbuild", [first, ...places]);
	if (esbuild) return byESBuild(esbuild, files);
	const typescript = findPackage("typescript/package.json", [first, ...places]);
	if (typescript) return byTypeScript(join(dirname(typescript), "bin", "tsc"), files);
	throw new SimulatorError(
		`${first} is TypeScript, but neither typescript nor esbuild is installed to convert it to JavaScript:\n` +
			"    npm install --save-dev typescript",
	);
}
