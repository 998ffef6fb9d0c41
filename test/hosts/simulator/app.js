// Creates apps for the simulator.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { byteCode, SimulatorError, simulate, simulateToEnd } from "../../../dist/simulator/simulate.js";

export { byteCode, SimulatorError, simulate, simulateToEnd };

const folders = [];
process.on("exit", () => {
	for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** Writes files into a new folder, which is deleted when the process ends. An object is written as JSON. */
export function folder(files) {
	const path = mkdtempSync(join(tmpdir(), "mote-simulator-"));
	folders.push(path);
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(path, name)), { recursive: true });
		writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
	}
	return path;
}

/** The manifest of an app with a main module and other settings. */
export function app(main, manifest = {}, files = {}) {
	const { modules, ...rest } = manifest;
	const path = folder({
		...files,
		"main.js": main,
		"manifest.json": { modules: { "*": "./main", ...modules }, ...rest },
	});
	return join(path, "manifest.json");
}

/** Runs a main module to its end. */
export function run(main, { manifest, files, ...options } = {}) {
	return simulateToEnd(app(main, manifest, files), options);
}

/** A hook: the first run of each width compiles the engine. */
export function compiled() {
	this.timeout(600_000);
	return widths();
}

/** The widths that this machine can compile for. */
export async function widths() {
	const possible = [];
	for (const bits of [64, 32]) {
		try {
			const { code, stderr } = await run("", { bits });
			if (code) throw new Error(stderr);
			possible.push(bits);
		} catch (error) {
			if (bits === 64 || !error.message.includes("gcc-multilib")) throw error;
		}
	}
	return possible;
}

/** Runs a server on a free port while `use` runs, which receives the port. */
export async function serving(onConnection, use) {
	const sockets = new Set();
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		onConnection(socket);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	try {
		return await use(server.address().port);
	} finally {
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => server.close(resolve));
	}
}
