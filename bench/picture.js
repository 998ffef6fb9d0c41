// Draws memory in use over messages, as SVG for light and dark pages.

const WIDTH = 960;
const HEIGHT = 510;
/** The frames of the whole run, and of the detail in its empty upper part. */
const RUN = { left: 84, top: 110, right: 916, bottom: 434 };
const DETAIL = { left: 376, top: 162, right: 892, bottom: 296 };
const DETAIL_COUNT = 40;
const MEMORY = 32_768;

const STYLE = `
	text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #475569; }
	.title { font-size: 20px; font-weight: 600; fill: #0f172a; }
	.label { font-size: 14px; font-weight: 600; }
	.page { fill: #ffffff; stroke: #e2e8f0; }
	.panel { fill: #f8fafc; stroke: #cbd5e1; }
	.grid { stroke: #e2e8f0; }
	.guide { stroke: #94a3b8; stroke-dasharray: 3 3; }
	.steady { fill: none; stroke: #0f766e; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
	.steady-text { fill: #0f766e; }
	.saw { fill: none; stroke: #c2410c; stroke-width: 1.5; stroke-linejoin: round; }
	.band { fill: #fb923c; fill-opacity: 0.55; }
	.saw-text { fill: #c2410c; }
	@media (prefers-color-scheme: dark) {
		text { fill: #94a3b8; }
		.title { fill: #f1f5f9; }
		.page { fill: #0f172a; stroke: #1e293b; }
		.panel { fill: #16213a; stroke: #334155; }
		.grid { stroke: #1e293b; }
		.guide { stroke: #64748b; }
		.steady { stroke: #2dd4bf; }
		.steady-text { fill: #2dd4bf; }
		.saw { stroke: #fb923c; }
		.band { fill: #ea580c; fill-opacity: 0.6; }
		.saw-text { fill: #fb923c; }
	}`;

const grouped = (number) => number.toLocaleString("en-US");
const rounded = (number) => String(Math.round(number * 10) / 10);

/** Returns functions that map values to positions in a frame. */
function scale(frame, [firstX, lastX], [lowY, highY]) {
	return {
		x: (x) => rounded(frame.left + ((x - firstX) / (lastX - firstX)) * (frame.right - frame.left)),
		y: (y) => rounded(frame.bottom - ((y - lowY) / (highY - lowY)) * (frame.bottom - frame.top)),
	};
}

const text = (x, y, content, { anchor = "start", name } = {}) =>
	`<text x="${x}" y="${y}" text-anchor="${anchor}"${name ? ` class="${name}"` : ""}>${content}</text>`;

