// node bench/instructions/run.js: CPU instructions for each operation, on an emulated core. --help lists the options.
import { parseArgs } from "node:util";
import { compilerVersion, cores, whyNot } from "./cores.js";
import { writeExpected } from "./expected.js";
import { engines, measureEngine, measureSuite, suitesFor } from "./measure.js";
import { Package, repository } from "./sources.js";

const { values: options } = parseArgs({
	options: {
		help: { type: "boolean", default: false },
		core: { type: "string" },
		engine: { type: "string" },
		suite: { type: "string", multiple: true },
		write: { type: "boolean", default: false },
		mote: { type: "string", default: process.env.MOTE ?? repository },
		device: { type: "string" },
	},
});

if (options.help) {
	process.stdout.write(`node bench/instructions/run.js
  --core ${Object.keys(cores).join("|")}      default: all whose compiler is installed
  --engine npm|sdk      that of @agoric/xsnap, or of the SDK in $MODDABLE; default: all
  --suite NAME          mote, mote5, websocket, ecma419, sdk, harness (what the measuring itself costs), alignment; may be repeated
  --mote FOLDER         another checkout, built ("npm run build"); or $MOTE
  --device FOLDER       a checkout whose hosts/moddable is taken
  --write               put this checkout's counts on lx106 with the engine of @agoric/xsnap into expected.json, and nothing else
`);
	process.exit();
}

if (options.write) {
	writeExpected(compilerVersion("lx106"), await measureEngine("lx106", "npm"));
	process.exit();
}

const checkout = new Package(options.mote, options.device);
for (const core of options.core ? [options.core] : Object.keys(cores)) {
	const reason = whyNot(core);
	if (reason) {
		process.stderr.write(`${core}: ${reason}\n`);
		continue;
	}
	process.stdout.write(`${core} (${cores[core].chip}), ${compilerVersion(core)}\n`);
	for (const engine of options.engine ? [options.engine] : Object.keys(engines)) {
		for (const suite of options.suite ?? suitesFor(engine)) {
			try {
				for (const row of await measureSuite({ core, engine, suite, checkout })) {
					const { client, operation, instructions, slots, chunkBytes, cHeapBytes } = row;
					const name = `${row.engine}  ${client.padEnd(18)} ${operation.padEnd(24)}`;
					const memory =
						slots || chunkBytes || cHeapBytes ? `  ${slots} slots, ${chunkBytes} bytes, C heap ${cHeapBytes}` : "";
					process.stdout.write(`${name} ${String(instructions).padStart(9)}${memory}\n`);
				}
			} catch (error) {
				process.stderr.write(`${engine} ${suite}: ${error.message}\n`);
				process.exitCode = 1;
			}
		}
	}
}
