// The file made by `npm pack`, and folders that contain nothing else. Slow steps are typed once, and their result is copied.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

let place;

/** The folder for all of this, removed after the tests. */
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

/** A new folder that contains only the packed file. */
export function folderWithPackage(name) {
	const folder = emptyFolder(name);
	cpSync(pack(), join(folder, pack().split("/").at(-1)));
	return folder;
}
