// What package.json's scripts run: `node commands/run.js NAME …`. The options are looked at first, so that --help and mistakes are answered at once;
// then the package is built, if need be; then the command's own program has the same words.
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
