// How every command of the package ends: what is wrong is said in one line, which has the command's name; 2 says that it was not used rightly.

/** Exit codes, beside those of a device. */
const enum Exit {
	Failed = 1,
	Misused = 2,
	/** A fault of ours: with its stack. */
	Internal = 70,
}

/** What is said of an error, and how the command ends. */
function describe(error: Error & { code?: string }, name: string): { text: string; code: Exit } {
	// Of parseArgs: "Unknown option '--x'. To specify …"
	if (error.code?.startsWith("ERR_PARSE_ARGS"))
		return { text: `${error.message.split(/\.\s/)[0]}; see ${name} --help`, code: Exit.Misused };
	// By name: each bundle has a class of its own.
	if (error.name === "OptionError") return { text: error.message, code: Exit.Misused };
	if (error.name === "SimulatorError") return { text: error.message, code: Exit.Failed };
	return { text: error.stack ?? String(error), code: Exit.Internal };
}

/** Runs a command with the words that were typed behind its name, and ends as it says. */
export function runCommand(name: string, command: (words: string[]) => Promise<number>): void {
	command(process.argv.slice(2)).then(
		(code) => {
			process.exitCode = code;
		},
		(error: Error) => {
			const { text, code } = describe(error, name);
			process.stderr.write(`${name}: ${text}\n`);
			// Whatever has been begun: a broker, for example.
			process.exit(code);
		},
	);
}
