// The options of `npm run test:moddable`.
import { readOptions } from "./options.js";

const usage = `npm run test:moddable -- [--grep TEXT]

Builds apps with the Moddable SDK in $MODDABLE, for Linux, and runs the specs under its engine; compiles and links for ESP8266 and ESP32. It takes
half an hour.

  --grep TEXT   only tests whose title has TEXT
`;

export const moddableOptions = () =>
	readOptions("npm run test:moddable", usage, { grep: { type: "string" } }, ({ grep }) => ({
		words: grep === undefined ? [] : ["--fgrep", grep],
	}));
