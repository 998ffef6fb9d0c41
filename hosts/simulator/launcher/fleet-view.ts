// Shows a fleet in the terminal: one line while it runs, a table and a chart at the end.

import { writeFileSync } from "node:fs";
import { type FleetOptions, type FleetResult, type FleetTick, perSecond } from "./fleet.js";

const grouped = (count: number): string => count.toLocaleString("en-US");
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
const plural = (count: number, name: string): string => `${grouped(count)} ${name}${count === 1 ? "" : "s"}`;

/** The state of the fleet in one line. @param before the state a second ago, for the rate. */
export function liveLine(tick: FleetTick, before: FleetTick | undefined, devices: number): string {
	const { time, phase, connected, started, asleep, crashed, attempts, published, acknowledged } = tick;
	const span = before ? (time - before.time) / 1000 : 0;
	const rate = span > 0 ? Math.round((attempts - before!.attempts) / span) : 0;
	return [
		seconds(time),
		`${connected}/${devices} connected`,
		...(started < devices ? [`${devices - started} to start`] : []),
		...(asleep ? [`${asleep} asleep`] : []),
		...(crashed ? [`${crashed} crashed`] : []),
		`${rate} connections/s`,
		`${grouped(published)} published`,
		`${grouped(acknowledged)} acknowledged`,
		...(phase === "fault" ? ["FAULT"] : []),
	].join("  ");
}

const BARS = " ▁▂▃▄▅▆▇█";
const HEIGHT = 6;
const LONGEST = 72;

/**
 * A bar chart of numbers, one for each second. If there are too many, a bar stands for several seconds. `mark` is an
 * interval in seconds that is marked below.
 */
export function chart(counts: number[], mark?: { from: number; to: number; name: string }): string {
	const width = Math.ceil(counts.length / LONGEST) || 1;
	const columns: number[] = [];
	for (let at = 0; at < counts.length; at += width) columns.push(Math.max(...counts.slice(at, at + width)));
	const most = Math.max(1, ...columns);
	const margin = grouped(most).length;
	const lines: string[] = [];
	for (let row = HEIGHT - 1; row >= 0; row--) {
		const cells = columns.map((count) => {
			const eighths = Math.ceil((count / most) * HEIGHT * 8) - row * 8;
			return BARS[Math.max(0, Math.min(8, eighths))];
		});
		const label = row === HEIGHT - 1 ? grouped(most) : row ? "" : "0";
		lines.push(`${label.padStart(margin)} │${cells.join("").trimEnd()}`);
	}
	const indent = " ".repeat(margin + 1);
	lines.push(`${indent}└${"─".repeat(columns.length)} ${counts.length} s`);
	if (mark) {
		const from = Math.floor(mark.from / width);
		const count = Math.max(1, Math.ceil(mark.to / width) - from);
		lines.push(`${indent} ${" ".repeat(from)}${"~".repeat(count)} ${mark.name}`);
	}
	return lines.join("\n");
}

const NAMES = { broker: "broker away", link: "nothing comes through", sleep: "half asleep" };

/** The value below which this part of the numbers lies. */
const quantile = (sorted: number[], part: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;

/** The table, the crashes and the chart that are printed at the end. */
export function summary(result: FleetResult, { fault }: Pick<FleetOptions, "fault">): string {
	const last = result.ticks.at(-1)!;
	const { dirty, lost, crashes, upAfter } = result;
	const outages = result.outages.toSorted((a, b) => a - b);
	const rows: [string, string][] = [
		[
			"devices",
			`${grouped(result.devices)}, ${upAfter ? `all connected after ${seconds(upAfter)}` : "never all connected"}`,
		],
		["memory of each", `${grouped(dirty.mean)} KB on average, ${grouped(dirty.most)} KB at most (private dirty pages)`],
		[
			"connections",
			`${grouped(last.attempts)} tried, ${grouped(last.accepted)} accepted, ${grouped(last.losses)} lost`,
		],
	];
	if (outages.length) {
		const [half, most, all] = [0.5, 0.95, 1].map((part) => seconds(quantile(outages, part)));
		rows.push(["connected again", `half after ${half}, 95 % after ${most}, the last after ${all}`]);
	}
	rows.push([
		"messages",
		`${grouped(last.published)} at QoS 1 or 2, ${grouped(last.acknowledged)} acknowledged, ${lost ? grouped(lost) : "none"} lost`,
	]);
	rows.push(["crashed", crashes.length ? plural(crashes.length, "device") : "none"]);
	const table = rows.map(([name, text]) => `${name.padEnd(16)} ${text}\n`).join("");
	const died = crashes
		.slice(0, 10)
		.map(
			({ device, code, words }) =>
				`  device ${device}, exit code ${code}: ${words.trim().replaceAll("\n", "\n    ")}\n`,
		)
		.join("");
	const more = crashes.length > 10 ? `  and ${crashes.length - 10} more\n` : "";
	const mark =
		fault && result.faultAt
			? { from: result.faultAt / 1000, to: result.faultUntil / 1000, name: NAMES[fault] }
			: undefined;
	return `${table}${died}${more}\nconnections a second\n${chart(perSecond(result.ticks, "attempts"), mark)}\n`;
}

/**
 * Runs a fleet, shows its state while it runs, prints the summary, and writes the result to `file` if it is given.
 * Resolves to the exit code: 0, or 1 if messages were lost or devices crashed.
 */
export async function showFleet(
	run: (fleet: FleetOptions, signal: AbortSignal) => Promise<FleetResult>,
	fleet: FleetOptions,
	file: string | undefined,
): Promise<number> {
	const { stderr } = process;
	const stop = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
	const ticks: FleetTick[] = [];
	let shown = Number.NEGATIVE_INFINITY;
	const onTick = (tick: FleetTick): void => {
		ticks.push(tick);
		const before = ticks.findLast(({ time }) => time <= tick.time - 1000);
		if (stderr.isTTY)
			stderr.write(`\r\x1b[K${liveLine(tick, before, fleet.devices).slice(0, (stderr.columns ?? 120) - 1)}`);
		else if (tick.time - shown >= 5000 || tick.phase !== ticks.at(-2)?.phase) {
			shown = tick.time;
			stderr.write(`${liveLine(tick, before, fleet.devices)}\n`);
		}
	};
	const result = await run({ ...fleet, onTick }, stop.signal);
	if (stderr.isTTY) stderr.write("\r\x1b[K");
	process.stdout.write(summary(result, fleet));
	if (file !== undefined) writeFileSync(file, `${JSON.stringify(result)}\n`);
	return result.lost || result.crashes.length ? 1 : 0;
}
