// The packed file, as `npm pack` makes it; empty folders that have nothing but it; and, where it takes long, what was typed once and is copied then.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

let place;

/** The folder in which all of this happens. It goes when the tests are over. */
export function workplace() {
	if (place) return place;
	place = mkdtempSync(join(tmpdir(), "mote-first-hour-"));
	process.on("exit", () => rmSync(place, { recursive: true, force: true }));
	return place;
}

let packed;

/** The path of the packed file. */
export function pack() {
	if (packed) return packed;
	const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", workplace()];
	const [{ filename }] = JSON.parse(
		execFileSync("npm", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
	);
	packed = join(workplace(), filename);
	return packed;
}

/** A new folder. */
export const emptyFolder = (name) => mkdtempSync(join(workplace(), `${name}-`));

/** A new folder that has nothing but the packed file. */
export function folderWithPackage(name) {
	const folder = emptyFolder(name);
	cpSync(pack(), join(folder, pack().split("/").at(-1)));
	return folder;
}
