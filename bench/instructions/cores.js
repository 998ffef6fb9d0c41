// The emulated cores: how to compile for one, how to run a program on it, and what is needed for that.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const picolibc = (triple) => `/usr/lib/${triple}/picolibc.specs`;

/**
 * For each core:
 * - compiler, flags, link: how to compile and link for it;
 * - sources: files in c/ for this core only;
 * - libgcc: functions to compile from the compiler's sources, because a chip has them in ROM and Debian's library lacks them;
 * - emulator: the command that runs a program;
 * - needs: other files, and the packages that install everything.
 *
 * The SDK compiles for ESP8266 with -Os. -O2 would give about 5 % less.
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

/** The first line of a program's version; undefined if the program is missing. */
function firstLine(program, option) {
	const { status, stdout } = spawnSync(program, [option], { encoding: "utf8" });
	return status === 0 ? stdout.split("\n")[0].trim() : undefined;
}

export const compilerVersion = (core) => firstLine(cores[core].compiler, "--version");

/** The archive of the compiler's sources, as installed by Debian's package; undefined if it is missing. */
export function compilerSources(core) {
	const folder = `/usr/src/gcc-${compilerMajor(core)}`;
	if (!existsSync(folder)) return undefined;
	const name = readdirSync(folder).find((each) => /^gcc-\d.*\.tar\.xz$/.test(each));
	return name && join(folder, name);
}

const compilerMajor = (core) => Number.parseInt(firstLine(cores[core].compiler, "-dumpversion") ?? "12", 10);

/** Why a core cannot be emulated on this machine; undefined if it can. */
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
