// The packed package: its contents, the links in its documents, and what package linters report.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { missing } from "../require.js";
import { root, run, tools } from "./compilers.js";

const npm = (...words) =>
	JSON.parse(execFileSync("npm", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
const manifestOf = () => JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Every file that an export names. */
const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));

describe("The package", function () {
	this.timeout(0);
	let files;

	before(() => {
		files = new Set(npm("pack", "--dry-run", "--json", "--ignore-scripts")[0].files.map(({ path }) => path));
	});

	const has = (path) => files.has(path) || [...files].some((file) => file.startsWith(`${path.replace(/\/$/, "")}/`));

	it("has the files that its exports, commands and manifests name, with types beside each module", () => {
		const { exports, bin } = manifestOf();
		for (const path of [...targets(exports), ...Object.values(bin)].filter((each) => !each.includes("*")))
			assert.ok(files.has(normalize(path)), path);
		for (const manifest of [...files].filter((path) => /^(manifest|manifests\/.*)\.json$/.test(path))) {
			const { modules = {}, platforms = {} } = JSON.parse(readFileSync(join(root, manifest), "utf8"));
			for (const part of [modules, ...Object.values(platforms).map((each) => each.modules ?? {})]) {
				for (const [name, source] of Object.entries(part)) {
					if (name.endsWith("*") || name === "~") continue;
					// Only the simulator uses these; mcconfig does not see them.
					if (source.includes("hosts/simulator/")) continue;
					const file = join(dirname(manifest), source);
					for (const end of [".js", ".d.ts"]) assert.ok(files.has(file + end), `${manifest}: ${file}${end}`);
				}
			}
		}
	});

	it("contains nothing that only its own tests and builds need", () => {
		for (const path of files) assert.ok(!/^(test|build|src|\.ci|node_modules)\//.test(path), path);
	});

	it("has documents that link only to what it contains", () => {
		const documents = [...files].filter((path) => path.endsWith(".md"));
		assert.ok(documents.includes("README.md") && documents.includes("examples/telemetry/README.md"));
		const broken = [];
		for (const path of documents) {
			for (const [, target] of readFileSync(join(root, path), "utf8").matchAll(/\]\(([^)\s]+)\)/g)) {
				if (target.includes("://") || target.startsWith("#")) continue;
				const to = normalize(join(dirname(path), target.split("#")[0]));
				if (!has(to)) broken.push(`${path}: ${target}`);
			}
		}
		assert.deepEqual(broken, []);
	});

	it("is small", () => {
		assert.ok(files.size < 700, `${files.size} files`);
	});
});

describe("The package, checked by linters", function () {
	this.timeout(0);
	if (!existsSync(join(tools, "publint"))) return missing("publint", "npm ci --prefix .ci/tools");
	let folder;
	let tarball;

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "mote-package-"));
		tarball = join(folder, npm("pack", "--json", "--ignore-scripts", "--pack-destination", folder)[0].filename);
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	it("passes publint", async () => {
		const { code, output } = await run(join(tools, "publint/src/cli.js"), [tarball, "--strict"]);
		assert.equal(code, 0, output);
		assert.match(output, /All good!/);
	});

	it("passes arethetypeswrong, for ES modules and for bundlers", async () => {
		const { code, output } = await run(join(tools, "@arethetypeswrong/cli/dist/index.js"), [
			tarball,
			"--profile",
			"esm-only",
			"--format",
			"ascii",
		]);
		assert.equal(code, 0, output);
	});
});
