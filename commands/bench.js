// The options of `npm run bench`.
import { readOptions, some } from "./options.js";

const PARTS = ["operations", "memory", "throughput", "instructions", "wakes", "fleets"];

const usage = `npm run bench -- [--only ${PARTS.join(",")}]

Measures, prints tables, and writes bench/results.json and the pictures beside it. With --only, it measures only these parts.
If MODDABLE names the Moddable SDK's folder, the SDK's own client is measured as well.
`;

export const benchOptions = () =>
	readOptions("npm run bench", usage, { only: { type: "string" } }, (values) => ({
		parts: new Set(some(values, "only", PARTS) ?? PARTS),
	}));
