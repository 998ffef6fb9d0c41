// node bench/code.js [MODULE] [--concepts]: the byte code of a module in dist by function or by concept, compiled for
// a 32-bit device. A part's size is how much smaller the module is without it. References to a function count where
// they are.
import { parseArgs } from "node:util";
import { codeSizes } from "./code-sizes.js";
import { conceptOf, concepts } from "./concepts.js";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { concepts: { type: "boolean", default: false } },
});

/** Bytes and functions of each concept. What a class has besides its methods belongs to the class's own concept. */
function byConcept({ all, parts }) {
	const sums = new Map(concepts.map((concept) => [concept, { bytes: 0, functions: 0 }]));
	let rest = all;
	for (const { name, bytes, isWhole, isFunction } of parts) {
		const own = isWhole
			? bytes - parts.filter((each) => each.name.startsWith(`${name}.`)).reduce((sum, each) => sum + each.bytes, 0)
			: bytes;
		const concept = conceptOf(isWhole ? `${name}.` : name);
		if (!concept) throw new Error(`bench/concepts.js has no concept for ${name}`);
		const sum = sums.get(concept);
		sum.bytes += own;
		sum.functions += isFunction ? 1 : 0;
		rest -= own;
	}
	return { sums, rest };
}

if (values.concepts) {
	const clients = ["mote-mqtt", "mqtt5"];
	const measured = [];
	for (const name of clients) measured.push({ all: 0, ...(await codeSizes(name)) });
	const tables = measured.map(byConcept);
	const row = (name, cells) =>
		process.stdout.write(`| ${name} | ${cells.map((each) => each.toLocaleString("en")).join(" | ")} |\n`);
	process.stdout.write("| | 3.1.1: byte code | functions | 5.0: byte code | functions |\n|---|---|---|---|---|\n");
	for (const concept of concepts) {
		const cells = tables.flatMap(({ sums }) => Object.values(sums.get(concept)));
		if (cells.some(Boolean)) row(`${concept.isApart ? "" : "*"}${concept.name}${concept.isApart ? "" : "*"}`, cells);
	}
	row(
		"names of what is in the module",
		tables.flatMap(({ rest }) => [rest, 0]),
	);
	row(
		"all",
		measured.flatMap(({ all, parts }) => [all, parts.filter(({ isFunction }) => isFunction).length]),
	);
} else {
	const name = positionals[0] ?? "mote-mqtt";
	const { all, parts } = await codeSizes(name);
	const line = (bytes, text) => `${String(bytes).padStart(6)}  ${text}\n`;
	const rows = parts
		.sort((a, b) => b.bytes - a.bytes)
		.map((each) => line(each.bytes, `${each.isWhole ? "class " : ""}${each.name}`));
	process.stdout.write(line(all, `all of ${name}`) + rows.join(""));
}
