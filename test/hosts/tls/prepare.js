// Makes copies of the compiled device's TLS, with modules of test/hosts/tls/stand-in in place of the SDK's.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../build/hosts/moddable/", import.meta.url));

/** Puts a copy, without its entry tls.js, into build/hosts/moddable/`name`; `modules` are stand-ins by specifier. Any other is an error. */
export function prepare(name, modules) {
	mkdirSync(`${folder}${name}`, { recursive: true });
	for (const file of readdirSync(`${folder}tls`).filter((file) => file.endsWith(".js") && file !== "tls.js")) {
		const text = readFileSync(`${folder}tls/${file}`, "utf8");
		const replaced = text.replace(/^(import .* from )"([^."][^"]*)";$/gm, (_all, what, specifier) => {
			if (!modules[specifier]) throw new Error(`no stand-in for ${specifier}, in ${file}`);
			return `${what}"../../../../test/hosts/tls/stand-in/${modules[specifier]}.js";`;
		});
		writeFileSync(`${folder}${name}/${file}`, replaced);
	}
}
