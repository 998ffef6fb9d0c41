// The options of `npm run test:chip`.
import { readOptions } from "./options.js";

const usage = `npm run test:chip -- [--grep TEXT]

Builds apps as firmware for an ESP32-C3, with the Moddable SDK in $MODDABLE and ESP-IDF, boots them in QEMU, and checks what they do; writes
bench/chip.json. Names what is missing. The first build takes minutes. docs/chip.md
says how to install what it needs.

  --grep TEXT   only tests whose title has TEXT
`;

export const chipOptions = () =>
	readOptions("npm run test:chip", usage, { grep: { type: "string" } }, ({ grep }) => ({
		words: grep === undefined ? [] : ["--fgrep", grep],
	}));
