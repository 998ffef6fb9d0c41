// Measures the byte code of each part of a module in dist.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { byteCode } from "mote-mqtt/simulator";
import ts from "typescript";

/** The parts of a module that can be removed individually: `{ name, node, isWhole, isFunction }`. */
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
			// A derived class without a constructor gets a default one, which is larger.
			if (!ts.isConstructorDeclaration(member) || member.body.statements.length > 1)
				parts.push({ name: `${name}.${member.name?.text ?? "constructor"}`, node: member, isFunction: true });
		}
	}
	return parts;
}

/**
 * The byte code of a module and of each part, in bytes, compiled for a 32-bit device. A part's size is how much
 * smaller the module is without it. References to a function count where they are.
 */
export async function codeSizes(name) {
	const path = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
	const text = readFileSync(path, "utf8");
	const parts = partsOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
	const folder = mkdtempSync(join(tmpdir(), "mote-code-"));
	try {
		const modules = { main: "./main", whole: "./whole" };
		writeFileSync(join(folder, "main.js"), "");
		// A removed part may be exported. Without the export statement, the rest compiles.
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
