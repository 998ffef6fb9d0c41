// An address of this machine and names, for specs of IPv6.
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folder } from "./app.js";

/** Why no server can listen at ::1; undefined if one can. */
export function whyNoIPv6() {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", (error) => resolve(error.message));
		server.listen(0, "::1", () => server.close(() => resolve()));
	});
}

/** The environment of a device that resolves the names of names.c. `local` is one more name, for this machine. */
export function naming(local = "localhost") {
	const library = join(folder({}), "names.so");
	const source = fileURLToPath(new URL("names.c", import.meta.url));
	execFileSync(process.env.CC || "cc", ["-shared", "-fPIC", "-o", library, source]);
	return { ...process.env, LD_PRELOAD: library, MOTE_LOCAL: local };
}
