// `npm run test:chip` on a machine without the tools.
import { equal, ok } from "node:assert/strict";
import { missingTools } from "./tools.js";

describe("The tools of the emulated chip", () => {
	it("are named with instructions if they are missing", () => {
		const lines = missingTools({});
		for (const [name, says] of [
			["MODDABLE", "install the Moddable SDK"],
			["IDF_PATH", "install ESP-IDF"],
		]) {
			const line = lines.find((each) => each.startsWith(name));
			ok(line?.includes(says), lines.join("\n"));
		}
	});

	it("are searched where the variables point", () => {
		const lines = missingTools({ MODDABLE: "/nowhere", IDF_PATH: "/nowhere" });
		equal(
			lines[0],
			"/nowhere/build/bin/lin/release/mcconfig is missing: build the SDK's tools, as its documentation says",
		);
		equal(lines[1], "IDF_PATH is /nowhere, which has no ESP-IDF");
	});
});
