/** Declares cases that ran on a device as cases of mocha's. */
export function declare(cases) {
	for (const { suite, title, state, error } of cases) {
		const name = [...suite, title].join(": ");
		if (state === "skipped") it.skip(name);
		else {
			it(name, () => {
				if (state !== "passed") fails(error);
			});
		}
	}
	if (cases.length === 0) it("has cases", () => fails("there is none"));
}

/** The stack would be this file's. */
function fails(message) {
	throw Object.assign(new Error(message), { stack: message });
}
