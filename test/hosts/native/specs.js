// The specs of mote-mqtt/native, which exists only in XS.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Their paths, from the package's root. */
export const specs = readdirSync(fileURLToPath(new URL("cases", import.meta.url))).map(
	(name) => `test/hosts/native/cases/${name}`,
);