const line = (name, x1, y1, x2, y2) => `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;

/** Points [message, bytes] as a path, without points that lie on a line with both neighbours. */
function polyline(points, { x, y }) {
	const level = (i) => points[i - 1]?.[1] === points[i][1] && points[i][1] === points[i + 1]?.[1];
	return points
		.filter((_point, i) => !level(i))
		.map(([message, bytes]) => `${x(message)} ${y(bytes)}`)
		.join("L");
}

const path = (name, points, scales) => `<path class="${name}" d="M${polyline(points, scales)}"/>`;

/** The area between minimum and maximum of each `size` messages. */
function band(name, bytes, size, scales) {
	const upper = [];
	const lower = [];
	for (let start = 0; start < bytes.length; start += size) {
		const part = bytes.slice(start, start + size);
		for (const message of [start + 1, start + part.length]) {
			upper.push([message, Math.max(...part)]);
			lower.push([message, Math.min(...part)]);
		}
	}
	return `<path class="${name}" d="M${polyline(upper, scales)}L${polyline(lower.reverse(), scales)}Z"/>`;
}

function range(bytes) {
	const low = Math.min(...bytes);
	const high = Math.max(...bytes);
	return low === high ? `${grouped(low)} bytes after every message` : `${grouped(low)} to ${grouped(high)} bytes`;
}

const times = (collections) =>
	collections === 1 ? "1 garbage collection" : `${grouped(collections)} garbage collections`;

/**
 * @param steady memory in use after each message, and collections: the client publishing bytes.
 * @param saw the same for the comparison, publishing strings.
 * @param bits the engine's pointer width.
 */
export function drawMemory(steady, saw, bits) {
	const count = steady.bytes.length;
	const run = scale(RUN, [0, count], [0, MEMORY]);
	const parts = [];

	parts.push(text(28, 42, `Memory in use while publishing ${grouped(count)} messages at QoS 1`, { name: "title" }));
	parts.push(
		text(
			28,
			66,
			`Bytes of the 32 KB that JavaScript has on an ESP8266, the whole app (XS, ${bits}-bit, garbage collector on)`,
		),
	);

	for (let bytes = 0; bytes <= MEMORY; bytes += 8_192) {
		parts.push(line("grid", RUN.left, run.y(bytes), RUN.right, run.y(bytes)));
		parts.push(text(RUN.left - 10, Number(run.y(bytes)) + 4.5, grouped(bytes), { anchor: "end" }));
	}
	for (let message = 0; message <= count; message += count / 5) {
		parts.push(text(run.x(message), RUN.bottom + 22, grouped(message), { anchor: "middle" }));
	}
	parts.push(
		text((RUN.left + RUN.right) / 2, RUN.bottom + 46, "messages published and acknowledged", { anchor: "middle" }),
	);
	parts.push(text(RUN.left - 10, RUN.top - 16, "bytes", { anchor: "end" }));

	const numbered = (bytes) => bytes.map((value, i) => [i + 1, value]);
	parts.push(band("band", saw.bytes, 25, run));
	parts.push(path("steady", numbered(steady.bytes), run));

	// The detail shows what the band consists of.
	const all = [...steady.bytes, ...saw.bytes];
	const low = Math.floor(Math.min(...all) / 1_000) * 1_000;
	const high = Math.ceil(Math.max(...all) / 1_000) * 1_000;
	const first = count - DETAIL_COUNT + 1;
	const detail = scale({ ...DETAIL, left: DETAIL.left + 64, right: DETAIL.right - 14 }, [first, count], [low, high]);
	parts.push(line("guide", RUN.right, run.y(high), DETAIL.right, DETAIL.bottom + 14));
	parts.push(line("guide", run.x(first - count / 60), run.y(high), DETAIL.left, DETAIL.bottom + 14));
	parts.push(
		`<rect class="panel" x="${DETAIL.left}" y="${DETAIL.top - 38}" width="${DETAIL.right - DETAIL.left}" ` +
			`height="${DETAIL.bottom - DETAIL.top + 52}" rx="6"/>`,
	);
	parts.push(text(DETAIL.left + 14, DETAIL.top - 18, `The last ${DETAIL_COUNT} messages, one by one`));
	for (let bytes = low; bytes <= high; bytes += 1_000) {
		parts.push(line("grid", DETAIL.left + 64, detail.y(bytes), DETAIL.right - 14, detail.y(bytes)));
		parts.push(text(DETAIL.left + 54, Number(detail.y(bytes)) + 4.5, grouped(bytes), { anchor: "end" }));
	}
	parts.push(path("saw", numbered(saw.bytes).slice(-DETAIL_COUNT), detail));
	parts.push(path("steady", numbered(steady.bytes).slice(-DETAIL_COUNT), detail));

	// Labels above the beginning of each line.
	const label = (y, name, heading, figures, collections) => {
		parts.push(text(RUN.left + 14, y, heading, { name: `label ${name}` }));
		parts.push(text(RUN.left + 14, y + 18, figures, { name }));
		parts.push(text(RUN.left + 14, y + 36, times(collections), { name }));
	};
	label(
		Number(run.y(Math.max(...saw.bytes))) - 50,
		"saw-text",
		"A string for each payload",
		range(saw.bytes),
		saw.collections,
	);
	label(
		Number(run.y(steady.bytes[0])) + 20,
		"steady-text",
		"Payloads from one buffer",
		range(steady.bytes),
		steady.collections,
	);

	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">
<title>Memory in use over ${grouped(count)} messages: ${range(steady.bytes)}, ${times(steady.collections)}</title>
<style>${STYLE}
</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10"/>
${parts.join("\n")}
</svg>
`;
}
