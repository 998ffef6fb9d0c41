// Reads and writes expected.json: the counts of the last accepted run. Comparing with them shows every change.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("expected.json", import.meta.url);

/** The allowed relative difference if another version of the compiler was used. */
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
