// The cores that are emulated: how to compile for one, run what was compiled, and what is needed for it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const picolibc = (triple) => `/usr/lib/${triple}/picolibc.specs`;

/**
 * For each core:
 * - compiler, flags, link: what compiles and links for it;
 * - sources: the files in c/ that only it needs;
 * - libgcc: functions to be taken from the compiler's own sources, as a chip has them in ROM and Debian's library lacks them;
 * - emulator: the command that runs a program;
 * - needs: files besides, and the packages that bring all of it.
 *
 * The SDK compiles for ESP8266 with -Os; -O2 would give about 5 % less.
 */
export const cores = {
	lx106: {
		chip: "ESP8266",
		compiler: "xtensa-lx106-elf-gcc",
		flags: [`--specs=${picolibc("xtensa-lx106-elf")}`, "-mlongcalls", "-mtext-section-literals"],
		link: [`--specs=${picolibc("xtensa-lx106-elf")}`],
		sources: ["core-lx106.c", "start-lx106.S", "arithmetic-lx106.c"],
		libgcc: [
			...["udivsi3", "divsi3", "umodsi3", "umulsidi3"],
			...["addsubdf3", "muldf3", "divdf3", "fixdfsi", "fixunsdfsi", "floatsidf", "truncdfsf2", "extendsfdf2"],
			...["addsubsf3", "mulsf3", "floatsisf", "fixunssfsi"],
		],
		// An instruction takes 128 ns. Without sleep=off, counts vary by one or two.
		emulator: [
			"qemu-system-xtensa",
			"-M",
			"sim",
			"-cpu",
			"lx106",
			"-m",
			"64",
			"-icount",
			"shift=7,sleep=off",
			"-semihosting",
		],
		needs: [picolibc("xtensa-lx106-elf")],
		packages: "gcc-xtensa-lx106 picolibc-xtensa-lx106-elf qemu-system-misc",
	},
	rv32: {
		chip: "ESP32-C3",
		compiler: "riscv64-unknown-elf-gcc",
		flags: ["-march=rv32imac", "-mabi=ilp32", "--specs=picolibc.specs"],
		link: ["-march=rv32imac", "-mabi=ilp32", "--specs=picolibc.specs"],
		sources: ["core-rv32.c", "start-rv32.S"],
		libgcc: [],
		emulator: [
			...["qemu-system-riscv32", "-M", "virt", "-m", "512", "-bios", "none", "-icount", "shift=0,sleep=off"],
			...["-semihosting-config", "enable=on,target=native"],
		],
		needs: [],
		packages: "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc",
	},
};

/** What a version option prints first; undefined if there is no such program. */
function firstLine(program, option) {
	const { status, stdout } = spawnSync(program, [option], { encoding: "utf8" });
	return status === 0 ? stdout.split("\n")[0].trim() : undefined;
}

export const compilerVersion = (core) => firstLine(cores[core].compiler, "--version");

/** The archive of the compiler's own sources, as Debian's package installs it; undefined if it is not there. */
export function compilerSources(core) {
	const folder = `/usr/src/gcc-${compilerMajor(core)}`;
	if (!existsSync(folder)) return undefined;
	const name = readdirSync(folder).find((each) => /^gcc-\d.*\.tar\.xz$/.test(each));
	return name && join(folder, name);
}

const compilerMajor = (core) => Number.parseInt(firstLine(cores[core].compiler, "-dumpversion") ?? "12", 10);

/** Why a core cannot be emulated here; undefined if it can. */
export function whyNot(core) {
	const { compiler, emulator, libgcc, needs, packages } = cores[core];
	const absent = [
		...[compiler, emulator[0]].filter((program) => !firstLine(program, "--version")),
		...needs.filter((path) => !existsSync(path)),
	];
	if (libgcc.length && !compilerSources(core)) absent.push("the compiler's sources");
	if (!absent.length) return undefined;
	const sources = libgcc.length ? ` gcc-${compilerMajor(core)}-source` : "";
	return `${absent.join(", ")} not found (on Debian: apt install ${packages}${sources})`;
}
