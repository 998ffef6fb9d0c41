// npm run bench: measures what the client allocates and holds on the XS engine, its code, and what a wake takes.
// Prints tables, and writes results.json and pictures.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { benchOptions } from "../commands/bench.js";
import { measureFleets } from "./fleets/measure.js";
import { drawFleets } from "./fleets/picture.js";
import { measureInstructions } from "./instructions/measure.js";
import {
	CONTROL,
	measureByteCode,
	measureLine,
	measureOperations,
	measureResident,
	OPERATIONS,
	SOCKETS,
	suffix,
	VERSIONS,
	widths,
} from "./measure.js";
import { drawMemory } from "./picture.js";
import { measureThroughput } from "./throughput.js";
import { missingBroker } from "./wakes/broker.js";
import { measureWakes } from "./wakes/measure.js";
import { drawWakes } from "./wakes/picture.js";

const { parts } = benchOptions();

const progress = (text) => process.stderr.write(`${text}\n`);
const write = (name, content) => {
	writeFileSync(new URL(name, import.meta.url), content);
	progress(`bench/${name} written`);
};

/** Prints a table with columns as wide as needed. Numbers are right-aligned. */
function table(rows) {
	const columns = Object.keys(rows[0]);
	const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
	const line = (cells, numeric) =>
		cells.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ");
	const numeric = columns.map((name) => typeof rows[0][name] === "number");
	const lines = rows.map((row) =>
		line(
			columns.map((name) => String(row[name])),
			numeric,
		),
	);
	return [line(columns, numeric), ...lines].map((text) => `${text.trimEnd()}\n`).join("");
}

/** The values of a fleet without a fault. */
const NO_FAULT = {
	client: "",
	devices: 0,
	kilobytesEach: 0,
	connectionsPerSecond: 0,
	triedWhileAway: "",
	mostInASecondThen: "",
	lastBackAfterSeconds: "",
	lost: "",
	crashed: "",
};

/** The round-trip time in milliseconds of the wakes in the picture. */
const PICTURED = 100;

/** A wake as a row of a table. */
function wakeLine({ client, variant, latency, milliseconds, roundTrips, sent, received, charge }) {
	const { ESP32, ESP8266 } = charge;
	return {
		client,
		variant,
		link: latency,
		milliseconds,
		roundTrips,
		sent: sent.bytes,
		received: received.bytes,
		"ESP32 mC": ESP32?.millicoulombs ?? "-",
		years: ESP32?.years ?? "-",
		"ESP8266 mC": ESP8266?.millicoulombs ?? "-",
		"years ": ESP8266?.years ?? "-",
	};
}

/** The figures of one operation, from totals. */
function perOperation({ name, engine, bits, socket, count, slots, chunkBytes, cHeapBytes, socketWrites }) {
	return {
		name,
		engine,
		bits,
		socket,
		slots: slots / count,
		chunkBytes: chunkBytes / count,
		cHeapBytes: cHeapBytes / count,
		socketWrites: socketWrites / count,
		count,
	};
}

const file = new URL("results.json", import.meta.url);
const results = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
const print = (text) => process.stdout.write(`\n${text}`);

progress("the XS engine, compiled if need be");
const possible = await widths((reason) => progress(`without 32-bit, as on a chip: ${reason}`));
const bits = Math.min(...possible);
const note = bits === 32 ? undefined : "64-bit: slots take 32 bytes, on a chip 16; chunks take more, too";

if (parts.has("operations")) {
	const rows = [];
	for (const width of possible) {
		for (const version of VERSIONS) {
			for (const socket of SOCKETS) {
				progress(`${width}-bit, ${socket}: ${OPERATIONS.map((name) => name + suffix(version)).join(", ")}`);
				rows.push(...(await measureOperations(width, socket, version)).map(perOperation));
			}
		}
	}
	progress("what a connected client holds, and byte code");
	const resident = { ...(await measureResident(bits)), note };
	const resident5 = { ...(await measureResident(bits, 5)), note };
	results.results = rows.filter(({ name }) => !name.startsWith(CONTROL));
	results.control = rows.filter(({ name }) => name.startsWith(CONTROL));
	results.resident = resident;
	results["resident-v5"] = resident5;
	results.byteCode = await measureByteCode(bits);
	print(`For each operation (the control publishes a string, to show that the check can fail):

${table([...results.results, ...results.control])}
A connected client with keep alive and one topic, without ${resident.buffers} bytes of buffers (${bits}-bit): ${resident.bytes} bytes
in ${resident.slots} slots and ${resident.chunkBytes} bytes of chunks${note ? ` (${note})` : ""}; with 5.0, ${resident5.bytes} bytes in
${resident5.slots} slots and ${resident5.chunkBytes} bytes of chunks

Bytes of code:

${table(Object.entries(results.byteCode).map(([module, bytes]) => ({ module, bytes })))}`);
}

if (parts.has("memory")) {
	progress("memory over 10,000 messages");
	write("memory.svg", drawMemory(await measureLine(bits, "bytes"), await measureLine(bits, "text"), bits));
}

if (parts.has("throughput")) {
	progress("publishing in Node.js, beside MQTT.js");
	const throughput = await measureThroughput();
	results.throughput = throughput;
	print(`Publishing at QoS 1 in Node.js, ${throughput[0].flight} messages in flight (medians):

${table(throughput)}`);
}

if (parts.has("instructions")) {
	progress("instructions on emulated cores");
	const { compilers, rows } = await measureInstructions(progress);
	results.compilers = compilers;
	results.instructions = rows;
	if (rows.length) print(`Instructions for each operation:\n\n${table(rows)}`);
}

if (parts.has("wakes") && missingBroker()) progress(`no wakes without mosquitto: ${missingBroker()}`);
else if (parts.has("wakes")) {
	progress("wakes over links of several lengths");
	const wakes = await measureWakes();
	results.wakes = wakes;
	write("wake.svg", drawWakes(wakes.filter(({ latency }) => latency === PICTURED)));
	print(`A wake of 12 readings, in milliseconds; charge is by a model (bench/wakes/charge.js):

${table(wakes.map(wakeLine))}`);
}

if (parts.has("fleets") && missingBroker()) progress(`no fleets without mosquitto: ${missingBroker()}`);
else if (parts.has("fleets")) {
	progress("a thousand devices, whose broker goes and comes back");
	const fleets = await measureFleets();
	results.fleets = fleets;
	write("fleet.svg", drawFleets(fleets));
	print(`A thousand devices, and as many clients of MQTT.js:

${table(fleets.rows.map((row) => ({ ...NO_FAULT, ...row })))}`);
}

write("results.json", `${JSON.stringify(results, null, "\t")}\n`);
