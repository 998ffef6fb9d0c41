// Draws wakes, one line for each way to connect, with coloured phases, as SVG for light and dark pages.

const WIDTH = 960;
const LEFT = 244;
const RIGHT = 676;
const TOP = 132;
const LINE = 46;
const BAR = 26;

/** The phases in order. A phase of 0.1 ms or less is not drawn. */
const PHASES = [
	["name", "name", "#94a3b8"],
	["tcp", "TCP", "#3b82f6"],
	["tls", "TLS", "#8b5cf6"],
	["websocket", "WebSocket", "#ec4899"],
	["connect", "CONNECT", "#f59e0b"],
	["publish", "PUBLISH", "#10b981"],
];

const STYLE = `
	text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #475569; }
	.title { font-size: 20px; font-weight: 600; fill: #0f172a; }
	.variant { font-size: 14px; font-weight: 600; fill: #0f172a; }
	.on { font-size: 11px; fill: #ffffff; font-weight: 600; }
	.small { font-size: 9.5px; }
	.page { fill: #ffffff; stroke: #e2e8f0; }
	.grid { stroke: #e2e8f0; }
	@media (prefers-color-scheme: dark) {
		text { fill: #94a3b8; }
		.title, .variant { fill: #f1f5f9; }
		.on { fill: #ffffff; }
		.page { fill: #0f172a; stroke: #1e293b; }
		.grid { stroke: #1e293b; }
	}`;

const rounded = (number) => String(Math.round(number * 10) / 10);

const text = (x, y, content, { anchor = "start", name } = {}) =>
	`<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}"${name ? ` class="${name}"` : ""}>${content}</text>`;

const rectangle = (x, y, width, height, fill) =>
	`<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${height}" fill="${fill}"/>`;

/** The step between lines of the scale, for about five lines. */
function step(most) {
	const rough = most / 5;
	const power = 10 ** Math.floor(Math.log10(rough));
	return [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
}

/**
 * Draws the phases of a wake one after the other. CONNECT and PUBLISH are drawn above each other if they leave
 * together.
 */
function bar({ phases, early }, x, top) {
	const parts = [];
	let from = 0;
	for (const [name, title, colour] of PHASES) {
		const width = x(phases[name]) - x(0);
		const half = early && (name === "connect" || name === "publish");
		const lower = half && name === "publish";
		const height = half ? BAR / 2 : BAR;
		const y = lower ? top + height : top;
		parts.push(rectangle(x(from), y, width, height, colour));
		if (width > title.length * 7 + 6) {
			const middle = { anchor: "middle", name: half ? "on small" : "on" };
			parts.push(text(x(from) + width / 2, y + height / 2 + (half ? 3.5 : 4), title, middle));
		}
		if (!half || lower) from += phases[name];
	}
	return parts;
}

/** @param rows of measureWakes() with `charge`, all for the same link. */
export function drawWakes(rows) {
	const most = Math.max(...rows.map(({ milliseconds }) => milliseconds));
	const x = (milliseconds) => LEFT + (milliseconds / most) * (RIGHT - LEFT);
	const bottom = TOP + rows.length * LINE;
	const height = bottom + 74;
	const parts = [];
	parts.push(text(28, 42, "A wake: connect, publish 12 readings at QoS 1, have them acknowledged", { name: "title" }));
	parts.push(
		text(
			28,
			66,
			`Milliseconds since the radio is on, where a round trip takes ${rows[0].latency} ms; one line for each way to connect`,
		),
	);
	const used = PHASES.filter(([name]) => rows.some(({ phases }) => phases[name] >= 1));
	let at = LEFT;
	for (const [, title, colour] of used) {
		parts.push(rectangle(at, 86, 14, 14, colour), text(at + 20, 98, title));
		at += 40 + title.length * 8.5;
	}
	const columns = [
		[746, "round trips"],
		[830, "charge*"],
		[926, "two AA cells*"],
	];
	for (const [right, title] of columns) parts.push(text(right, TOP - 10, title, { anchor: "end" }));
	const size = step(most);
	for (let time = 0; time <= most; time += size) {
		parts.push(`<line class="grid" x1="${rounded(x(time))}" y1="${TOP}" x2="${rounded(x(time))}" y2="${bottom}"/>`);
		parts.push(text(x(time), bottom + 18, `${time}`, { anchor: "middle" }));
	}
	for (const [i, { client, variant, roundTrips, charge }] of rows.entries()) {
		const top = TOP + i * LINE + (LINE - BAR) / 2;
		parts.push(text(LEFT - 12, top + 12, variant, { anchor: "end", name: "variant" }));
		parts.push(text(LEFT - 12, top + 27, client, { anchor: "end" }));
		parts.push(...bar(rows[i], x, top));
		const cells = [roundTrips, `${charge.ESP32.millicoulombs} mC`, `${charge.ESP32.years} years`];
		for (const [column, cell] of cells.entries())
			parts.push(text(columns[column][0], top + 18, cell, { anchor: "end", name: column ? undefined : "variant" }));
	}
	parts.push(
		text(
			28,
			height - 16,
			"* A model with published figures of an ESP32 that wakes once an hour; it measures nothing. It adds what a handshake of TLS takes of the processor.",
		),
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>A wake, with each way to connect</title>
<style>${STYLE}
</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${parts.join("\n")}
</svg>
`;
}
