// Reports errors in the same way for every command of the package: one line that begins with the command's name. Exit
// code 2 means misuse.

/** Exit codes for errors. A device's own exit code is passed on by mote-simulate. */
const enum Exit {
	Failed = 1,
	Misused = 2,
	/** A bug in Mote: the stack is printed. */
	Internal = 70,
}

/** The text to print for an error, and the exit code. */
function describe(error: Error & { code?: string }, name: string): { text: string; code: Exit } {
	// An error of parseArgs: "Unknown option '--x'. To specify …". Only the first sentence is printed.
	if (error.code?.startsWith("ERR_PARSE_ARGS"))
		return { text: `${error.message.split(/\.\s/)[0]}; see ${name} --help`, code: Exit.Misused };
	// Compared by name, because each bundle has its own copy of the class.
	if (error.name === "OptionError") return { text: error.message, code: Exit.Misused };
	if (error.name === "SimulatorError") return { text: error.message, code: Exit.Failed };
	return { text: error.stack ?? String(error), code: Exit.Internal };
}

/** Runs a command with the arguments that follow its name, and exits with its code. */
export function runCommand(name: string, command: (words: string[]) => Promise<number>): void {
	command(process.argv.slice(2)).then(
		(code) => {
			process.exitCode = code;
		},
		(error: Error) => {
			const { text, code } = describe(error, name);
			process.stderr.write(`${name}: ${text}\n`);
			// exit() also ends what was started already, for example a broker.
			process.exit(code);
		},
	);
}
