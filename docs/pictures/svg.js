// What the pictures of the documents are drawn with: SVG that can be read on light and on dark pages.

const STYLE = `
	text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #334155; }
	.title { font-size: 18px; font-weight: 600; fill: #0f172a; }
	.label { font-weight: 600; }
	.code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; }
	.faint { fill: #64748b; }
	.page { fill: #ffffff; stroke: #e2e8f0; }
	.box { fill: #f1f5f9; stroke: #cbd5e1; }
	.strong { fill: #ccfbf1; stroke: #0f766e; }
	.warm { fill: #ffedd5; stroke: #c2410c; }
	.line { stroke: #94a3b8; fill: none; }
	.arrow { stroke: #0f766e; stroke-width: 2; fill: none; marker-end: url(#head); }
	.head { fill: #0f766e; }
	@media (prefers-color-scheme: dark) {
		text { fill: #cbd5e1; }
		.title { fill: #f1f5f9; }
		.faint { fill: #94a3b8; }
		.page { fill: #0f172a; stroke: #1e293b; }
		.box { fill: #1e293b; stroke: #334155; }
		.strong { fill: #134e4a; stroke: #2dd4bf; }
		.warm { fill: #7c2d12; stroke: #fb923c; }
		.line { stroke: #64748b; }
		.arrow { stroke: #2dd4bf; }
		.head { fill: #2dd4bf; }
	}`;

const escaped = (content) => String(content).replace(/[&<>]/g, (of) => `&#${of.charCodeAt(0)};`);

/** Text at a place; `anchor`: start, middle or end. */
export const text = (x, y, content, name = "", anchor = "start") =>
	`<text x="${x}" y="${y}" text-anchor="${anchor}" class="${name}">${escaped(content)}</text>`;

/** A box with round corners. */
export const box = (x, y, width, height, name = "box") =>
	`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" class="${name}"/>`;

/** A line; with the class "arrow" it has a head. */
export const line = (x1, y1, x2, y2, name = "line") => `<path d="M${x1} ${y1}L${x2} ${y2}" class="${name}"/>`;

/** The whole picture; `description` is for those who cannot see it. */
export const svg = (width, height, description, parts) =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(description)}</title><style>${STYLE}</style>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L10 5L0 10z" class="head"/></marker></defs>
${box(0.5, 0.5, width - 1, height - 1, "page")}
${parts.join("\n")}
</svg>
`;
