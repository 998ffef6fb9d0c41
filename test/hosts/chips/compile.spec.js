// Compiles the native code of hosts/moddable for the chips without their vendors' toolchains: with the engine's
// headers, and stand-ins for all others in headers/. It is only compiled here; `npm run test:chip` also links and
// runs it. New files are found automatically. A file's name contains the platform that it is for; without one, it is
// for all.
import { deepEqual, equal, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { missing } from "../../require.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const native = join(root, "hosts/moddable");
const headers = fileURLToPath(new URL("headers/", import.meta.url));
const sources = readdirSync(native, { recursive: true })
	.filter((name) => name.endsWith(".c"))
	.sort();

/** How the platform of a file is recognized by its name. Other files are for all platforms. */
const platforms = {
	esp: /-esp\.c$/,
	esp32: /-esp32\.c$|^emulated\//,
	// The SDK's simulators and Mote's.
	simulators: /-(file|simulator)\.c$/,
};
const isOf = (platform, name) =>
	platforms[platform].test(name) || !Object.values(platforms).some((pattern) => pattern.test(name));

/** Makes warnings errors. */
const common = ["-c", "-Os", "-Wall", "-Wextra", "-Wpointer-arith", "-Werror"];
const freestanding = ["-ffreestanding", "-D__ets__"];
/** `flags`: the SDK's definitions for each chip. The SDK compiles with -std=gnu99 and gnu17. */
const chips = {
	"an ESP8266": {
		platform: "esp",
		name: "lx106",
		compiler: "xtensa-lx106-elf-gcc",
		packages: "gcc-xtensa-lx106",
		flags: [...freestanding, "-std=gnu99", "-mlongcalls", "-mtext-section-literals", "-DICACHE_FLASH", "-DESP8266"],
	},
	"an ESP32-C3": {
		platform: "esp32",
		name: "rv32",
		compiler: "riscv64-unknown-elf-gcc",
		packages: "gcc-riscv64-unknown-elf",
		flags: [...freestanding, "-std=gnu17", "-march=rv32imc", "-mabi=ilp32", "-DESP32=4"],
	},
	// Compiled for RISC-V too, so that code after an #if for it is checked. Debian has no compiler for an Xtensa
	// ESP32.
	"an ESP32-C6": {
		platform: "esp32",
		name: "rv32",
		compiler: "riscv64-unknown-elf-gcc",
		packages: "gcc-riscv64-unknown-elf",
		flags: [...freestanding, "-std=gnu17", "-march=rv32imac", "-mabi=ilp32", "-DESP32=5"],
	},
	"this machine": {
		platform: "simulators",
		name: "cc",
		compiler: "cc",
		packages: "gcc",
		// The engine's header expects size_t.
		flags: ["-std=gnu17", "-include", "stddef.h"],
	},
};

/** Folders with xs.h and xsmc.h. */
const engines = {
	"XS of @agoric/xsnap": join(
		dirname(createRequire(import.meta.url).resolve("@agoric/xsnap/package.json")),
		"moddable/xs/includes",
	),
};
if (process.env.MODDABLE) engines["XS of the SDK"] = join(process.env.MODDABLE, "xs/includes");

/** Returns the compiler's messages for a file; empty if there are none. */
function compile({ compiler, flags, platform }, engine, path) {
	const standIns = platform === "simulators" ? ["engine"] : ["libc", "engine", platform];
	const includes = standIns.map((name) => join(headers, name));
	// Numbers the names as xsl does in mc.xs.h.
	const names = [...new Set(readFileSync(path, "utf8").match(/\bxsID_\w+/g))].map((name, i) => `-D${name}=${i + 1}`);
	const folders = [...includes, engine].flatMap((folder) => ["-isystem", folder]);
	const args = [...common, ...flags, ...names, ...folders];
	const { stderr, status } = spawnSync(compiler, [...args, path, "-o", "/dev/null"], { encoding: "utf8" });
	return status === 0 ? stderr : stderr || `exit code ${status}`;
}

const absent = ({ compiler, packages }) =>
	spawnSync(compiler, ["--version"]).error && `${compiler} not found (on Debian: apt install ${packages})`;

describe("The native code of hosts/moddable", () => {
	it("is found", () => {
		ok(sources.length > 10);
		for (const platform of Object.keys(platforms))
			ok(
				sources.some((name) => platforms[platform].test(name)),
				platform,
			);
	});

	it("is compiled for at least one platform, all of it", () => {
		const compiled = Object.values(chips).flatMap(({ platform }) => sources.filter((name) => isOf(platform, name)));
		deepEqual([...new Set(compiled)].sort(), sources);
	});

	for (const [chip, settings] of Object.entries(chips)) {
		describe(`compiled for ${chip}`, () => {
			const reason = absent(settings);
			if (reason) return missing(settings.name, reason);

			it("would report what is undeclared, unused or of another signedness", () => {
				const path = join(headers, "wrong.c");
				const said = compile(settings, engines["XS of @agoric/xsnap"], path);
				for (const warning of ["implicit-function-declaration", "unused-variable", "sign-compare"])
					ok(said.includes(warning), `${warning}: ${said}`);
			});

			for (const [engine, folder] of Object.entries(engines)) {
				for (const name of sources.filter((name) => isOf(settings.platform, name))) {
					it(`has no warning, with ${engine}: ${name}`, () => {
						ok(existsSync(join(folder, "xsmc.h")), folder);
						equal(compile(settings, folder, join(native, name)).replaceAll(relative("", root), ""), "");
					});
				}
			}
		});
	}
});
