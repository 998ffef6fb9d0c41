// node bench/code.js [MODULE]: where the bytes of code of a module of dist are, by function: what the module has less without it, compiled for
// a device of 32 bits. What refers to a function counts there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { byteCode } from "mote-mqtt/simulator";
import ts from "typescript";

const name = process.argv[2] ?? "mote-mqtt";
const path = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
const text = readFileSync(path, "utf8");
const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** All that can be left out by itself, and what it is called. */
const parts = [];
for (const statement of source.statements) {
	if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
	const named = statement.name?.text ?? statement.declarationList?.declarations.map((each) => each.name.text).join();
	parts.push({ name: named ?? "?", node: statement, isWhole: ts.isClassDeclaration(statement) });
	if (!ts.isClassDeclaration(statement)) continue;
	for (const member of statement.members) {
		if (!ts.isConstructorDeclaration(member) || member.body.statements.length > 1)
			parts.push({ name: `${named}.${member.name?.text ?? "constructor"}`, node: member });
	}
}

const folder = mkdtempSync(join(tmpdir(), "mote-code-"));
try {
	const modules = { main: "./main", whole: "./whole" };
	writeFileSync(join(folder, "main.js"), "");
	// Each must be a program: only what is exported is not there any more.
	const compilable = (code) => code.replace(/^export \{[^}]*\};?$/gm, "");
	writeFileSync(join(folder, "whole.js"), compilable(text));
	parts.forEach(({ node }, i) => {
		modules[`part${i}`] = `./part${i}`;
		writeFileSync(join(folder, `part${i}.js`), compilable(text.slice(0, node.getStart()) + text.slice(node.end)));
	});
	writeFileSync(join(folder, "manifest.json"), JSON.stringify({ modules }));
	const sizes = await byteCode(join(folder, "manifest.json"), { bits: 32 });
	const rows = parts.map((part, i) => ({ ...part, bytes: sizes.whole - sizes[`part${i}`] }));
	rows.sort((a, b) => b.bytes - a.bytes);
	process.stdout.write(`${String(sizes.whole).padStart(6)}  all of ${name}\n`);
	for (const { name, bytes, isWhole } of rows)
		process.stdout.write(`${String(bytes).padStart(6)}  ${isWhole ? "class " : ""}${name}\n`);
} finally {
	rmSync(folder, { recursive: true });
}
