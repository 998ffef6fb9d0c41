// Apps in TypeScript, whose types the simulator removes ahead of time.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, folder, SimulatorError, simulateToEnd } from "./app.js";

const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

const SENSOR = `
export interface Reading {
	celsius: number;
}

export enum Kind { One = 1, Two }

export class Sensor {
	constructor(private readonly name: string, protected last?: Reading) {}
	read(): Reading {
		return (this.last = { celsius: 21.5 } as Reading);
	}
	get label(): string {
		return this.name!;
	}
}
`;

/** Runs an app with these files and the project's packages. */
async function run(files) {
	const path = join(
		folder({
			"manifest.json": { modules: { "*": ["./main", "./sensor"] }, preload: "sensor" },
			"sensor.ts": SENSOR,
			...files,
		}),
		"manifest.json",
	);
	symlinkSync(modules, join(dirname(path), "node_modules"));
	return simulateToEnd(path);
}

describe("An app in TypeScript", function () {
	before(compiled);
	this.timeout(0);

	it("runs without its types", async () => {
		const main =
			'import { Kind, type Reading, Sensor } from "sensor";\nimport { Reading as Same } from "sensor";\nconst sensor: Sensor = new Sensor("a");\nconst { celsius }: Reading & Same = sensor.read();\ntrace(sensor.label, " ", celsius, " ", Kind.Two);';
		const { stdout, stderr } = await run({ "main.ts": main });
		assert.equal(stdout, "a 21.5 2", stderr);
	});

	it("reports exceptions with its own lines", async () => {
		const main =
			"interface A {\n\ta: number;\n}\n\nfunction fail({ a }: A): never {\n\n\tthrow new Error(String(a));\n}\n\ntype B = A;\nfail({ a: 1 } as B);\n";
		const { code, stderr } = await run({ "main.ts": main });
		assert.equal(code, 1);
		assert.match(stderr, /uncaught exception: Error: 1\n {4}at main:7\n {4}at main:11\n/);
	});

	it("has priority over the file compiled from it", async () => {
		const { stdout } = await run({ "main.ts": 'trace("ts" as string);', "main.js": 'trace("js");' });
		assert.equal(stdout, "ts");
	});

	it("has a syntax error reported with file and line", async () => {
		await assert.rejects(
			run({ "main.ts": "\nconst x: = 5;\n" }),
			(error) => error instanceof SimulatorError && /\/main\.ts:2: Type expected\.$/.test(error.message),
		);
	});

	it("reports what to install if no compiler is found", async () => {
		const { stripTypes } = await import("../../../build/hosts/simulator/launcher/typescript.js");
		const directory = process.cwd();
		process.chdir(folder({}));
		try {
			// No folders to search, because those around the package have the project's TypeScript.
			await assert.rejects(
				stripTypes([join(folder({ "main.ts": "" }), "main.ts")], []),
				/main\.ts is TypeScript, but neither typescript nor esbuild is installed.*npm install --save-dev typescript/s,
			);
		} finally {
			process.chdir(directory);
		}
	});
});
