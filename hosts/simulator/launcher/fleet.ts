// Many devices with the same app, in processes that one prepared engine is forked into: what the launcher asks of it, and what it says. Set-up.

import type { App } from "./manifest.js";
import { OptionError } from "./simulator-error.js";

/** What may go wrong for a fleet. */
export type Fault = "broker" | "link" | "sleep";

/** How many devices, and what happens to them. */
export interface FleetOptions {
	/** How many: each has its own memory, and in the strings of "config" its number in place of `{device}`. */
	devices: number;
	/** So many are started in a second: 100 if left out. */
	rate?: number;
	/** Seconds that it goes on after all are connected, at most: 30 if left out, 180 with a fault. With one, it ends when all is well again. */
	duration?: number;
	/**
	 * What goes wrong. "broker": all connections end, and new ones are refused, as if the broker was restarted. "link": nothing comes through, and
	 * nobody is told. "sleep": every other device is halted, as in light sleep, with its connection open.
	 */
	fault?: Fault;
	/** Seconds from when all are connected to the fault: 5 if left out. */
	faultAfter?: number;
	/** Seconds that it lasts: 10 if left out. */
	faultFor?: number;
	/** Seconds that messages may take at the end until they are acknowledged, or lost: 10 if left out. */
	grace?: number;
	/** Is told how the fleet is, ten times a second. */
	onTick?: (tick: FleetTick) => void;
}

/** How a fleet is at one moment. Numbers of connections and messages are since its start. */
export interface FleetTick {
	/** Milliseconds since the start. */
	time: number;
	phase: "start" | "run" | "fault" | "end";
	/** Devices: started so far, with a process, connected (CONNACK has come), asleep, crashed, ended without an error. */
	started: number;
	running: number;
	connected: number;
	asleep: number;
	crashed: number;
	ended: number;
	/** Connections: tried, accepted by the broker, lost later. */
	attempts: number;
	accepted: number;
	losses: number;
	/** Messages at QoS 1 and 2: sent for the first time, acknowledged, not acknowledged yet. */
	published: number;
	acknowledged: number;
	waiting: number;
}

/** What became of a fleet. */
export interface FleetResult {
	devices: number;
	ticks: FleetTick[];
	/** Messages at QoS 1 and 2 that were sent, and that nobody has acknowledged in `grace` after the end. */
	lost: number;
	/** Milliseconds from the start until all were connected; 0 if they never were. */
	upAfter: number;
	/** When the fault began and ended, in milliseconds since the start; 0 without. */
	faultAt: number;
	faultUntil: number;
	/** KB of memory that a process shares with no other (Private_Dirty): of how many devices, on average, the most. */
	dirty: { devices: number; mean: number; most: number };
	/** Milliseconds from the loss of a connection until the next CONNACK, of each loss. */
	outages: number[];
	/** Devices that ended with an error: their number, exit code and last words. */
	crashes: { device: number; code: number; words: string }[];
}

const FAULTS = ["broker", "link", "sleep"];
const PLACEHOLDER = "{device}";

const seconds = (name: string, value: number | undefined): void => {
	if (value !== undefined && !(value >= 0 && value <= 86_400))
		throw new OptionError(`${name}: ${value}, not seconds from 0 to 86400`);
};

/** Throws an OptionError that says what to write, if there is something wrong. */
export function checkFleet({ devices, rate = 1, duration, fault, faultAfter, faultFor, grace }: FleetOptions): void {
	if (!(Number.isInteger(devices) && devices > 0 && devices <= 10_000))
		throw new OptionError(`devices: ${devices}, not a number from 1 to 10000`);
	if (!(Number.isInteger(rate) && rate > 0)) throw new OptionError(`rate: ${rate}, not a number of devices from 1 on`);
	if (fault !== undefined && !FAULTS.includes(fault))
		throw new OptionError(`fault: "${fault}", none of ${FAULTS.join(", ")}`);
	seconds("duration", duration);
	seconds("fault after", faultAfter);
	seconds("fault for", faultFor);
	seconds("grace", grace);
}

/** As the program reads it. */
export function describeFleet({
	devices,
	rate = 100,
	fault,
	duration = fault ? 180 : 30,
	faultAfter = 5,
	faultFor = 10,
	grace = 10,
}: FleetOptions): string[] {
	return [
		`devices\t${devices}`,
		`rate\t${rate}`,
		`duration\t${Math.round(duration * 1000)}`,
		`grace\t${Math.round(grace * 1000)}`,
		`faultAfter\t${Math.round(faultAfter * 1000)}`,
		`faultFor\t${Math.round(faultFor * 1000)}`,
		...(fault ? [`fault\t${fault}`] : []),
	];
}

const has = (value: unknown): boolean =>
	typeof value === "string"
		? value.includes(PLACEHOLDER)
		: typeof value === "object" && value !== null && Object.values(value).some(has);

/** Sees to it that devices differ: by `{device}` somewhere in "config", else behind its `id`. */
export function tellApart(app: App): void {
	if (has(app.config)) return;
	if (typeof app.config.id !== "string" || app.modules.has("mc/config")) {
		throw new OptionError(
			`devices: nothing in "config" tells them apart. Put {device} where their number is to be, for example id=sensor-{device}`,
		);
	}
	app.config.id += `-${PLACEHOLDER}`;
}

/** Takes what the program writes, line by line. */
export class FleetReader {
	readonly ticks: FleetTick[] = [];
	result: FleetResult | undefined;
	#rest = "";
	readonly #devices: number;
	readonly #onTick: FleetOptions["onTick"];

	constructor({ devices, onTick }: FleetOptions) {
		this.#devices = devices;
		this.#onTick = onTick;
	}

	take(text: string): void {
		const lines = (this.#rest + text).split("\n");
		this.#rest = lines.pop()!;
		for (const line of lines) {
			const { end, ...said } = JSON.parse(line);
			if (end) this.result = { devices: this.#devices, ...said, ticks: this.ticks };
			else {
				this.ticks.push(said);
				this.#onTick?.(said);
			}
		}
	}
}

/** How many of something there were in each second: `count` is a number of a tick that only grows. */
export function perSecond(ticks: FleetTick[], count: "attempts" | "accepted" | "losses" | "published"): number[] {
	const counts: number[] = [];
	let before = 0;
	for (const tick of ticks) {
		const second = Math.floor(tick.time / 1000);
		while (counts.length <= second) counts.push(0);
		counts[second]! += tick[count] - before;
		before = tick[count];
	}
	return counts;
}

/** What the command line says; undefined if it is about one device. */
export function fleetOptions(values: Record<string, string | boolean | undefined>): FleetOptions | undefined {
	const number = (name: string): number | undefined => {
		const text = values[name];
		if (text === undefined) return;
		if (!/^\d+(\.\d+)?$/.test(String(text))) throw new OptionError(`--${name}: ${JSON.stringify(text)} is no number`);
		return Number(text);
	};
	const devices = number("devices");
	if (devices === undefined) {
		const other = ["rate", "fault", "fault-after", "fault-for", "duration"].find((name) => values[name] !== undefined);
		if (other) throw new OptionError(`--${other} is for fleets: say how many with --devices`);
		return;
	}
	const options: Record<string, unknown> = {
		devices,
		rate: number("rate"),
		duration: number("duration"),
		fault: values.fault,
		faultAfter: number("fault-after"),
		faultFor: number("fault-for"),
	};
	return Object.fromEntries(
		Object.entries(options).filter(([, value]) => value !== undefined),
	) as unknown as FleetOptions;
}
