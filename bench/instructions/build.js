// Compiles a measuring program: the engine, the simulator's device, a suite and the modules that it measures. Objects
// are cached by the hash of their inputs.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { compilerSources, compilerVersion, cores } from "./cores.js";
import { generate } from "./generate.js";
import { engineFiles, here, modulesOf, simulatorFiles, simulatorFolder } from "./sources.js";

const run = promisify(execFile);

const cache = join(
	process.env.MOTE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mote-mqtt"),
	"instructions",
);

const definitions = [
	...["-D_GNU_SOURCE", "-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"'],
	...["-DmxParse=1", "-DmxRun=1", "-DmxNoConsole=1", "-DmxBoundsCheck=1"],
];
const common = ["-Os", "-std=gnu11", "-w", "-ffunction-sections", "-fdata-sections"];
const ownFiles = [
	"main.c",
	"probe.c",
	"tcp.c",
	"functions.c",
	"missing.c",
	"trace.c",
	"profile.c",
	"bare.c",
	"frames.c",
];

const digest = (...parts) => {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 24);
};

/** All headers, because any object may depend on any of them. */
const headersIn = (folders) =>
	folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true })
			.sort()
			.filter((name) => /\.h$/.test(name) || name === "xsMemory.c" || name === "xsDefaults.c" || name === "xsRun.c")
			.map((name) => readFileSync(join(folder, name))),
	);

/** Unpacks the compiler's arithmetic functions for a core, once. Returns the path of the sources. */
async function unpackLibgcc(core) {
	const archive = compilerSources(core);
	const folder = join(cache, `libgcc-${basename(archive, ".tar.xz")}`);
	if (existsSync(folder)) return join(folder, "xtensa");
	process.stderr.write("bench/instructions: unpacking a part of the compiler's sources, only once\n");
	const temporary = mkdtempSync(join(cache, "unpack-"));
	const part = ["--strip-components=3", "--wildcards", "*/libgcc/config/xtensa/*"];
	await run("tar", ["-xf", archive, "-C", temporary, ...part]);
	try {
		renameSync(temporary, folder);
	} catch (error) {
		if (!existsSync(folder)) throw error;
		rmSync(temporary, { recursive: true });
	}
	return join(folder, "xtensa");
}

async function libgccUnits(core) {
	const { compiler, libgcc: names } = cores[core];
	if (!names.length) return [];
	const folder = await unpackLibgcc(core);
	// The compiler's own headers. Those beside the sources are for another core.
	const { stdout } = await run(compiler, ["-print-file-name=plugin/include"]);
	return names.map((name) => ({
		source: join(folder, "lib1funcs.S"),
		flags: [...cores[core].flags, `-DL_${name}`],
		includes: [folder, stdout.trim()],
		depends: [],
	}));
}

/** Compiles the units that are not cached and shows the progress. Returns the paths of the objects. */
async function compile(core, units, what) {
	const { compiler } = cores[core];
	const version = compilerVersion(core);
	const objects = units.map(({ source, flags, depends, object }) =>
		object ? object : join(cache, `${digest(version, ...flags, readFileSync(source), ...depends)}.o`),
	);
	const todo = units.map((_, i) => i).filter((i) => units[i].object || !existsSync(objects[i]));
	const tell = todo.length > 10;
	const live = process.stderr.isTTY;
	if (tell && !live) process.stderr.write(`bench/instructions: compiling ${what} (only once)\n`);
	let done = 0;
	const work = async () => {
		while (done < todo.length) {
			const i = todo[done++];
			if (tell && live)
				process.stderr.write(`\rbench/instructions: compiling ${what} (only once): ${done}/${todo.length}`);
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

/** The units that do not depend on the measured modules. They are compiled only once. */
async function lastingUnits(core, engine, profile) {
	const own = join(here, "c");
	const inEngine = ["includes", "platforms", "sources"].map((name) => join(engine, name));
	const includes = [own, ...inEngine, simulatorFolder];
	const flags = [...cores[core].flags, ...common, ...definitions];
	// The simulator is written for the engine in @agoric/xsnap. Later engines have another name for one constant.
	const all = ["xsAll.h", "xsCommon.h"].map((name) => readFileSync(join(engine, "sources", name), "utf8")).join("");
	if (!/\bXS_STACK_OVERFLOW_EXIT\b/.test(all)) flags.push("-DXS_STACK_OVERFLOW_EXIT=XS_JAVASCRIPT_STACK_OVERFLOW_EXIT");

	const ofEngine = [readFileSync(join(own, "platform.h")), ...headersIn(inEngine)];
	const ofAll = headersIn(includes);
	const ownSources = [...ownFiles, ...cores[core].sources, ...(profile ? ["traced-run.c"] : [])];
	const units = [
		...engineFiles(engine)
			.filter((path) => !(profile && basename(path) === "xsRun.c"))
			.map((source) => ({ source, depends: ofEngine })),
		...[...simulatorFiles(), ...ownSources.map((name) => join(own, name))].map((source) => ({
			source,
			depends: ofAll,
		})),
	].map((unit) => ({ ...unit, flags, includes }));
	return { units: [...units, ...(await libgccUnits(core))], flags, includes };
}

/**
 * Builds the program that measures a suite, in a new folder that the caller removes.
 * @param engine the folder "xs" of an engine.
 * @param checkout a Package.
 * @param more paths by specifier of modules that do not belong to the package.
 * @param profile inserts a call before each byte code.
 */
export async function build({ core, engine, suite, checkout, more = {}, profile = false }) {
	mkdirSync(cache, { recursive: true });
	const { units, flags, includes } = await lastingUnits(core, engine, profile);
	const lasting = await compile(core, units, `the XS engine for ${core}`);
	const folder = mkdtempSync(join(tmpdir(), "mote-instructions-"));
	try {
		const modules = modulesOf(suite, checkout, more);
		const native = [...modules.keys()].flatMap((specifier) => checkout.sources(specifier));
		generate(folder, modules, native, profile);
		const sources = [...native, join(folder, "generated.c"), join(folder, "texts.S")];
		const own = sources.map((source, i) => ({
			source,
			flags,
			includes: [folder, dirname(source), ...includes],
			object: join(folder, `${i}.o`),
		}));
		const objects = [...lasting, ...(await compile(core, own, suite))];
		const program = join(folder, "program");
		await link(core, objects, program);
		return { folder, program, modules };
	} catch (error) {
		rmSync(folder, { recursive: true });
		throw error;
	}
}

async function link(core, objects, program) {
	const { compiler, link } = cores[core];
	const script = `-T${join(here, "c", `${core}.ld`)}`;
	try {
		await run(compiler, [...link, "-nostartfiles", script, "-Wl,--gc-sections", ...objects, "-o", program, "-lm"]);
	} catch (error) {
		throw new Error(`the program does not link:\n${error.stderr.split("\n").slice(0, 20).join("\n")}`);
	}
}
