// The options of `npm run test:moddable`.
import { readOptions } from "./options.js";

const usage = `npm run test:moddable -- [--grep TEXT]

Builds apps for Linux with the Moddable SDK in $MODDABLE and runs the specs in its engine; compiles and links for ESP8266 and ESP32. This takes
about half an hour.

  --grep TEXT   run only tests whose title contains TEXT
`;

export const moddableOptions = () =>
	readOptions("npm run test:moddable", usage, { grep: { type: "string" } }, ({ grep }) => ({
		words: grep === undefined ? [] : ["--fgrep", grep],
	}));
