// Generates the files of a measuring program that depend on its modules.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const matches = (path, pattern) => [...readFileSync(path, "utf8").matchAll(pattern)].map(([, name]) => name);
const lines = (list, line) => list.map((each, i) => `${line(each, i)}\n`).join("");

/**
 * Writes the text of the modules, the C functions that they declare, and the identifiers that these use.
 * @param folder the output folder.
 * @param modules paths by specifier.
 * @param sources paths of the C files.
 * @param profile preloads no module, because preloaded code has no line numbers.
 */
export function generate(folder, modules, sources, profile) {
	const texts = [...modules].map(([specifier, path]) => ({ specifier, path, length: readFileSync(path).length }));
	const functions = texts.flatMap(({ path }) => matches(path, /@ "(\w+)"/g));
	const identifiers = [...new Set(sources.flatMap((path) => matches(path, /\bxsID_(\w+)/g)))];
	// As in an app's manifest, libraries are preloaded and the app's own modules are not.
	const isPreloaded = (specifier) => !profile && /^mote-mqtt|:/.test(specifier);

	const text = ({ path }, i) => `.globl text${i}\ntext${i}: .incbin ${JSON.stringify(path)}\n.byte 0`;
	writeFileSync(join(folder, "texts.S"), `.data\n${lines(texts, text)}`);

	const identifier = (name) => `extern int identifierOf_${name};\n#define xsID_${name} identifierOf_${name}`;
	writeFileSync(join(folder, "mc.xs.h"), lines(identifiers, identifier));

	const module = ({ specifier, length }, i) =>
		`\t{ .specifier = ${JSON.stringify(specifier)}, .source = text${i}, .sourceLength = ${length}, .preload = ${isPreloaded(specifier)} },`;
	writeFileSync(
		join(folder, "generated.c"),
		`#include "machine.h"

const bool profiling = ${profile};

${lines(texts, (_, i) => `extern char text${i}[];`)}
Module embedded[] = {
${lines(texts, module)}};
int embeddedCount = ${texts.length};

${lines(functions, (name) => `extern void ${name}(txMachine*);`)}
const NamedFunction namedFunctions[] = {
${lines(functions, (name) => `\t{ "${name}", ${name} },`)}\t{ NULL, NULL },
};
int namedFunctionCount = ${functions.length};

${lines(identifiers, (name) => `int identifierOf_${name};`)}
void nameIdentifiers(txMachine* root)
{
	(void)root;
${lines(identifiers, (name) => `\tidentifierOf_${name} = nameOf(root, "${name}");`)}}
`,
	);
}
