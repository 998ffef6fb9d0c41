// Draws docs/pictures/layers.svg: the layers of a client of 3.1.1, and what each costs a device in bytes of code. `npm run docs`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { codeSizes } from "../../bench/code-sizes.js";
import { box, svg, text } from "./svg.js";

const src = new URL("../../src/", import.meta.url);

/** From what an app calls down to the bytes: what each layer is for, and its files. */
const LAYERS = [
	[
		"What an app calls",
		"options, topics, subscribe",
		/^(client\/(client|topic|options|settings|checks)\.|reason|mqtt311\/(client|topic))/,
	],
	["Connecting, and again", "names, waits, refusals", /^client\//],
	["What packets mean in 3.1.1", "", /^mqtt311\//],
	["What is waiting", "messages and filters that outlive a connection", /^session\//],
	["A connection", "the socket, its room, reading, writing, keep alive", /^(connection\/|host\.)/],
	["Bytes and packets", "", /^wire\//],
];

/** Which file of src declares a name. */
const files = readdirSync(src, { recursive: true }).filter(
	(name) => name.endsWith(".ts") && !/^(mqtt5|parts)\//.test(name),
);
const declared = files.map((name) => [name, readFileSync(new URL(name, src), "utf8")]);
function fileOf(name) {
	const declares = new RegExp(
		`^(export )?(abstract |const )*(class|function|const|let) ${name.replace(/\$\d+$/, "").replaceAll("$", "\\$")}\\b`,
		"m",
	);
	return declared.find(([, text]) => declares.test(text))?.[0] ?? "";
}

const { all, parts: rows } = await codeSizes("mote-mqtt");
const sizes = LAYERS.map(() => 0);
let rest = all;
for (const { name, bytes } of rows) {
	// What is within a class is in the class.
	const layer = name.includes(".") ? -1 : LAYERS.findIndex(([, , pattern]) => pattern.test(fileOf(name)));
	if (layer < 0) continue;
	sizes[layer] += bytes;
	rest -= bytes;
}

const WIDTH = 760;
const TOP = 64;
const ROW = 50;
const SCALE = 300 / Math.max(...sizes);
const grouped = (bytes) => bytes.toLocaleString("en-US");
const drawn = [text(24, 34, `A client of 3.1.1: ${grouped(all)} bytes of code`, "title")];
LAYERS.forEach(([title, what], i) => {
	const y = TOP + i * ROW;
	drawn.push(text(24, y + 18, title, "label"), text(24, y + 36, what, "faint"));
	drawn.push(box(350, y + 4, Math.round(sizes[i] * SCALE), 30, "strong"));
	drawn.push(text(358 + Math.round(sizes[i] * SCALE), y + 24, grouped(sizes[i])));
});
const end = TOP + LAYERS.length * ROW;
drawn.push(
	text(
		24,
		end + 14,
		`${grouped(rest)} bytes more are what all of it has in common: constants, and what binds the functions together.`,
		"faint",
	),
);
const description = LAYERS.map(([title], i) => `${title}: ${sizes[i]} bytes of code`).join("; ");
writeFileSync(new URL("layers.svg", import.meta.url), svg(WIDTH, end + 34, description, drawn));
