// Writes docs/conformance.md after a run of all tests.
import { readFileSync, writeFileSync } from "node:fs";

const DOCUMENT = new URL("../../docs/conformance.md", import.meta.url);

/** Updates the document. Returns problems in sentences. */
export function bringUpToDate(conformance) {
	const problems = conformance.missing();
	const document = conformance.document();
	let former = "";
	try {
		former = readFileSync(DOCUMENT, "utf8");
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	if (document === former) return problems;
	writeFileSync(DOCUMENT, document);
	return [...problems, "docs/conformance.md was not up to date. It has been written anew: commit it."];
}
