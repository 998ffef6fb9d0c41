// A device's app: one spec file, named in its configuration.
import config from "mc/config";
import { Harness } from "./harness.js";

const harness = new Harness(trace);
globalThis.describe = (title, body) => harness.describe(title, body);
globalThis.it = (title, run) => harness.it(title, run);
globalThis.it.skip = (title) => harness.it(title);
globalThis.describe.skip = (title) => harness.it(title);
for (const kind of ["before", "beforeEach", "afterEach", "after"]) {
	globalThis[kind] = (...hook) => harness.hook(kind, hook.pop());
}

import(config.spec).then(() => harness.run());
