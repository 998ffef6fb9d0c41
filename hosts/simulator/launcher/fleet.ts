// Set-up. A fleet: many devices with the same app, forked as processes from one prepared engine. This file describes
// the fleet to the program and reads its output.

import type { App } from "./manifest.js";
import { OptionError } from "./simulator-error.js";

/** What can go wrong in a fleet. */
export type Fault = "broker" | "link" | "sleep";

/** Size and course of a fleet. */
export interface FleetOptions {
	/**
	 * The number of devices. Each has its own memory. `{device}` in the strings of "config" is replaced by its
	 * number.
	 */
	devices: number;
	/** Devices started per second; default 100. */
	rate?: number;
	/**
	 * Seconds to run after all devices are connected: default 30, with a fault 180. With a fault, the run ends
	 * earlier if all devices have recovered.
	 */
	duration?: number;
	/**
	 * What goes wrong. "broker": all connections end and new ones are refused, as when the broker restarts. "link":
	 * nothing comes through, and no side is told. "sleep": every other device is halted, as in light sleep, with its
	 * connection open.
	 */
	fault?: Fault;
	/** Seconds from when all devices are connected to the fault; default 5. */
	faultAfter?: number;
	/** Seconds that the fault lasts; default 10. */
	faultFor?: number;
	/** Seconds to wait at the end for acknowledgements. Messages without one count as lost. Default 10. */
	grace?: number;
	/** Called ten times a second with the state of the fleet. */
	onTick?: (tick: FleetTick) => void;
}

/** The state of a fleet at one moment. Connections and messages are counted from the start. */
export interface FleetTick {
	/** Milliseconds since the start. */
	time: number;
	phase: "start" | "run" | "fault" | "end";
	/**
	 * Numbers of devices: started, with a process, connected (CONNACK received), asleep, crashed, ended without an
	 * error.
	 */
	started: number;
	running: number;
	connected: number;
	asleep: number;
	crashed: number;
	ended: number;
	/** Numbers of connections: attempted, accepted by the broker, lost later. */
	attempts: number;
	accepted: number;
	losses: number;
	/** Numbers of messages at QoS 1 and 2: sent for the first time, acknowledged, not acknowledged yet. */
	published: number;
	acknowledged: number;
	waiting: number;
}

/** The result of a run. */
export interface FleetResult {
	devices: number;
	ticks: FleetTick[];
	/** Messages at QoS 1 and 2 that were sent and not acknowledged within `grace` after the end. */
	lost: number;
	/** Milliseconds from the start until all devices were connected; 0 if they never were. */
	upAfter: number;
	/** The start and end of the fault in milliseconds since the start; 0 without a fault. */
	faultAt: number;
	faultUntil: number;
	/**
	 * Memory in KB that a process does not share (Private_Dirty): the number of devices measured, the mean, the
	 * maximum.
	 */
	dirty: { devices: number; mean: number; most: number };
	/** For each lost connection, the milliseconds until the next CONNACK. */
	outages: number[];
	/** Devices that ended with an error: number, exit code, and the end of their output. */
	crashes: { device: number; code: number; words: string }[];
}

const FAULTS = ["broker", "link", "sleep"];
const PLACEHOLDER = "{device}";

const seconds = (name: string, value: number | undefined): void => {
	if (value !== undefined && !(value >= 0 && value <= 86_400))
		throw new OptionError(`${name}: expected 0 to 86400 seconds, got ${value}`);
};

/** Throws an OptionError that says what to write if an option is wrong. */
export function checkFleet({ devices, rate = 1, duration, fault, faultAfter, faultFor, grace }: FleetOptions): void {
	if (!(Number.isInteger(devices) && devices > 0 && devices <= 10_000))
		throw new OptionError(`devices: expected 1 to 10000, got ${devices}`);
	if (!(Number.isInteger(rate) && rate > 0))
		throw new OptionError(`rate: expected 1 or more devices per second, got ${rate}`);
	if (fault !== undefined && !FAULTS.includes(fault))
		throw new OptionError(`fault: expected one of ${FAULTS.join(", ")}, got "${fault}"`);
	seconds("duration", duration);
	seconds("fault after", faultAfter);
	seconds("fault for", faultFor);
	seconds("grace", grace);
}

/** The options in the form that the program reads. */
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

/** Makes the devices differ: by `{device}` somewhere in "config", otherwise by a number appended to its `id`. */
export function tellApart(app: App): void {
	if (has(app.config)) return;
	if (typeof app.config.id !== "string" || app.modules.has("mc/config")) {
		throw new OptionError(
			`devices: nothing in "config" distinguishes them. Write {device} where their number should be, for example id=sensor-{device}`,
		);
	}
	app.config.id += `-${PLACEHOLDER}`;
}

/** Parses the program's output line by line. */
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

/** Increments of a counter in each second. */
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

/** The fleet's options from the command line; undefined for a single device. */
export function fleetOptions(values: Record<string, string | boolean | undefined>): FleetOptions | undefined {
	const number = (name: string): number | undefined => {
		const text = values[name];
		if (text === undefined) return;
		if (!/^\d+(\.\d+)?$/.test(String(text)))
			throw new OptionError(`--${name}: expected a number, got ${JSON.stringify(text)}`);
		return Number(text);
	};
	const devices = number("devices");
	if (devices === undefined) {
		const other = ["rate", "fault", "fault-after", "fault-for", "duration"].find((name) => values[name] !== undefined);
		if (other) throw new OptionError(`--${other} needs --devices`);
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
