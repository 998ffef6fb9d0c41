// Compiles a measuring program: the engine, the simulator's device, a suite and what it measures. Objects are cached by all that is in them.
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
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { compilerVersion, cores, findFile, gccSource } from "./cores.js";
import { generate } from "./generate.js";
import { engineFiles, here, modulesOf, repository, simulator, simulatorFiles } from "./sources.js";

const run = promisify(execFile);

const cache = join(
	process.env.MOTE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mote-mqtt"),
	"instructions",
);
const libgcc = join(cache, "libgcc");

const definitions = [
	...["-D_GNU_SOURCE", "-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"'],
	...["-DmxParse=1", "-DmxRun=1", "-DmxNoConsole=1", "-DmxBoundsCheck=1"],
];
const common = ["-Os", "-std=gnu11", "-w", "-ffunction-sections", "-fdata-sections"];
const ownFiles = ["main.c", "probe.c", "tcp.c", "functions.c", "missing.c", "trace.c", "profile.c", "bare.c"];

const digest = (...parts) => {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 24);
};

/** All headers, as any object may depend on any of them. */
const headersIn = (folders) =>
	folders.flatMap((folder) =>
		readdirSync(folder)
			.sort()
			.filter((name) => /\.h$/.test(name) || name === "xsMemory.c" || name === "xsDefaults.c" || name === "xsRun.c")
			.map((name) => readFileSync(join(folder, name))),
	);

/** The compiler's own arithmetic for the core, unpacked once. */
async function unpackLibgcc() {
	const folder = join(libgcc, "xtensa");
	if (existsSync(folder)) return folder;
	process.stderr.write("bench/instructions: unpacking a part of the compiler's sources, this once\n");
	mkdirSync(cache, { recursive: true });
	const temporary = mkdtempSync(join(cache, "unpack-"));
	const strip = ["--strip-components=3", "--wildcards", "*/libgcc/config/xtensa/*"];
	await run("tar", ["-xf", findFile(gccSource), "-C", temporary, ...strip]);
	try {
		renameSync(temporary, libgcc);
	} catch (error) {
		if (!existsSync(folder)) throw error;
		rmSync(temporary, { recursive: true });
	}
	return folder;
}

async function libgccUnits({ compiler, libgcc: names }) {
	if (!names.length) return [];
	const folder = await unpackLibgcc();
	// The compiler's, not that beside the sources, which is of another core.
	const { stdout } = await run(compiler, ["-print-file-name=plugin/include"]);
	return names.map((name) => ({
		source: join(folder, "lib1funcs.S"),
		flags: [`-DL_${name}`],
		includes: [folder, stdout.trim()],
	}));
}

/** Compiles units, those that are not cached, and tells how far it is. The paths of the objects. */
async function compile(core, units, what) {
	const { compiler } = cores[core];
	const version = compilerVersion(core);
	mkdirSync(cache, { recursive: true });
	const objects = units.map(({ source, flags, depends, object }) =>
		object ? object : join(cache, `${digest(version, ...flags, readFileSync(source), ...(depends ?? []))}.o`),
	);
	const todo = units.map((_, i) => i).filter((i) => units[i].object || !existsSync(objects[i]));
	const tell = todo.length > 10;
	const live = process.stderr.isTTY;
	if (tell && !live) process.stderr.write(`bench/instructions: compiling ${what}, this once\n`);
	let done = 0;
	const work = async () => {
		while (done < todo.length) {
			const i = todo[done++];
			if (tell && live)
				process.stderr.write(`\rbench/instructions: compiling ${what}, this once: ${done}/${todo.length}`);
			const { source, flags, includes } = units[i];
			const temporary = `${objects[i]}.${process.pid}`;
			const args = [...flags, ...includes.map((path) => `-I${path}`), "-c", source, "-o", temporary];
			try {
				await run(compiler, args, { maxBuffer: 1 << 26 });
			} catch (error) {
				throw new Error(`${source} does not compile:\n${error.stderr}`);
			}
			renameSync(temporary, objects[i]);
		}
	};
	await Promise.all([work(), work()]);
	if (tell && live) process.stderr.write("\n");
	return objects;
}

/**
 * Builds the program that measures a suite, in a folder that is to be removed by whoever calls.
 * @param engine the folder "xs" of an engine.
 * @param checkout a Package.
 * @param more paths of modules by specifier that are not the package's.
 * @param profile with a call before each byte code.
 */
export async function build({ core, engine, suite, checkout, more = {}, profile = false }) {
	const { compiler, flags: coreFlags, link, sources: coreSources } = cores[core];
	const folder = mkdtempSync(join(tmpdir(), "mote-instructions-"));
	const modules = modulesOf(suite, checkout, more);
	const deviceSources = [...modules.keys()].flatMap((specifier) => checkout.sources(specifier));
	generate(folder, modules, deviceSources, profile);

	const own = join(here, "c");
	const engineIncludes = ["includes", "platforms", "sources"].map((name) => join(engine, name));
	const simulatorIncludes = simulator.folders.map((name) => join(repository, name));
	const includes = [own, ...engineIncludes, ...simulatorIncludes];
	const depends = headersIn(includes);
	const flags = [...coreFlags, ...common, ...definitions];
	// The simulator is written for the engine in @agoric/xsnap; later ones name one thing differently.
	const all = ["xsAll.h", "xsCommon.h"].map((name) => readFileSync(join(engine, "sources", name), "utf8")).join("");
	if (!/\bXS_STACK_OVERFLOW_EXIT\b/.test(all)) flags.push("-DXS_STACK_OVERFLOW_EXIT=XS_JAVASCRIPT_STACK_OVERFLOW_EXIT");

	const kept = [
		...engineFiles(engine).filter((path) => !(profile && basename(path) === "xsRun.c")),
		...simulatorFiles(),
		...[...ownFiles, ...coreSources, ...(profile ? ["traced-run.c"] : [])].map((name) => join(own, name)),
	].map((source) => ({ source, flags, includes, depends }));
	const particular = [...deviceSources, join(folder, "generated.c"), join(folder, "texts.S")].map((source, i) => ({
		source,
		flags,
		includes: [folder, ...includes, dirname(deviceSources[0] ?? own)],
		object: join(folder, `${i}.o`),
	}));
	const units = [
		...kept,
		...(await libgccUnits(cores[core])).map((each) => ({ ...each, flags: [...flags, ...each.flags] })),
		...particular,
	];
	const objects = await compile(core, units, `the XS engine for ${core}`);
	const program = join(folder, "program");
	const script = `-T${join(own, `${core}.ld`)}`;
	try {
		await run(compiler, [...link, "-nostartfiles", script, "-Wl,--gc-sections", ...objects, "-o", program, "-lm"]);
	} catch (error) {
		const lines = error.stderr.split("\n");
		throw new Error(`${suite} does not link:\n${lines.slice(0, 20).join("\n")}`);
	}
	return { folder, program, modules };
}
