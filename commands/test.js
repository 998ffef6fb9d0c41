// The options of `npm test`.
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Misuse, readOptions } from "./options.js";

const usage = `npm test -- [--all] [--grep TEXT] [PATH ...]

Checks formatting and types, builds, and runs all tests. Prints a summary and the full text of failures; the whole output is in build/test.log.

  --all         print each test as well; MOTE_TEST=all does the same
  --grep TEXT   run only tests whose title contains TEXT

  PATH          run only the specs of this folder or file: test/mqtt311, or test/mqtt311/publish.spec.js
`;

export const testOptions = () =>
	readOptions(
		"npm test",
		usage,
		{ all: { type: "boolean" }, grep: { type: "string" } },
		({ all = false, grep }, paths) => {
			const missing = paths.find((path) => !existsSync(path));
			if (missing !== undefined) throw new Misuse(`${missing}: there is no such file or folder`);
			return {
				all: all || process.env.MOTE_TEST === "all",
				grep,
				paths: paths.map((path) => relative(process.cwd(), resolve(path))),
			};
		},
		true,
	);
