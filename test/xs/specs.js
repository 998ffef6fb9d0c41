// The spec files that run in XS, too: all of these folders.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDERS = ["wire", "mqtt311", "mqtt5", "parts", "unattended", "websocket"];

/** Their paths, from the package's root. */
export const specs = [];
for (const folder of FOLDERS) {
	const names = readdirSync(fileURLToPath(new URL(`../${folder}`, import.meta.url)), { recursive: true });
	specs.push(...names.filter((name) => name.endsWith(".spec.js")).map((name) => `test/${folder}/${name}`));
}
specs.sort();
