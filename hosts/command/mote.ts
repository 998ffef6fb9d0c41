#!/usr/bin/env node
// The command `mote`, with which a new user starts.
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OptionError } from "../simulator/launcher/simulator-error.js";
import { brokerCommand } from "./broker.js";
import { newCommand } from "./new.js";
import { runCommand } from "./run.js";

const usage = `mote COMMAND

  mote new NAME [--typescript] [--tls]   write an app into a new folder NAME, and say what to do next
  mote simulate [MANIFEST] [options]     run an app on a simulated device, as mote-simulate does (default: manifest.json)
  mote broker [options]                  run a broker on this machine, and print the messages that it forwards

Each command has --help.
`;

async function simulate(words: string[]): Promise<number> {
	// Imported by name, because the simulator finds its files relative to its own module.
	const { simulateCommand } = await import("mote-mqtt/simulator");
	const isOption = (word = "-") => word.startsWith("-") || word.includes("=");
	// Without a manifest.json, the simulate command itself reports what is missing.
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
	if (name === undefined) throw new OptionError("expected a command: new, simulate or broker; see mote --help");
	if (!Object.hasOwn(commands, name))
		throw new OptionError(`unknown command ${JSON.stringify(name)}: expected new, simulate or broker; see mote --help`);
	return commands[name]!(words);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	runCommand("mote", moteCommand);
