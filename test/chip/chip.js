// An ESP32-C3 that QEMU emulates: apps are built by mcconfig as they are for a board, and booted. Its Ethernet ends at this machine, which it sees
// as 10.0.2.2.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { Device } from "../examples/device.js";
import { machine, qemu } from "./tools.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** This machine, as the chip sees it. */
export const HOST = "10.0.2.2";

/**
 * Where everything is built, kept for the next run. All apps have one name, so that ESP-IDF, which takes minutes, is compiled once: of what
 * mcconfig has made for the app before, only that is kept.
 */
const output = join(root, "build/chip");
const NAME = "app";
const made = join(output, "tmp/esp32", machine, "release", NAME);
const IDF = `xsProj-${machine}`;
const built = join(output, "bin/esp32", machine, "release", NAME);

/** Bytes of flash, and what lies where in it: as in the SDK's partitions.csv. */
const FLASH = 4 << 20;
const LAYOUT = { "bootloader.bin": 0x0, "partition-table.bin": 0x8000, "xs_esp32.bin": 0x10000 };

/**
 * Builds an app, and returns the path of an image of its flash.
 * @param folder where its manifest.json is.
 * @param config laid over the manifest's own.
 * @param more what else the manifest is to say.
 */
export function build(folder, config, more = {}) {
	const app = join(output, "apps", NAME);
	mkdirSync(app, { recursive: true });
	const include = [join(folder, "manifest.json"), join(root, "manifests/emulated.json"), ...(more.include ?? [])];
	writeFileSync(join(app, "manifest.json"), JSON.stringify({ ...more, include }, null, "\t"));
	if (existsSync(made))
		for (const name of readdirSync(made)) if (name !== IDF) rmSync(join(made, name), { recursive: true });
	rmSync(built, { recursive: true, force: true });
	const given = Object.entries({ host: HOST, ...config }).map(([name, value]) => `${name}=${value}`);
	const start = Date.now();
	process.stderr.write(`building ${folder} …\n`);
	const args = ["-m", "-p", `esp32/${machine}`, "-t", "build", "-o", output, ...given];
	const path = `${process.env.MODDABLE}/build/bin/lin/release:${process.env.PATH}`;
	const { status, stdout, stderr, error } = spawnSync("mcconfig", args, {
		cwd: app,
		env: { ...process.env, PATH: path },
		encoding: "utf8",
		maxBuffer: 1 << 28,
	});
	if (error) throw error;
	// It goes on where ESP-IDF has failed.
	if (status || !existsSync(join(built, "xs_esp32.bin")))
		throw new Error(`mcconfig ${args.join(" ")}\n${stdout}${stderr}`);
	process.stderr.write(`building ${folder}: ${((Date.now() - start) / 1000).toFixed(0)} s\n`);
	return image();
}

const images = [];
process.on("exit", () => {
	for (const path of images) rmSync(path, { force: true });
});

function image() {
	const flash = Buffer.alloc(FLASH, 0xff);
	for (const [name, at] of Object.entries(LAYOUT)) readFileSync(join(built, name)).copy(flash, at);
	const path = join(output, `flash-${process.pid}-${images.length}.bin`);
	images.push(path);
	writeFileSync(path, flash);
	return path;
}

/** Bytes of the app that was built last. */
export const imageSize = () => readFileSync(join(built, "xs_esp32.bin")).length;

/** With `-icount shift=3`, an instruction takes so much of the chip's time, whatever this machine does meanwhile. */
export const NANOSECONDS = 8;

/** Boots an image. Returns a Device, whose lines are what the chip prints. */
export function boot(flash) {
	// What the chip writes into its flash is forgotten.
	const drive = `file=${flash},if=mtd,format=raw,snapshot=on`;
	const args = [
		"-nographic",
		"-machine",
		machine,
		"-drive",
		drive,
		"-nic",
		"user,model=open_eth",
		"-icount",
		"shift=3",
	];
	const child = spawn(qemu, args, { stdio: ["ignore", "pipe", "pipe"] });
	// Lines end as terminals have it.
	const stdout = new PassThrough();
	child.stdout.setEncoding("latin1").on("data", (text) => stdout.write(text.replaceAll("\r", "")));
	child.stdout.on("end", () => stdout.end());
	const exit = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve(code ?? 137));
	});
	return new Device({ process: { stdout, stderr: child.stderr, kill: (signal) => child.kill(signal) }, exit });
}
