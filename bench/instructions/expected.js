// Reads and writes expected.json: what the operations took when it was last looked at, so that every change is seen.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("expected.json", import.meta.url);

/** Where another version of the compiler made the program, counts may differ by this part. */
export const TOLERANCE = 0.03;

/** { compiler, counts: { [client]: { [operation]: instructions } } }, on lx106 with the engine of @agoric/xsnap. */
export const readExpected = () => JSON.parse(readFileSync(file, "utf8"));

export function writeExpected(compiler, rows) {
	const counts = {};
	for (const { client, operation, instructions } of rows) {
		counts[client] ??= {};
		counts[client][operation] = instructions;
	}
	writeFileSync(file, `${JSON.stringify({ compiler, counts }, null, "\t")}\n`);
}
