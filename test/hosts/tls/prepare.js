// Copies the compiled device's TLS, with modules of test/hosts/tls/stand-in instead of the SDK's.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const build = fileURLToPath(new URL("../../../build/", import.meta.url));

/**
 * Writes a copy without its entry tls.js to build/stand-ins/`name`. `modules` are stand-ins by specifier; any other
 * import is an error.
 */
export function prepare(name, modules) {
	const from = `${build}hosts/moddable/tls/`;
	const to = `${build}stand-ins/${name}/`;
	mkdirSync(to, { recursive: true });
	for (const file of readdirSync(from).filter((file) => file.endsWith(".js") && file !== "tls.js")) {
		const text = readFileSync(from + file, "utf8");
		const moved = text.replace(/^(import .* from "\.\.\/\.\.\/)/gm, "$1hosts/");
		const replaced = moved.replace(/^(import .* from )"([^."][^"]*)";$/gm, (_all, what, specifier) => {
			if (!modules[specifier]) throw new Error(`no stand-in for ${specifier}, in ${file}`);
			return `${what}"../../../test/hosts/tls/stand-in/${modules[specifier]}.js";`;
		});
		writeFileSync(to + file, replaced);
	}
}
