// The documents' code type-checks against the package as an app has it, what their readers write into files as well.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = new URL("../", import.meta.url);

const pages = [
	"README.md",
	...readdirSync(new URL("docs", root))
		.filter((name) => name.endsWith(".md") && name !== "api.md")
		.map((name) => `docs/${name}`),
	...readdirSync(new URL("docs/guides", root)).map((name) => `docs/guides/${name}`),
];

/** What blocks may use because the text before them has introduced it. */
const setting = (module) => `
import * as mote from "${module}";
import { tcp as hereTCP } from "mote-mqtt/tcp";
import { websocket as hereWebSocket } from "mote-mqtt/websocket";
declare global {
	var client: mote.Client;
	var temperature: mote.Topic;
	var tcp: typeof hereTCP;
	var websocket: typeof hereWebSocket;
	var Client: typeof mote.Client;
	var Refusal: typeof mote.Refusal;
	var Reason: typeof mote.Reason;
${module === "mote-mqtt" ? "" : "var Property: typeof mote.Property; var PropertyList: typeof mote.PropertyList;"}
	function matches(filter: string, topic: string): boolean;
	function sign(host: string, port: number, time: number): string;
	function token(): string;
}
`;

describe("The documents' code type-checks", () => {
	let folder;

	before(() => {
		folder = mkdtempSync(fileURLToPath(new URL("build/types-", root)));
	});
	after(() => rmSync(folder, { recursive: true }));

	for (const [title, module, these] of [
		["with 3.1.1", "mote-mqtt", pages.filter((page) => page !== "docs/mqtt5.md")],
		["with 5.0", "mote-mqtt/mqtt5", ["docs/mqtt5.md"]],
	]) {
		it(title, function () {
			this.timeout(120_000);
			const settings = `${folder}/${title.replaceAll(" ", "-")}.ts`;
			writeFileSync(settings, setting(module));
			const files = [];
			for (const page of these)
				for (const [, code] of readFileSync(new URL(page, root), "utf8").matchAll(/^```js\n(.*?)^```/gms)) {
					// What is shown because it is wrong.
					if (code.includes("// TypeError")) continue;
					files.push(`${folder}/${basename(page, ".md")}-${files.length}.js`);
					writeFileSync(files.at(-1), `${code}\nexport {};\n`);
				}
			assert.ok(files.length);
			const program = ts.createProgram([settings, fileURLToPath(new URL("hosts/simulator/app.d.ts", root)), ...files], {
				module: ts.ModuleKind.NodeNext,
				moduleResolution: ts.ModuleResolutionKind.NodeNext,
				target: ts.ScriptTarget.ES2022,
				allowJs: true,
				checkJs: true,
				strict: true,
				noImplicitAny: false,
				noEmit: true,
				skipLibCheck: true,
				types: ["node"],
			});
			const found = ts.getPreEmitDiagnostics(program);
			assert.equal(
				ts.formatDiagnostics(found, {
					getCurrentDirectory: () => folder,
					getCanonicalFileName: (name) => name,
					getNewLine: () => "\n",
				}),
				"",
			);
		});
	}
});
