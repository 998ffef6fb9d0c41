// Types the commands of the documents in order. steps.js explains how a page is read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packed.js";
import { steps } from "./steps.js";
import { typed } from "./typist.js";

const guides = readdirSync(join(root, "docs/guides")).map((name) => `docs/guides/${name}`);
const others = ["client", "deep-sleep", "lab", "mqtt5", "tls", "unattended", "websocket"].map(
	(name) => `docs/${name}.md`,
);

for (const path of [...guides, ...others].sort())
	if (steps(readFileSync(join(root, path), "utf8")).some(({ kind }) => kind === "type")) typed(path);
