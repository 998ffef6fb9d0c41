// node bench/instructions/profile.js SUITE OPERATION: instructions of an operation by function, line or byte code.
// --help lists the options.
//
// The interpreter records each byte code before it runs it. The cost of that is subtracted. Instructions of a native
// function belong to the line that calls it.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { engines, runSuite } from "./measure.js";
import { Package, repository } from "./sources.js";

/** The instructions of recording that the counter itself does not see. */
const NOTING = 21;

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		help: { type: "boolean", default: false },
		by: { type: "string", default: "functions" },
		core: { type: "string", default: "lx106" },
		engine: { type: "string", default: engines.sdk ? "sdk" : "npm" },
		mote: { type: "string", default: process.env.MOTE ?? repository },
		device: { type: "string" },
		rows: { type: "string", default: "45" },
	},
});

if (options.help || !positionals.length) {
	process.stdout.write(`node bench/instructions/profile.js SUITE [OPERATION …]
  SUITE                 mote, mote5, ecma419, sdk, harness
  OPERATION             such as publish-qos0; default: all of the suite
  --by functions|lines|codes
  --rows NUMBER         of each; default: 45
  --core, --engine, --mote, --device: as in run.js. Default: lx106, with the SDK's engine if there is one
`);
	process.exit(options.help ? 0 : 2);
}

const [suite, ...operations] = positionals;
const checkout = new Package(options.mote, options.device);
const { lines, modules } = await runSuite({
	core: options.core,
	engine: options.engine,
	suite,
	checkout,
	profile: true,
});

const texts = new Map();
function textOf(module) {
	if (!texts.has(module)) {
		const path = modules.get(module);
		texts.set(module, path ? readFileSync(path, "utf8").split("\n") : []);
	}
	return texts.get(module);
}

/** The name of the function that contains a line, guessed from the layout of the package's code. */
function functionOf(module, line) {
	const text = textOf(module);
	for (let i = line - 1; i >= 0; i--) {
		const plain = /^(?:export )?(?:default )?(?:function (\w+)|const \w+ = (?:async )?\(.*\) => \{$)/.exec(
			text[i] ?? "",
		);
		if (plain) return plain[1] ?? text[i].split(" ")[1];
		const method =
			/^\s+(?:static |async |get |set )*(?!if|for|while|switch|return|else|do\b)([\w$#]+|\[\w+\])\([^()]*\) \{$/.exec(
				text[i] ?? "",
			);
		if (!method) continue;
		for (let j = i; j >= 0; j--) {
			const name = /^(?:export )?(?:default )?class (\w+)/.exec(text[j]);
			if (name) return `${name[1]}.${method[1]}`;
		}
		return method[1];
	}
	return "module";
}

const keys = {
	functions: ({ module, line }) => `${module}: ${functionOf(module, line)}`,
	lines: ({ module, line }) =>
		`${module}:${line} ${functionOf(module, line)} | ${(textOf(module)[line - 1] ?? "").trim().slice(0, 100)}`,
	codes: ({ code }) => code,
};
const keyOf = keys[options.by];
if (!keyOf) throw new Error(`--by: expected one of ${Object.keys(keys).join(", ")}`);

function sum(entries) {
	const groups = new Map();
	for (const entry of entries) {
		const key = keyOf(entry);
		const group = groups.get(key) ?? { instructions: 0, steps: 0 };
		group.instructions += entry.instructions;
		group.steps += entry.steps;
		groups.set(key, group);
	}
	return [...groups].sort(([, a], [, b]) => b.instructions - a.instructions);
}

const sections = [];
for (const [kind, ...fields] of lines) {
	if (kind === "profile") sections.push({ client: fields[0], operation: fields[1], entries: [] });
	else if (kind === "@") {
		const [module, line, steps, instructions, code] = fields;
		const entry = { module, line: Number(line), steps: Number(steps), code };
		sections.at(-1).entries.push({ ...entry, instructions: Number(instructions) - NOTING * Number(steps) });
	}
}
for (const { client, operation, entries } of sections) {
	if (operations.length && !operations.includes(operation)) continue;
	const total = entries.reduce((all, each) => all + each.instructions, 0);
	const steps = entries.reduce((all, each) => all + each.steps, 0);
	process.stdout.write(`\n${client}, ${operation}: ${total.toFixed(0)} instructions, ${steps.toFixed(0)} byte codes\n`);
	for (const [key, each] of sum(entries).slice(0, Number(options.rows))) {
		process.stdout.write(`${each.instructions.toFixed(0).padStart(8)} ${each.steps.toFixed(0).padStart(6)}  ${key}\n`);
	}
}
