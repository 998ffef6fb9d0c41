// Checks for the tools that the emulated chip needs.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MosquittoBroker } from "../brokers/mosquitto.js";

/** A QEMU with the chip: Espressif's or a fork. The original QEMU does not have it. */
export const qemu = process.env.MOTE_QEMU || "qemu-system-riscv32";
export const machine = "esp32c3";

/** The first line of a program's output; undefined if it cannot be run. */
function says(program, ...args) {
	const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
	return status === 0 ? stdout : undefined;
}

const first = (text) => text?.split("\n")[0].trim();

/** The missing tools, one line each, with instructions. */
export function missingTools({ MODDABLE, IDF_PATH } = process.env) {
	const lines = [];
	if (process.platform !== "linux") lines.push("this runs only on Linux");
	if (!MODDABLE) lines.push("MODDABLE is not set: install the Moddable SDK (8.2.3 or later), and set it to its folder");
	else {
		const tool = join(MODDABLE, "build/bin/lin/release/mcconfig");
		if (!existsSync(tool)) lines.push(`${tool} is missing: build the SDK's tools, as its documentation says`);
	}
	if (!IDF_PATH) {
		lines.push("IDF_PATH is not set: install ESP-IDF (the version that the SDK expects), and source its export.sh");
	} else {
		if (!existsSync(join(IDF_PATH, "tools/cmake/project.cmake")))
			lines.push(`IDF_PATH is ${IDF_PATH}, which has no ESP-IDF`);
		const compiler = first(says("riscv32-esp-elf-gcc", "--version"));
		if (!compiler) {
			lines.push("riscv32-esp-elf-gcc cannot be run: source ESP-IDF's export.sh (its install.sh brings the compiler)");
		} else if (Number.parseInt(says("riscv32-esp-elf-gcc", "-dumpversion"), 10) < 14) {
			lines.push(`${compiler} is too old: ESP-IDF 6 needs GCC 14 or later`);
		}
		if (spawnSync("sh", ["-c", "command -v idf.py"]).status)
			lines.push("idf.py is not in PATH: source ESP-IDF's export.sh");
	}
	const machines = says(qemu, "-machine", "help");
	if (machines === undefined) {
		lines.push(`${qemu} cannot be run: install Espressif's QEMU (idf_tools.py install qemu-riscv32), or set MOTE_QEMU`);
	} else if (!new RegExp(`^${machine}\\b`, "m").test(machines)) {
		lines.push(
			`${qemu} has no machine ${machine}: install Espressif's QEMU (idf_tools.py install qemu-riscv32), or set MOTE_QEMU`,
		);
	}
	const broker = MosquittoBroker.missing();
	if (broker) lines.push(`mosquitto is missing (on Debian: apt install mosquitto): ${broker}`);
	return lines;
}

/** Versions of the tools, for the record. */
export function versions() {
	const { MODDABLE, IDF_PATH } = process.env;
	return {
		moddable: readFileSync(join(MODDABLE, "tools/VERSION"), "utf8").trim(),
		idf: first(says("git", "-C", IDF_PATH, "describe", "--always", "--abbrev=0")),
		compiler: first(says("riscv32-esp-elf-gcc", "--version")),
		qemu: first(says(qemu, "--version")),
	};
}
