// Set-up. Options of the command and of simulate() for the link between a device and the network.

import { OptionError } from "./simulator-error.js";

/** See SimulateOptions. */
interface Link {
	latency?: number;
	loss?: number;
	bandwidth?: number;
	sendBuffer?: number;
}

/**
 * Bytes of data in a TCP segment on an ESP32, whose send buffer takes several. An ESP8266 has 536, and its send
 * buffer takes two.
 */
const SEGMENT = 1436;

/** Throws an OptionError that says what to write if an option is wrong. */
export function checkLink({ latency = 0, loss = 0, bandwidth = 1 }: Link): void {
	if (!(latency >= 0 && latency <= 60_000))
		throw new OptionError(`latency: expected 0 to 60000 milliseconds, got ${latency}`);
	if (!(loss >= 0 && loss <= 90)) throw new OptionError(`loss: expected 0 to 90 percent, got ${loss}`);
	if (!(Number.isInteger(bandwidth) && bandwidth > 0 && bandwidth < 2 ** 31)) {
		throw new OptionError(`bandwidth: expected 1 or more bytes per second, got ${bandwidth}`);
	}
}

/** The options in the form that the device reads. */
export function describeLink({ latency = 0, loss = 0, bandwidth = 0, sendBuffer = 5744 }: Link): string[] {
	return [
		`latency\t${latency}`,
		`loss\t${loss}`,
		`bandwidth\t${bandwidth}`,
		`segment\t${Math.min(SEGMENT, Math.floor(sendBuffer / 2))}`,
	];
}

/** The options from the command line. */
export function linkOptions(values: Record<string, string | boolean | undefined>): Link {
	const link: Link = {};
	for (const name of ["latency", "loss", "bandwidth"] as const) {
		const text = values[name];
		if (text === undefined) continue;
		link[name] = text === "" ? Number.NaN : Number(text);
		if (Number.isNaN(link[name])) throw new OptionError(`--${name}: expected a number, got ${JSON.stringify(text)}`);
	}
	return link;
}
