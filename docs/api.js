// Writes docs/api.md from the doc comments of the sources: `npm run docs`. test/api.spec.js fails if the document is
// out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Application, ReflectionKind } from "typedoc";

const root = fileURLToPath(new URL("../", import.meta.url));

const START = `# API reference

Written by \`npm run docs\` from the doc comments of the sources: change those. Times are in milliseconds, sizes in bytes. What is said to allocate takes memory each time; all else allocates
nothing once the client is connected. "Section" is one of the specification: [3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html), for what only 5.0 has
[5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html).
`;

/**
 * The modules of package.json whose types are generated from sources: specifier and source. The .d.ts file beside a
 * module names the file of its types.
 */
export function modules() {
	const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
	return Object.entries(exports)
		.map(([path, { types }]) => [`mote-mqtt${path.slice(1)}`, types && sourceOf(`${root}${types}`)])
		.filter(([, source]) => source);
}

function sourceOf(types) {
	return readFileSync(types, "utf8").match(/^export \* from "(?:\.\.?\/)+types\/(.*)\.js";/m)?.[1];
}

/** The reflections that TypeDoc makes of the sources: `[specifier, reflection]` of each module. */
export async function read() {
	const sources = modules();
	const app = await Application.bootstrap({
		entryPoints: sources.map(([, source]) => `${root}${source}.ts`),
		tsconfig: `${root}tsconfig.json`,
		basePath: root,
		excludeInternal: true,
		excludePrivate: true,
		excludeProtected: true,
		disableSources: true,
		sort: ["source-order"],
		validation: false,
		logLevel: "Error",
	});
	const project = await app.convert();
	if (!project) throw new Error("The sources cannot be read: `npm run lint` says why.");
	const read =
		project.children.length && project.children[0].kind === ReflectionKind.Module ? project.children : [project];
	return sources.map(([specifier, source]) => [specifier, read.find(({ name }) => name === source)]);
}

/** The parts of a comment as Markdown. */
function text(parts = []) {
	return parts
		.map((part) => (part.kind === "inline-tag" ? `\`${part.text}\`` : part.text))
		.join("")
		.trim();
}

/** A comment: text, return value and example. Parameters are listed with the signature. */
function said(comment) {
	if (!comment) return [];
	const of = (tag) => comment.blockTags.filter((block) => block.tag === tag).map(({ content }) => text(content));
	return [
		text(comment.summary),
		...of("@returns").map((returned) => `Returns ${returned}`),
		...of("@throws").map((thrown) => `Throws ${thrown}`),
		...of("@example").map((code) => (code.startsWith("```") ? code : `\`\`\`js\n${code}\n\`\`\``)),
	].filter(Boolean);
}

/** A type in one line. */
function typed(type) {
	// The type of a method, where a function or a method is accepted.
	if (type?.type === "indexedAccess") {
		const [of] = type.objectType.declaration?.children?.[0]?.signatures ?? [];
		if (of) return `(${parameters(of)}) => ${typed(of.type)}`;
	}
	return type ? String(type).replace(/\s+/g, " ") : "unknown";
}

function parameters(signature) {
	return (signature.parameters ?? [])
		.map(
			(parameter) =>
				`${parameter.name}${parameter.flags.isOptional || parameter.defaultValue ? "?" : ""}: ${typed(parameter.type)}`,
		)
		.join(", ");
}

/** The signature of a function or method. */
const call = (name, signature) => `${name}(${parameters(signature)}): ${typed(signature.type)}`;

function* signature(name, of) {
	yield `\`\`\`ts\n${call(name, of)}\n\`\`\``;
	yield* said(of.comment);
	const described = (of.parameters ?? []).filter(({ comment }) => comment);
	if (described.length)
		yield described.map(({ name, comment }) => `- \`${name}\`: ${text(comment.summary)}`).join("\n");
}

/** The properties of an inline object type, such as that of `buffers`, or of a constant object. */
const inner = (type) => {
	const types = type?.type === "union" ? type.types : type?.name === "Readonly" ? type.typeArguments : [type];
	return types.find((each) => each?.type === "reflection" && each.declaration.children)?.declaration.children;
};

/** The signature of a callback. */
const callback = (type) => {
	const types = type?.type === "union" ? type.types : [type];
	return types.find((each) => each?.type === "reflection" && each.declaration.signatures)?.declaration.signatures[0];
};

