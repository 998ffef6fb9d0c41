// The specs of the ECMA-419 class, which run only in XS because it imports the SDK's "timer" and "time". Here the
// cases' machines replace these.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Their paths, from the package's root. */
export const specs = readdirSync(at("cases")).map((name) => `test/hosts/ecma419/cases/${name}`);

const bundle = readFileSync(at("../../../dist/moddable/mqttclient.js"), "utf8");
const ours = bundle.replace(/^(import \w+ from )["'](time|timer)["'];$/gm, '$1"../../test/hosts/ecma419/$2.js";');
if (ours.match(/test\/hosts\/ecma419/g)?.length !== 2)
	throw new Error("dist/moddable/mqttclient.js imports other than time and timer");
mkdirSync(at("../../../build/ecma419"), { recursive: true });
writeFileSync(at("../../../build/ecma419/mqttclient.js"), ours);
