// What every command of this project does with what was typed behind its name: --help is answered, and what is wrong is said in one line; it
// then ends with 2.
import { parseArgs } from "node:util";

/** A mistake in the options. Its message names the option, and what to write. */
export class Misuse extends Error {}

/** A whole number from `least` to `most`; undefined if there is none. */
export function whole(values, name, least, most) {
	const text = values[name];
	if (text === undefined) return undefined;
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	throw new Misuse(`--${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}

/** One of `names`, or several with commas between them: as a list; undefined if there is none. */
export function some(values, name, names) {
	const list = values[name]?.split(",");
	const wrong = list?.find((each) => !names.includes(each));
	if (wrong === undefined) return list;
	throw new Misuse(`--${name}: there is no ${JSON.stringify(wrong)}, there is ${names.join(", ")}`);
}

/**
 * The options of the command `name`: what `check` makes of what was typed. `options`: as of parseArgs; `places`: words that are none are
 * handed to `check`, too. Ends the program where there is nothing more to do.
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
