// Draws the connections per second of a fleet whose broker goes down and comes back, as SVG for light and dark pages.

const WIDTH = 960;
const LEFT = 76;
const RIGHT = 924;
const PANEL = { top: 128, height: 116, gap: 62 };

const STYLE = `
	text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #475569; }
	.title { font-size: 20px; font-weight: 600; fill: #0f172a; }
	.name { font-size: 14px; font-weight: 600; fill: #0f172a; }
	.page { fill: #ffffff; stroke: #e2e8f0; }
	.axis { stroke: #94a3b8; }
	.grid { stroke: #e2e8f0; }
	.away { fill: #f1f5f9; }
	.refused { fill: #cbd5e1; }
	.herd { fill: #ea580c; }
	.spread { fill: #0f766e; }
	@media (prefers-color-scheme: dark) {
		text { fill: #94a3b8; }
		.title, .name { fill: #f1f5f9; }
		.page { fill: #0f172a; stroke: #1e293b; }
		.axis { stroke: #64748b; }
		.grid { stroke: #1e293b; }
		.away { fill: #16213a; }
		.refused { fill: #475569; }
		.herd { fill: #fb923c; }
		.spread { fill: #2dd4bf; }
	}`;

const rounded = (number) => String(Math.round(number * 10) / 10);
const grouped = (number) => number.toLocaleString("en-US");
const text = (x, y, content, { anchor = "start", name } = {}) =>
	`<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}"${name ? ` class="${name}"` : ""}>${content}</text>`;
const rectangle = (name, x, y, width, height) =>
	`<rect class="${name}" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"/>`;

/** The chart of one client: a bar for each second, in which the accepted connections are coloured. */
function panel({ tried, accepted, away }, row, { title, name, top, most, seconds }) {
	const step = (RIGHT - LEFT) / seconds;
	const bottom = top + PANEL.height;
	const height = (count) => (count / most) * PANEL.height;
	const parts = [
		text(LEFT, top - 14, title, { name: "name" }),
		rectangle("away", LEFT, top, away * step, PANEL.height),
		`<line class="grid" x1="${LEFT}" y1="${top}" x2="${RIGHT}" y2="${top}"/>`,
		text(LEFT - 8, top + 5, grouped(most), { anchor: "end" }),
		text(LEFT - 8, bottom + 4, "0", { anchor: "end" }),
	];
	for (let second = 0; second < Math.min(tried.length, seconds); second++) {
		const x = LEFT + second * step + 1;
		const all = height(tried[second]);
		const taken = height(accepted[second] ?? 0);
		if (all > taken) parts.push(rectangle("refused", x, bottom - all, step - 2, all - taken));
		if (taken) parts.push(rectangle(name, x, bottom - taken, step - 2, taken));
	}
	const { mostInASecondThen, lastBackAfterSeconds } = row;
	const told = `when it is back, at most ${grouped(mostInASecondThen)} in a second; the last after ${lastBackAfterSeconds} s`;
	parts.push(text(RIGHT, top - 14, told, { anchor: "end" }));
	parts.push(`<line class="axis" x1="${LEFT}" y1="${bottom}" x2="${RIGHT}" y2="${bottom}"/>`);
	return parts;
}

/** @param series as returned by measureFleets(). */
export function drawFleets({ rows, series }) {
	const herd = series["each second"];
	const spread = series["back-off"];
	const { devices } = rows[0];
	const seconds = Math.max(herd.tried.length, spread.tried.length);
	// Rounds the scale to a round number: 1,500 rather than 1,357.
	const largest = Math.max(10, ...herd.tried, ...spread.tried);
	const unit = 10 ** Math.floor(Math.log10(largest)) / 2;
	const most = Math.ceil(largest / unit) * unit;
	const lower = PANEL.top + PANEL.height + PANEL.gap;
	const height = lower + PANEL.height + 62;
	const step = (RIGHT - LEFT) / seconds;
	const parts = [
		text(28, 42, `${grouped(devices)} devices lose their broker for ${herd.away} seconds`, { name: "title" }),
		text(28, 66, "Connections tried in each second; coloured: accepted. Shaded: the broker is away"),
		...panel(herd, rows[1], { title: "Trying again each second", name: "herd", top: PANEL.top, most, seconds }),
		...panel(spread, rows[0], { title: "Mote: back-off with jitter", name: "spread", top: lower, most, seconds }),
	];
	for (let second = 0; second <= seconds; second += 10)
		parts.push(text(LEFT + second * step, lower + PANEL.height + 20, String(second), { anchor: "middle" }));
	parts.push(
		text((LEFT + RIGHT) / 2, lower + PANEL.height + 44, "seconds since the broker went", { anchor: "middle" }),
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>Connections a second, when a broker comes back</title>
<style>${STYLE}
</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${parts.join("\n")}
</svg>
`;
}
