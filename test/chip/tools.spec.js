// `npm run test:chip` on a machine that lacks what it needs.
import { equal, ok } from "node:assert/strict";
import { missingTools } from "./tools.js";

describe("What the emulated chip needs", () => {
	it("is named, with what to install, where it is missing", () => {
		const lines = missingTools({});
		for (const [name, says] of [
			["MODDABLE", "install the Moddable SDK"],
			["IDF_PATH", "install ESP-IDF"],
		]) {
			const line = lines.find((each) => each.startsWith(name));
			ok(line?.includes(says), lines.join("\n"));
		}
	});

	it("is looked for where the variables point", () => {
		const lines = missingTools({ MODDABLE: "/nowhere", IDF_PATH: "/nowhere" });
		equal(
			lines[0],
			"/nowhere/build/bin/lin/release/mcconfig is missing: build the SDK's tools, as its documentation says",
		);
		equal(lines[1], "IDF_PATH is /nowhere, which has no ESP-IDF");
	});
});
