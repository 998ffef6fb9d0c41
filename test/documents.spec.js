// The documents must name all manifests, modules, sources and options, and everything that they name or link to must
// exist.
import { equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "mote-mqtt";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path) => readFileSync(join(root, path), "utf8");

/** Every document of the project. */
const documents = ["", "docs", "examples", "hosts", "bench", "test"]
	.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: folder !== "" })
			.filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
			.map((name) => join(folder, name)),
	)
	.sort();

/** The options of a client, taken from the error message for an unknown option. */
function options(Client) {
	try {
		new Client({ ...tcp, host: "localhost", "?": 1 });
	} catch (error) {
		return error.message.split("; expected ")[1].split(", ");
	}
}

/** Headings converted to anchors as GitHub does. */
function anchors(text) {
	const outside = text.replace(/^```.*?^```/gms, "");
	return [...outside.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

describe("The documents", () => {
	it("name every manifest that an app may include", () => {
		const text = read("README.md");
		for (const name of readdirSync(join(root, "manifests"))) ok(text.includes(name), name);
	});

	it("name every module of the package", () => {
		const text = read("README.md");
		for (const path of Object.keys(JSON.parse(read("package.json")).exports)) {
			if (!path.endsWith(".json")) ok(text.includes(`"mote-mqtt${path.slice(1)}"`), path);
		}
	});

	it("name every file of src", () => {
		const text = read("docs/architecture.md");
		for (const path of readdirSync(join(root, "src"), { recursive: true })) {
			if (!path.endsWith(".ts")) continue;
			// Each folder has its own table with base names. The two versions share one.
			const name = path.replace(/^(?!mqtt)\w+\//, "");
			ok(text.includes(`\`${name}\``) || text.includes(`src/${name}`), path);
		}
	});

	it("name every option of a client", () => {
		const names = options(Client);
		ok(names.length > 30);
		const text = read("docs/client.md");
		for (const name of names)
			ok(new RegExp(`^\\|.*\`(\\.\\.\\.)?${name}(\\.|\`|\\()`, "m").test(text), `docs/client.md: ${name}`);
		const text5 = read("docs/mqtt5.md");
		for (const name of options(Client5)) {
			if (!names.includes(name)) ok(new RegExp(`^\\|.*\`${name}(\\.|\`|:)`, "m").test(text5), `docs/mqtt5.md: ${name}`);
		}
	});

	for (const path of documents) {
		it(`have no broken links: ${path}`, () => {
			const text = read(path);
			for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
				if (target.includes("://")) continue;
				const [file, anchor] = target.split("#");
				const to = file ? join(dirname(path), file) : path;
				ok(existsSync(join(root, to)), target);
				if (anchor) equal(anchors(read(to)).includes(anchor), true, target);
			}
		});
	}
});
