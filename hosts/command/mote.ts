#!/usr/bin/env node
// The command `mote`: what a newcomer types.
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OptionError } from "../simulator/launcher/simulator-error.js";
import { brokerCommand } from "./broker.js";
import { newCommand } from "./new.js";
import { runCommand } from "./run.js";

const usage = `mote COMMAND

  mote new NAME [--typescript] [--tls]   writes an app into a folder of that name, and says what to do next
  mote simulate [MANIFEST] [options]     runs an app on a simulated device: mote-simulate; the manifest is manifest.json unless told
  mote broker [options]                  runs a broker on this machine, and prints the messages that it hands on

Each of them has --help.
`;

async function simulate(words: string[]): Promise<number> {
	// Not in this module: its files are found from where it is.
	const { simulateCommand } = await import("mote-mqtt/simulator");
	const isOption = (word = "-") => word.startsWith("-") || word.includes("=");
	// Where there is no app, it is the command itself that says so.
	const here = isOption(words[0]) && !words.includes("--help") && existsSync("manifest.json") ? ["manifest.json"] : [];
	return simulateCommand([...here, ...words]);
}

const commands: Record<string, (words: string[]) => Promise<number>> = {
	new: newCommand,
	simulate,
	broker: brokerCommand,
};

async function moteCommand([name, ...words]: string[]): Promise<number> {
	if (name === "--help" || name === "help") {
		process.stdout.write(usage);
		return 0;
	}
	if (name === undefined) throw new OptionError("which command? new, simulate or broker; see mote --help");
	if (!Object.hasOwn(commands, name))
		throw new OptionError(
			`there is no command ${JSON.stringify(name)}, there is new, simulate and broker; see mote --help`,
		);
	return commands[name]!(words);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	runCommand("mote", moteCommand);
