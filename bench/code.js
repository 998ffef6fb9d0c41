// node bench/code.js [MODULE] [--concepts]: where the bytes of code of a module of dist are, by function or by concept: what the module has less without it,
// compiled for a device of 32 bits. What refers to a function counts there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { byteCode } from "mote-mqtt/simulator";
import ts from "typescript";
import { conceptOf, concepts } from "./concepts.js";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { concepts: { type: "boolean", default: false } },
});

/** All that can be left out by itself: `{ name, node, isWhole, isFunction }`. */
function partsOf(source) {
	const parts = [];
	for (const statement of source.statements) {
		if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
		const declaration = statement.declarationList?.declarations[0];
		const name = statement.name?.text ?? declaration?.name.text ?? `? ${statement.getText().slice(0, 30)}`;
		const isWhole = ts.isClassDeclaration(statement);
		const isFunction =
			ts.isFunctionDeclaration(statement) || declaration?.initializer?.kind === ts.SyntaxKind.ArrowFunction;
		parts.push({ name, node: statement, isWhole, isFunction });
		if (!isWhole) continue;
		for (const member of statement.members) {
			// A class that derives from another, and has no constructor, gets one that takes more.
			if (!ts.isConstructorDeclaration(member) || member.body.statements.length > 1)
				parts.push({ name: `${name}.${member.name?.text ?? "constructor"}`, node: member, isFunction: true });
		}
	}
	return parts;
}

/** Bytes of a module, and of each of its parts. */
async function measure(name) {
	const path = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
	const text = readFileSync(path, "utf8");
	const parts = partsOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
	const folder = mkdtempSync(join(tmpdir(), "mote-code-"));
	try {
		const modules = { main: "./main", whole: "./whole" };
		writeFileSync(join(folder, "main.js"), "");
		// What is left out may be exported: that is no syntax error, where nothing is.
		const compilable = (code) => code.replace(/^export \{[^}]*\};?$/gm, "");
		writeFileSync(join(folder, "whole.js"), compilable(text));
		parts.forEach(({ node }, i) => {
			modules[`part${i}`] = `./part${i}`;
			writeFileSync(join(folder, `part${i}.js`), compilable(text.slice(0, node.getStart()) + text.slice(node.end)));
		});
		writeFileSync(join(folder, "manifest.json"), JSON.stringify({ modules }));
		const sizes = await byteCode(join(folder, "manifest.json"), { bits: 32 });
		return { all: sizes.whole, parts: parts.map((part, i) => ({ ...part, bytes: sizes.whole - sizes[`part${i}`] })) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Bytes and functions of each concept; what a class has beside its methods is its own concept's. */
function byConcept({ all, parts }) {
	const sums = new Map(concepts.map((concept) => [concept, { bytes: 0, functions: 0 }]));
	let rest = all;
	for (const { name, bytes, isWhole, isFunction } of parts) {
		const own = isWhole
			? bytes - parts.filter((each) => each.name.startsWith(`${name}.`)).reduce((sum, each) => sum + each.bytes, 0)
			: bytes;
		const concept = conceptOf(isWhole ? `${name}.` : name);
		if (!concept) throw new Error(`bench/concepts.js does not say what ${name} is`);
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
	for (const name of clients) measured.push({ all: 0, ...(await measure(name)) });
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
	const { all, parts } = await measure(name);
	const line = (bytes, text) => `${String(bytes).padStart(6)}  ${text}\n`;
	const rows = parts
		.sort((a, b) => b.bytes - a.bytes)
		.map((each) => line(each.bytes, `${each.isWhole ? "class " : ""}${each.name}`));
	process.stdout.write(line(all, `all of ${name}`) + rows.join(""));
}
