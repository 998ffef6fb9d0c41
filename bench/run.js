// npm run bench: what the client allocates, holds and weighs on the XS engine. Prints a table; writes results.json and memory.svg.
import { writeFileSync } from "node:fs";
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

if (process.argv.length > 2) {
	process.stdout.write(
		"npm run bench, without options: measures, prints tables, and writes bench/results.json and bench/memory.svg\n",
	);
	process.exit();
}

const progress = (text) => process.stderr.write(`${text}\n`);
const write = (name, content) => {
	writeFileSync(new URL(name, import.meta.url), content);
	progress(`bench/${name} written`);
};

/** Columns as wide as they need to be; numbers to the right. */
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

/** What one operation took, where `measured` is of all of them. */
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

progress("the XS engine, compiled if need be");
const possible = await widths((reason) => progress(`without 32-bit, as on a chip: ${reason}`));
const bits = Math.min(...possible);
const note = bits === 32 ? undefined : "64-bit: slots take 32 bytes, on a chip 16; chunks take more, too";

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
const byteCode = await measureByteCode(bits);
progress("memory over 10,000 messages");
const steady = await measureLine(bits, "bytes");
const saw = await measureLine(bits, "text");
progress("publishing in Node.js, beside MQTT.js");
const throughput = await measureThroughput();

progress("instructions on emulated cores");
const { compilers, rows: instructions } = await measureInstructions(progress);

const results = rows.filter(({ name }) => !name.startsWith(CONTROL));
const control = rows.filter(({ name }) => name.startsWith(CONTROL));
write(
	"results.json",
	`${JSON.stringify({ results, control, resident, "resident-v5": resident5, byteCode, throughput, compilers, instructions }, null, "\t")}\n`,
);
write("memory.svg", drawMemory(steady, saw, bits));

process.stdout.write(`
For each operation (the control publishes a string, to show that the check can fail):

${table([...results, ...control])}
A connected client with keep alive and one topic, without ${resident.buffers} bytes of buffers (${bits}-bit): ${resident.bytes} bytes
in ${resident.slots} slots and ${resident.chunkBytes} bytes of chunks${note ? ` (${note})` : ""}; with 5.0, ${resident5.bytes} bytes in
${resident5.slots} slots and ${resident5.chunkBytes} bytes of chunks

Bytes of code:

${table(Object.entries(byteCode).map(([module, bytes]) => ({ module, bytes })))}
Publishing at QoS 1 in Node.js, ${throughput[0].flight} messages in flight (medians):

${table(throughput)}
${instructions.length ? `Instructions for each operation:\n\n${table(instructions)}` : ""}`);
