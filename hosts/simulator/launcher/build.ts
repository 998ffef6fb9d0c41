// Compiles the engine and the simulator's C code into a program. The program is cached by compiler, word size and
// version of the sources.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SimulatorError } from "./simulator-error.js";

/** Width of pointers. */
export type Bits = 32 | 64;

/**
 * Which XS: that of the npm package @agoric/xsnap, or the Moddable SDK's in the folder that the environment variable
 * MODDABLE names.
 */
export type EngineName = "npm" | "sdk";

const run = promisify(execFile);

/** Relative to dist/simulator/. */
const hosts = fileURLToPath(new URL("../../hosts/", import.meta.url));

/** The C code besides the engine: the simulator's own files, and files that it shares with the chips. */
const sources = join(hosts, "simulator");
const sharedSources = join(hosts, "moddable");
const shared = [
	...["native.c", "offsets.h"].map((name) => join("native", name)),
	...["frames.c", "frames.h", "frames-simulator.c"].map((name) => join("websocket", name)),
	...["kept-memory.c", "kept-memory.h", "kept-memory-file.c", "deep-sleep.c", "deep-sleep.h"].map((name) =>
		join("sleep", name),
	),
];
const files = (): string[] => [
	...(readdirSync(sources, { recursive: true }) as string[])
		.sort()
		.filter((name) => /\.[ch]$/.test(name))
		.map((name) => join(sources, name)),
	...shared.map((name) => join(sharedSources, name)),
];

const definitions = [
	"-DINCLUDE_XSPLATFORM",
	'-DXSPLATFORM="engine/platform.h"',
	"-DmxParse=1",
	"-DmxRun=1",
	"-DmxNoConsole=1",
	"-DmxBoundsCheck=1",
	"-D_GNU_SOURCE",
];

/**
 * TLS uses OpenSSL. If OpenSSL is not installed, this folder is not compiled: importing a TLS socket fails, and
 * everything else works.
 */
const tls = { folder: join(sources, "tls"), header: "openssl/ssl.h", libraries: ["-lssl", "-lcrypto"] };

/** Files of the engine that are not needed, or that the simulator's usage.c and optional-parts.c include. */
const left = new Set(["xsSnapshot.c", "xsProfile.c", "xsMemory.c", "xsDefaults.c", "xsum.c", "xsffi.c"]);

interface Engine {
	folder: string;
	version: string;
	/** Compiler flags for this engine. */
	flags: string[];
}

/** The SDK's engine, the one that chips run. One constant has another name there than in the simulator's sources. */
function sdkEngine({ MODDABLE: sdk }: NodeJS.ProcessEnv): Engine {
	if (!sdk) throw new SimulatorError("engine: sdk: set MODDABLE to the Moddable SDK's folder");
	const folder = join(sdk, "xs");
	if (!existsSync(join(folder, "sources", "xsRun.c")))
		throw new SimulatorError(`engine: sdk: MODDABLE is ${sdk}, where there is no xs/sources/xsRun.c`);
	const flags = ["-DXS_STACK_OVERFLOW_EXIT=XS_JAVASCRIPT_STACK_OVERFLOW_EXIT"];
	return { folder, version: `sdk ${readFileSync(join(sdk, "tools", "VERSION"), "utf8").trim()}`, flags };
}

function npmEngine(): Engine {
	for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
		try {
			const path = createRequire(from).resolve("@agoric/xsnap/package.json");
			const folder = join(dirname(path), "moddable", "xs");
			if (existsSync(join(folder, "sources", "xsRun.c"))) {
				return { folder, version: JSON.parse(readFileSync(path, "utf8")).version, flags: [] };
			}
		} catch {
			// Not found from here: try the next place.
		}
	}
	throw new SimulatorError(
		"The simulator compiles the XS engine from the npm package @agoric/xsnap, which is not installed:\n" +
			"    npm install --save-dev --ignore-scripts @agoric/xsnap",
	);
}

async function hasTLS(compiler: string, flags: string[]): Promise<boolean> {
	try {
		await run(compiler, [...flags, "-fsyntax-only", "-include", tls.header, "-x", "c", "/dev/null"]);
		return true;
	} catch {
		return false;
	}
}

async function describeCompiler(compiler: string): Promise<string> {
	try {
		return (await run(compiler, ["--version"])).stdout;
	} catch {
		throw new SimulatorError(
			`There is no C compiler "${compiler}". Install one (on Debian: apt install gcc libc6-dev), or name yours in $CC`,
		);
	}
}

