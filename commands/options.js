// Parses the command line for all commands of this project. --help prints the usage. A mistake is reported in one
// line, and the process exits with code 2.
import { parseArgs } from "node:util";

/** A mistake in the options. The message names the option and says what to write. */
export class Misuse extends Error {}

/** The option as a whole number from `least` to `most`, or undefined if it was not given. */
export function whole(values, name, least, most) {
	const text = values[name];
	if (text === undefined) return undefined;
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	throw new Misuse(`--${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}

/** A comma-separated option whose items must be among `names`, as a list, or undefined if it was not given. */
export function some(values, name, names) {
	const list = values[name]?.split(",");
	const wrong = list?.find((each) => !names.includes(each));
	if (wrong === undefined) return list;
	throw new Misuse(`--${name}: expected some of ${names.join(", ")}, got ${JSON.stringify(wrong)}`);
}

/**
 * Parses the options of the command `name` and returns the result of `check(values, positionals)`. `options` are
 * parseArgs's.
 * Positional arguments are errors unless `places` is true. Exits after --help (0) and after a mistake (2).
 */
export function readOptions(name, usage, options, check, places = false) {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: places,
			options: { ...options, help: { type: "boolean" } },
		});
		if (values.help) {
			process.stdout.write(usage);
			process.exit(0);
		}
		return check(values, positionals);
	} catch (error) {
		if (!(error instanceof Misuse || error.code?.startsWith("ERR_PARSE_ARGS"))) throw error;
		process.stderr.write(
			`${name}: ${error.message.split(/\.\s/)[0]}; see ${name} --help\n`.replace(/(npm[^;]*) --help/, "$1 -- --help"),
		);
		process.exit(2);
	}
}
