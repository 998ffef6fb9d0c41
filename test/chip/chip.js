// An ESP32-C3 emulated by QEMU. Apps are built by mcconfig as for a board, and booted. The chip's Ethernet reaches
// this machine as 10.0.2.2.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { Device } from "../examples/device.js";
import { machine, qemu } from "./tools.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** This machine's address as the chip sees it. */
export const HOST = "10.0.2.2";

/**
 * Milliseconds for a test. Building does not count, because it blocks the process. QEMU sometimes hangs without a
 * message, so a test has several tries.
 */
const PATIENCE = 90_000;
const TRIES = 3;
const chips = new Set();

beforeEach(function () {
	this.currentTest.timeout(PATIENCE);
	this.currentTest.retries(TRIES - 1);
});

afterEach(function () {
	if (this.currentTest.isFailed() || this.currentTest.timedOut)
		for (const chip of chips) process.stderr.write(`the chip has printed:\n${chip.lines.join("\n")}\n`);
	chips.clear();
});

/**
 * The build folder, kept for the next run. All apps have the same name, so that ESP-IDF, which takes minutes to
 * compile, is compiled only once. Everything else that mcconfig has made for the previous app is deleted.
 */
const output = join(root, "build/chip");
const NAME = "app";
const made = join(output, "tmp/esp32", machine, "release", NAME);
const IDF = `xsProj-${machine}`;
const built = join(output, "bin/esp32", machine, "release", NAME);

/** The size of flash and its partitions, as in the SDK's partitions.csv. */
const FLASH = 4 << 20;
const LAYOUT = { "bootloader.bin": 0x0, "partition-table.bin": 0x8000, "xs_esp32.bin": 0x10000 };

/**
 * Builds an app. Returns the path of an image of its flash.
 * @param folder the folder of its manifest.json.
 * @param config overrides the manifest's.
 * @param more other properties of the manifest.
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
	// mcconfig continues when ESP-IDF has failed, so the result is checked.
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

/** The size of the last built app in bytes. */
export const imageSize = () => readFileSync(join(built, "xs_esp32.bin")).length;

/** With `-icount shift=3`, an instruction takes this much of the chip's time, however busy this machine is. */
export const NANOSECONDS = 8;

/** The chip. Its lines are its output. */
class Chip extends Device {
	#monitor;

	constructor(device, monitor) {
		super(device);
		this.#monitor = monitor;
	}

	/** Presses the reset button. RTC memory is kept. */
	async reset() {
		const socket = connect(this.#monitor);
		socket.setEncoding("utf8").write('{"execute":"qmp_capabilities"}\n{"execute":"system_reset"}\n');
		for await (const text of socket) if (text.includes('"RESET"')) break;
	}
}

/** Boots an image. Returns a Chip. @param delay what the network takes in each direction at most, in milliseconds. */
export function boot(flash, { delay } = {}) {
	const monitor = join(mkdtempSync(join(tmpdir(), "mote-chip-")), "monitor");
	// Writes to flash are discarded at the end.
	const drive = `file=${flash},if=mtd,format=raw,snapshot=on`;
	const args = [
		"-nographic",
		// Without "mon:", nothing is printed if standard input is closed.
		"-serial",
		"mon:stdio",
		"-machine",
		machine,
		"-drive",
		drive,
		"-nic",
		"user,model=open_eth,id=network",
		"-icount",
		"shift=3",
		"-qmp",
		`unix:${monitor},server=on,wait=off`,
	];
	if (delay) args.push("-object", `filter-buffer,id=delay,netdev=network,interval=${delay * 1_000}`);
	const child = spawn(qemu, args, { stdio: ["ignore", "pipe", "pipe"] });
	// Lines end with CR LF, as on a terminal.
	const stdout = new PassThrough();
	child.stdout.setEncoding("latin1").on("data", (text) => stdout.write(text.replaceAll("\r", "")));
	child.stdout.on("end", () => stdout.end());
	const exit = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve(code ?? 137));
	});
	exit.finally(() => rmSync(dirname(monitor), { recursive: true })).catch(() => {});
	const device = { process: { stdout, stderr: child.stderr, kill: (signal) => child.kill(signal) }, exit };
	const chip = new Chip(device, monitor);
	chips.add(chip);
	return chip;
}
