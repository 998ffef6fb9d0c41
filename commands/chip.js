// The options of `npm run test:chip`.
import { readOptions } from "./options.js";

const usage = `npm run test:chip -- [--grep TEXT]

Builds apps as firmware for an ESP32-C3 with the Moddable SDK (in $MODDABLE) and ESP-IDF, boots them in QEMU, checks what they do, and writes
bench/chip.json. Missing tools are listed. The first build takes some minutes. docs/chip.md
describes how to install the tools.

  --grep TEXT   run only tests whose title contains TEXT
`;

export const chipOptions = () =>
	readOptions("npm run test:chip", usage, { grep: { type: "string" } }, ({ grep }) => ({
		words: grep === undefined ? [] : ["--fgrep", grep],
	}));
