// The options of `npm test`.
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Misuse, readOptions } from "./options.js";

const usage = `npm test -- [--all] [--grep TEXT] [PATH ...]

Checks the format and the types, builds, and runs all tests. It prints a summary, and what failed in full; build/test.log has everything.

  --all         prints each test as well; MOTE_TEST=all does the same
  --grep TEXT   only tests whose title has TEXT

  PATH          only the specs that are there: test/mqtt311, or test/mqtt311/publish.spec.js
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
