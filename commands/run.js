// Runs the command NAME for the scripts in package.json: `node commands/run.js NAME …`. The options are checked
// first, so that --help and mistakes are answered without waiting for a build. Then the package is built if
// necessary, and the command's program runs with the same arguments.
import { benchOptions } from "./bench.js";
import { build } from "./build.js";
import { chipOptions } from "./chip.js";
import { fuzzOptions } from "./fuzz.js";
import { moddableOptions } from "./moddable.js";
import { startOptions } from "./start.js";

const commands = {
	start: { options: startOptions, program: "../examples/start.js" },
	bench: { options: benchOptions, program: "../bench/run.js" },
	fuzz: { options: fuzzOptions, program: "../test/fuzz/main.js" },
	chip: { options: chipOptions, program: "../test/chip/run.js" },
	moddable: { options: moddableOptions, program: "../test/hosts/moddable/run.js" },
};

const { options, program } = commands[process.argv[2]];
process.argv.splice(1, 2, new URL(program, import.meta.url).pathname);
options();
build();
await import(program);