async function checkWidth(compiler: string, flags: string[], folder: string): Promise<void> {
	const source = join(folder, "width.c");
	writeFileSync(source, '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n');
	try {
		await run(compiler, [...flags, source, "-o", join(folder, "width")]);
	} catch {
		throw new SimulatorError(
			flags.includes("-m32")
				? `"${compiler}" cannot compile for 32 bits (on Debian: apt install gcc-multilib)`
				: `"${compiler}" cannot compile a C program (on Debian: apt install gcc libc6-dev)`,
		);
	}
}

interface Unit {
	source: string;
	flags: string[];
}

async function compileAll(
	compiler: string,
	flags: string[],
	engine: Engine,
	secure: boolean,
	folder: string,
	what: string,
): Promise<void> {
	const units: Unit[] = [];
	const includes = ["includes", "platforms", "sources"].map((name) => join(engine.folder, name));
	for (const name of readdirSync(join(engine.folder, "sources"))) {
		if (/^xs.*\.c$/.test(name) && !left.has(name)) {
			units.push({
				source: join(engine.folder, "sources", name),
				flags: ["-w", ...includes.map((path) => `-I${path}`)],
			});
		}
	}
	for (const source of files()) {
		if (source.endsWith(".c") && (secure || dirname(source) !== tls.folder)) {
			const system = includes.flatMap((path) => ["-isystem", path]);
			units.push({
				source,
				flags: ["-Wall", "-Wextra", `-I${join(sharedSources, "sleep")}`, `-I${join(sources, "flash")}`, ...system],
			});
		}
	}
	const objects = units.map((_, index) => join(folder, `${index}.o`));
	const live = process.stderr.isTTY;
	let next = 0;
	if (!live) process.stderr.write(`mote-simulate: compiling ${what} (only once)\n`);
	const work = async (): Promise<void> => {
		while (next < units.length) {
			const index = next++;
			const { source, flags: own } = units[index]!;
			if (live) process.stderr.write(`\rmote-simulate: compiling ${what} (only once): ${index + 1}/${units.length}`);
			const { stderr } = await run(compiler, [...flags, ...own, `-I${sources}`, "-c", source, "-o", objects[index]!]);
			if (stderr) process.stderr.write(stderr);
		}
	};
	try {
		await Promise.all([work(), work()]);
		const libraries = ["-lm", "-lpthread", ...(secure ? tls.libraries : [])];
		await run(compiler, [...flags, ...objects, "-o", join(folder, "device"), ...libraries]);
	} catch (error) {
		throw new SimulatorError(
			`The simulator does not compile on this machine:\n${(error as { stderr?: string }).stderr ?? error}`,
		);
	} finally {
		if (live) process.stderr.write("\n");
	}
}

const cacheFolder = (env: NodeJS.ProcessEnv): string =>
	env.MOTE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mote-mqtt");

const builds = new Map<string, Promise<string>>();

/** The path of the program. Compiles it if it is not cached. */
export function buildDevice(
	bits: Bits,
	engine: EngineName = "npm",
	env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
	const key = JSON.stringify([bits, engine, env.MODDABLE, env.CC, cacheFolder(env)]);
	let build = builds.get(key);
	if (!build) {
		build = buildOnce(bits, engine, env);
		builds.set(key, build);
		build.catch(() => builds.delete(key));
	}
	return build;
}

async function buildOnce(bits: Bits, name: EngineName, env: NodeJS.ProcessEnv): Promise<string> {
	if (process.platform !== "linux") throw new SimulatorError("The simulator runs only on Linux");
	const engine = name === "sdk" ? sdkEngine(env) : npmEngine();
	const compiler = env.CC || "cc";
	const flags = ["-O2", ...(bits === 32 ? ["-m32"] : []), ...definitions, ...engine.flags];
	const version = await describeCompiler(compiler);
	const secure = await hasTLS(compiler, flags);
	const hash = createHash("sha256");
	hash.update(JSON.stringify([engine.version, version, process.arch, flags, bits, secure]));
	for (const file of files()) hash.update(`${relative(hosts, file)}\0`).update(readFileSync(file));
	const cache = cacheFolder(env);
	const folder = join(cache, `device-${bits}-${hash.digest("hex").slice(0, 16)}`);
	const program = join(folder, "device");
	if (existsSync(program)) return program;

	// Each process builds in a folder of its own and renames it. If two build at the same time, the results are equal
	// and the first one is kept.
	mkdirSync(cache, { recursive: true });
	const temporary = mkdtempSync(join(cache, "build-"));
	try {
		await checkWidth(compiler, flags, temporary);
		await compileAll(compiler, flags, engine, secure, temporary, `the XS engine for ${bits} bits`);
		const finished = join(temporary, "finished");
		mkdirSync(finished);
		renameSync(join(temporary, "device"), join(finished, "device"));
		try {
			renameSync(finished, folder);
		} catch (error) {
			if (!existsSync(program)) throw error;
		}
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
	return program;
}
