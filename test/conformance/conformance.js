// Collects the statements that the tests of a run have proven, and writes docs/conformance.md.
import { needsProof } from "./statements.js";

const NAMED = /\[(MQTT-[\d.]+-\d+)\]/g;
const IN_XS = /^in XS \(\d+-bit\): (test\/.*)$/;

/** Records every test that passes. */
export class Conformance {
	/** @param versions is VERSIONS. */
	constructor(versions) {
		this.versions = versions;
		/** For each version, the tests that name a statement: id -> Map of "file: title" -> { file, title }. */
		this.proofs = versions.map(() => new Map());
		this.problems = [];
	}

	/** Records a passed test: its file, relative to the package, and the titles of its suites and itself. */
	passed(file, titles) {
		const inXS = IN_XS.exec(titles[0]);
		const path = inXS ? inXS[1] : file;
		const title = titles.slice(inXS ? 1 : 0).join(": ");
		for (const [, id] of title.matchAll(NAMED)) {
			const index = this.versions.findIndex(({ folders }) =>
				folders.some((folder) => path.startsWith(`test/${folder}/`)),
			);
			if (index < 0) this.problems.push(`${path} names ${id}, but its folder is of no version of MQTT: ${title}`);
			else
				this.prove(
					index,
					id,
					path,
					title
						.replaceAll(NAMED, "")
						.replace(/ +/g, " ")
						.replace(/ ([,:]|$)/g, "$1"),
				);
		}
	}

	prove(index, id, file, title) {
		const { name, lines } = this.versions[index];
		const proofs = this.proofs[index];
		const line = lines.find((each) => each.id === id);
		if (!line) this.problems.push(`${file} names ${id}, which ${name} does not have`);
		else if (!line.asks) this.problems.push(`${file} names ${id}, which asks nothing of a client`);
		if (!proofs.has(id)) proofs.set(id, new Map());
		proofs.get(id).set(`${file}: ${title}`, { file, title });
	}

	/** Problems in sentences; statements without a test come first. */
	missing() {
		const problems = [...new Set(this.problems)];
		for (const [index, { name, lines }] of this.versions.entries()) {
			for (const line of lines) {
				if (needsProof(line) && !this.proofs[index].has(line.id))
					problems.push(`${name}: no test names [${line.id}]: ${line.asks}`);
			}
		}
		return problems;
	}

	/** The text of the document. */
	document() {
		return [
			"# Conformance",
			"Written by `npm test`, from the statements in [test/conformance](../test/conformance) and the tests that name them: do not edit it.",
			"Every normative statement of the specifications that binds a client, in our own words, with the tests that prove it. Each of these " +
				"tests has passed, in Node.js or on the simulated device or, as most do, on both. A statement that binds the server is here if a client can tell " +
				"that it was broken: its tests show what the client does then.",
			...this.versions.map((version, index) => this.summary(version, index)),
			...this.versions.flatMap((version, index) => this.chapter(version, index)),
		]
			.join("\n\n")
			.concat("\n");
	}

	summary({ name, lines }, index) {
		const count = (test) => lines.filter((line) => line.id && test(line)).length;
		const client = count(({ binds }) => binds === "client");
		const proven = count((line) => line.binds === "client" && needsProof(line) && this.proofs[index].has(line.id));
		const seen = count((line) => line.binds === "server" && needsProof(line) && this.proofs[index].has(line.id));
		return [
			`**${name}**: ${count(() => true)} statements. Of the ${client} that bind a client, tests prove ${proven}`,
			`(in part the app's: ${count(({ reason }) => reason.startsWith("and app"))});`,
			`left to the app alone: ${count(({ reason }) => reason.startsWith("app"))};`,
			`nothing that a test could see: ${count(({ reason }) => reason.startsWith("nothing"))}.`,
			`Of the server's, a client watches over ${seen}, as tests prove.`,
			`Not applicable: ${count(({ reason }) => reason === "server")} that bind the server only.`,
		].join(" ");
	}

	chapter({ name, place, lines }, index) {
		const parts = [`## ${name}`];
		let section;
		let rows = [];
		const end = () => {
			if (rows.length)
				parts.push(
					`### ${section.section} ${section.name}`,
					["| | asks | proven by |", "|---|---|---|", ...rows].join("\n"),
				);
			rows = [];
		};
		for (const line of lines) {
			if (line.section) {
				end();
				section = line;
			} else if (line.asks) {
				const id = `[${line.id.slice(5)}][${name} ${section.section}]`;
				const asks = line.binds === "server" ? `*Server:* ${line.asks}` : line.asks;
				rows.push(`| ${id} | ${escaped(asks)} | ${this.evidence(line, index)} |`);
			}
		}
		end();
		const places = lines.filter((line) => line.section);
		const ids = (reason) =>
			lines
				.filter((line) => line.reason === reason)
				.map(({ id }) => id.slice(5))
				.join(", ");
		parts.push("### Not applicable", `They bind the server only: ${ids("server")}.`);
		parts.push(places.map((each) => `[${name} ${each.section}]: ${place}${each.anchor}`).join("\n"));
		return parts;
	}

	/** The tests of a statement by file, and the reason why there is none or not all are listed. */
	evidence({ id, reason }, index) {
		const files = new Map();
		for (const { file, title } of this.proofs[index].get(id)?.values() ?? []) {
			if (!files.has(file)) files.set(file, []);
			files.get(file).push(escaped(title));
		}
		return [...files.keys()]
			.sort()
			.map((file) => `[${file.replace(/^test\/|\.js$|\.spec\.js$/g, "")}](../${file}): ${files.get(file).join("; ")}`)
			.concat(reason ? `*${escaped(reason)}*` : [])
			.join("<br>");
	}
}

function escaped(text) {
	return text.replace(/[|<`_]/g, "\\$&");
}
