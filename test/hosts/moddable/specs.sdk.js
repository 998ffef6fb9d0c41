// Every spec that runs in XS, under the SDK's engine, with an ESP8266's memory. One app contains all specs, and is
// started once for each.
import { join } from "node:path";
import { declare } from "../../xs/declare.js";
import { collect, MANIFESTS, modulesOf, specifier } from "../../xs/run.js";
import { specs } from "../../xs/specs.js";
import { specs as drops } from "../ecma419/specs.js";
import { specs as natives } from "../native/specs.js";
import { attempt, buildManifest, ESP8266, LARGE, launch, MANY_OBJECTS, root } from "./sdk.js";

const isLarge = (path) => path.endsWith(".large.spec.js");
const all = [...specs, ...drops, ...natives];

// A chip shares its memory between slots and chunks; the SDK's simulator cannot.
const hasManyObjects = (path) => /\/(eager|saved-filters)[^/]*$/.test(path);
await runAll(
	"specs",
	ESP8266,
	all.filter((path) => !isLarge(path) && !hasManyObjects(path)),
);
await runAll(
	"specs-with-many-objects",
	MANY_OBJECTS,
	all.filter((path) => !isLarge(path) && hasManyObjects(path)),
);
await runAll("large", LARGE, all.filter(isLarge));

async function runAll(name, creation, paths) {
	const app = await attempt(`The app with all ${name}`, () => buildManifest(name, manifestFor(paths, creation)));
	for (const path of app ? paths : []) {
		const cases = await attempt(path, () => collect(launch(app, { SPEC: specifier(path) })));
		if (cases) describe(`${path}: ${cases.length} cases`, () => declare(cases));
	}
}

function manifestFor(paths, creation) {
	const main = "test/hosts/moddable/device/main";
	const { modules, preload } = modulesOf([`${main}.js`, ...paths], [main, ...paths.map(specifier)]);
	return {
		include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODDABLE)/examples/manifest_net.json", ...MANIFESTS],
		creation: { ...creation, main },
		modules: { ...modules, "simulator:probe": join(root, "test/hosts/moddable/device/probe") },
		preload: [...preload, "simulator:probe"],
	};
}