/** A property, option, callback, method or getter. */
function* member(of, depth, prefix) {
	const heading = "#".repeat(Math.min(depth, 6));
	const mark = of.flags.isOptional ? "?" : "";
	if (of.kind === ReflectionKind.Constructor) {
		yield `${heading} new ${of.parent.name}(…)`;
		for (const each of of.signatures) yield* signature(`new ${of.parent.name}`, each);
	} else if (of.signatures) {
		yield `${heading} ${prefix}${of.name}(…)`;
		for (const each of of.signatures) yield* signature(`${prefix}${of.name}`, each);
	} else if (of.kind === ReflectionKind.Accessor) {
		yield `${heading} ${prefix}${of.name}`;
		yield `\`\`\`ts\n${prefix}${of.name}: ${typed((of.getSignature ?? of.setSignature).type)}\n\`\`\``;
		yield* said((of.getSignature ?? of.setSignature).comment);
	} else {
		const called = callback(of.type);
		const fields = inner(of.type);
		yield `${heading} ${prefix}${of.name}`;
		yield `\`\`\`ts\n${called ? call(of.name, called) : `${of.name}${mark}: ${fields ? "{ … }" : typed(of.type)}`}\n\`\`\``;
		yield* said(of.comment);
		for (const field of fields ?? []) yield* member(field, depth + 1, `${prefix}${of.name}.`);
	}
}

/** A class, interface, function, constant or type of a module. */
function* declaration(of, value) {
	const kind = ReflectionKind.singularString(of.kind).toLowerCase();
	yield `### ${of.name}`;
	if (of.kind === ReflectionKind.Reference) {
		yield `The same as in \`${of.getTargetReflectionDeep().parent.name}\`.`;
		return;
	}
	if (of.signatures) {
		for (const each of of.signatures) yield* signature(of.name, each);
		return;
	}
	const members = of.children ?? inner(of.type);
	if (!members)
		yield `\`\`\`ts\n${of.kind === ReflectionKind.TypeAlias ? "type " : ""}${of.name}: ${typed(of.type)}\n\`\`\``;
	yield* said(of.comment);
	if (!members) return;
	// Some classes have their options as properties. These are documented once, with the options.
	const own = members.filter((each) => each.name !== "prototype" && !(kind === "class" && isOption(each)));
	if (kind === "variable") {
		yield table(own, value);
		return;
	}
	if (of.extendedTypes?.length && kind === "interface")
		yield `Has all of ${of.extendedTypes.map((type) => `\`${type}\``).join(", ")}, and:`;
	for (const each of own) if (!(kind === "interface" && each.inheritedFrom)) yield* member(each, 4, "");
}

/** Whether a client's property is set by an option. */
const isOption = (of) => of.kind === ReflectionKind.Property && of.parent.name === "Client";

/** A table of constants: name, value, meaning. */
function table(constants, values) {
	const rows = constants.map(({ name, comment }) => {
		const meaning = said(comment).join(" ").replace(/\s+/g, " ").replaceAll("|", "\\|");
		return `| \`${name}\` | ${values[name]} | ${meaning} |`;
	});
	return ["| name | value | |", "|---|---|---|", ...rows].join("\n");
}

/** The declarations that readers look for first, in this order. */
const FIRST = [
	"default",
	"Client",
	"ClientOptions",
	"Topic",
	"TopicOptions",
	"SubscribeOptions",
	"Subscription",
	"Message",
	"Will",
	"Birth",
	"Reason",
	"Refusal",
];
/** Declarations that only the author of a host needs. */
const LAST = [
	"HostOptions",
	"SocketSettings",
	"ResolverSettings",
	"StandardSocket",
	"Socket",
	"SocketOptions",
	"Resolver",
	"Timers",
	"Clock",
	"Native",
];
const place = ({ name }) => (FIRST.includes(name) ? FIRST.indexOf(name) - FIRST.length : LAST.indexOf(name) + 1);

/** Builds the document. */
export async function write() {
	const blocks = [START];
	for (const [specifier, module] of await read()) {
		blocks.push(`## ${specifier}`, ...said(module.comment));
		// Only modules with constants are imported, because others may need a device.
		const values = module.children?.some((of) => of.kind === ReflectionKind.Variable && inner(of.type))
			? await import(specifier)
			: {};
		for (const each of (module.children ?? []).toSorted((a, b) => place(a) - place(b)))
			blocks.push(...declaration(each, values[each.name]));
	}
	return `${blocks.map((block) => block.trim()).join("\n\n")}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
	writeFileSync(`${root}docs/api.md`, await write());
