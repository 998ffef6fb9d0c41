// node bench/code.js [MODULE]: where the bytes of code of a module of dist are, by function: what the module has less without it, compiled for
// a device of 32 bits. What refers to a function counts there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { byteCode } from "mote-mqtt/simulator";
import ts from "typescript";

/** All of a module of dist that can be left out by itself: `{ name, bytes, isStatement, isClass }`, the largest first; and all of it. */
export async function codeSizes(module) {
	const path = fileURLToPath(new URL(`../dist/${module}.js`, import.meta.url));
	const text = readFileSync(path, "utf8");
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	const parts = [];
	for (const statement of source.statements) {
		if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
		const named = statement.name?.text ?? statement.declarationList?.declarations.map((each) => each.name.text).join();
		const isClass = ts.isClassDeclaration(statement);
		parts.push({ name: named ?? "?", node: statement, isStatement: true, isClass });
		if (!isClass) continue;
		for (const member of statement.members) {
			if (!ts.isConstructorDeclaration(member) || member.body.statements.length > 1)
				parts.push({
					name: `${named}.${member.name?.text ?? "constructor"}`,
					node: member,
					isStatement: false,
					isClass: false,
				});
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
		const rows = parts.map(({ node: _, ...part }, i) => ({ ...part, bytes: sizes.whole - sizes[`part${i}`] }));
		return { all: sizes.whole, rows: rows.sort((a, b) => b.bytes - a.bytes) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const name = process.argv[2] ?? "mote-mqtt";
	const { all, rows } = await codeSizes(name);
	process.stdout.write(`${String(all).padStart(6)}  all of ${name}\n`);
	for (const { name, bytes, isClass } of rows)
		process.stdout.write(`${String(bytes).padStart(6)}  ${isClass ? "class " : ""}${name}\n`);
}
