// Runs the apps in bench/device on the XS engine and returns their measurements.
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { byteCode, SimulatorError, simulate } from "mote-mqtt/simulator";
import { startBroker } from "./broker.js";

/** Operations that must not allocate. The device also measures a control, which does allocate. */
export const OPERATIONS = ["publish-qos0", "publish-qos1", "receive-qos0", "receive-qos1", "ping"];
export const CONTROL = "control";
export const SOCKETS = ["tcp", "memory"];
export const COUNT = 10_000;

/** The versions of MQTT as in CONNECT: 3.1.1 and 5.0. */
export const VERSIONS = [4, 5];

/** The suffix of a measurement's name for a version. */
export const suffix = (version) => (version === 5 ? "-v5" : "");

/** In milliseconds. A device that runs longer is stuck; it should need a few seconds. */
const STUCK = 120_000;

const manifest = (app) => fileURLToPath(new URL(`device/${app}/manifest.json`, import.meta.url));

/**
 * The pointer widths that this machine can compile for: 64 and, as on the chips, 32. @param missing is called with
 * the reason if one cannot be used.
 */
export async function widths(missing) {
	await byteCode(manifest("resident"));
	try {
		await byteCode(manifest("resident"), { bits: 32 });
		return [64, 32];
	} catch (error) {
		if (!(error instanceof SimulatorError && error.message.includes("for 32 bits"))) throw error;
		missing(error.message);
		return [64];
	}
}

/** Runs an app with a broker of its own. Returns its output. */
async function run(app, bits, config) {
	const broker = await startBroker(config.version);
	try {
		const options = { bits, config: { port: broker.port, ...config }, stdio: ["ignore", "pipe", "pipe"] };
		const device = await simulate(manifest(app), options);
		const guard = setTimeout(() => device.process.kill("SIGKILL"), STUCK);
		const [stdout, stderr, code] = await Promise.all([
			text(device.process.stdout),
			text(device.process.stderr),
			device.exit.finally(() => clearTimeout(guard)),
		]);
		if (code) throw new Error(`bench/device/${app}, ${bits}-bit, ended with exit code ${code}\n${stdout}${stderr}`);
		return stdout;
	} finally {
		await broker.stop();
	}
}

/**
 * What `count` of each operation allocated with the garbage collector off, and how often the socket's write was
 * called. The control comes last.
 * @param socket "tcp": the machine's, to a broker; "memory": one whose peer is in the same memory.
 * @param version one of VERSIONS.
 */
export async function measureOperations(bits, socket, version = 4, count = COUNT) {
	const measured = JSON.parse(await run("operations", bits, { version, socket, count }));
	return measured.map((each) => ({ ...each, name: each.name + suffix(version), engine: "xs", bits, socket }));
}

/**
 * What a connected client with keep alive and one Topic holds. `buffers` are the bytes of its buffers, which are not
 * part of chunkBytes.
 */
export async function measureResident(bits, version = 4) {
	const { slots, chunkBytes, buffers } = JSON.parse(await run("resident", bits, { version }));
	const reserved = buffers.send + buffers.receive + buffers.unacknowledged;
	const slotSize = bits === 32 ? 16 : 32;
	return {
		bits,
		slots,
		chunkBytes: chunkBytes - reserved,
		buffers: reserved,
		bytes: slots * slotSize + chunkBytes - reserved,
	};
}

/** The size of the byte code of each module of the package. */
export async function measureByteCode(bits) {
	const sizes = await byteCode(manifest("resident"), { bits });
	const names = Object.keys(sizes).filter((name) => name === "mote-mqtt" || name.startsWith("mote-mqtt/"));
	return Object.fromEntries(names.sort().map((name) => [name, sizes[name]]));
}

/**
 * Memory in use after each of `count` messages with the garbage collector on, and the collections so far, in two
 * arrays.
 * @param payload "bytes": from a fixed buffer; "text": a new string each.
 */
export async function measureLine(bits, payload, count = COUNT) {
	const lines = (await run("line", bits, { payload, count })).trimEnd().split("\n");
	const samples = lines.map((line) => line.split(" ").map(Number));
	return { bytes: samples.map(([bytes]) => bytes), collections: samples.at(-1)[1] - samples[0][1] };
}
