// Every command as it is typed: it prints its options, and reports a mistake at once and in one line.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const project = path("commands/run.js");

/** By name: the arguments of `node`, and mistakes with the message that each must get. */
const commands = {
	"npm start": {
		words: [project, "start"],
		mistakes: {
			"--count x": '--count: expected a whole number from 1 to 1000000, got "x"',
			"--count 0": '--count: expected a whole number from 1 to 1000000, got "0"',
			"--host ": "--host: expected the name or address of a broker",
			"--static 4000000000": '--static: expected a whole number from 4096 to 16777216, got "4000000000"',
			"--bits 48": '--bits: expected 32 or 64, got "48"',
			"--colour": "Unknown option '--colour'",
			here: "Unexpected argument 'here'",
		},
	},
	"npm run bench": {
		words: [project, "bench"],
		mistakes: {
			"--only speed": "--only: expected some of operations, memory, throughput, instructions, wakes",
			"--fast": "Unknown option '--fast'",
		},
	},
	"npm run fuzz": {
		words: [project, "fuzz"],
		mistakes: {
			"--minutes soon": '--minutes: expected a number from 0 to 10000, got "soon"',
			"--seed -1": "Option '--seed' argument is ambiguous",
			"--stream xyz": "--stream: expected bytes in hexadecimal, two digits each",
		},
	},
	"npm run test:moddable": {
		words: [project, "moddable"],
		mistakes: { "--only a": "Unknown option '--only'" },
	},
	"npm test": {
		words: [path("test/run.js")],
		mistakes: { "--some": "Unknown option '--some'" },
	},
	"mote-simulate": {
		words: [path("dist/simulator/simulate.js")],
		mistakes: {
			"": "the app's manifest is missing: mote-simulate path/to/manifest.json",
			"a.json b": "b: expected key=value",
			"--static 4000000000 a.json": "static: expected 1 to 268435456 bytes, got 4000000000",
			"--bits many a.json": '--bits: expected a whole number, got "many"',
			"--latency x a.json": '--latency: expected a number, got "x"',
		},
	},
	mote: {
		words: [path("dist/command/mote.js")],
		mistakes: {
			"": "expected a command: new, simulate or broker",
			bake: 'unknown command "bake": expected new, simulate or broker',
			"new": "the app's name is missing: mote new my-sensor",
			"new My-Sensor":
				'"My-Sensor": expected a name of lower-case letters, digits and hyphens that begins with a letter',
			"new a b": "expected one name, got 2",
			"new a --ts": "Unknown option '--ts'",
			"broker --port 70000": '--port: expected a whole number from 0 to 65535, got "70000"',
		},
	},
};

/** Runs Node.js with these arguments. Returns exit code and output. */
async function run(words) {
	const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
	const printed = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"])
		child[name].setEncoding("utf8").on("data", (text) => {
			printed[name] += text;
		});
	const code = await new Promise((resolve) => child.on("close", resolve));
	return { code, ...printed };
}

for (const [name, { words, mistakes }] of Object.entries(commands)) {
	describe(`The command ${name}`, function () {
		this.timeout(0);

		it("prints its options with --help", async () => {
			const { code, stdout, stderr } = await run([...words, "--help"]);
			assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
			assert.ok(stdout.startsWith(name) && stdout.includes("--"), stdout);
		});

		it("reports a mistake in one line and exits with code 2", async () => {
			for (const [typed, sentence] of Object.entries(mistakes)) {
				const { code, stdout, stderr } = await run([...words, ...(typed ? typed.split(" ") : [])]);
				assert.equal(code, 2, stderr);
				assert.equal(stdout, "");
				assert.ok(stderr.startsWith(`${name}: ${sentence}`) && stderr.indexOf("\n") === stderr.length - 1, stderr);
			}
		});
	});
}

describe("The command mote", () => {
	it("prints the options of each of its commands with --help", async () => {
		for (const name of ["new", "simulate", "broker"]) {
			const { code, stdout } = await run([...commands.mote.words, name, "--help"]);
			assert.equal(code, 0);
			assert.match(stdout, new RegExp(`^mote[ -]${name}`));
		}
	}).timeout(0);
});
