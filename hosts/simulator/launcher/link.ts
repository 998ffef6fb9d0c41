// The link between a device and the network, as options of the command and of simulate(). Set-up.

import { OptionError } from "./simulator-error.js";

/** See SimulateOptions. */
interface Link {
	latency?: number;
	loss?: number;
	bandwidth?: number;
	sendBuffer?: number;
}

/** Bytes of data in a segment: ESP32, whose send buffer has room for several; an ESP8266's, for two, has 536. */
const SEGMENT = 1436;

/** Throws an OptionError that says what to write, if there is something wrong. */
export function checkLink({ latency = 0, loss = 0, bandwidth = 1 }: Link): void {
	if (!(latency >= 0 && latency <= 60_000))
		throw new OptionError(`latency: ${latency}, not milliseconds from 0 to 60000`);
	if (!(loss >= 0 && loss <= 90)) throw new OptionError(`loss: ${loss}, not a percentage from 0 to 90`);
	if (!(Number.isInteger(bandwidth) && bandwidth > 0 && bandwidth < 2 ** 31)) {
		throw new OptionError(`bandwidth: ${bandwidth}, not a number of bytes a second from 1 on`);
	}
}

/** As the device reads it. */
export function describeLink({ latency = 0, loss = 0, bandwidth = 0, sendBuffer = 5744 }: Link): string[] {
	return [
		`latency\t${latency}`,
		`loss\t${loss}`,
		`bandwidth\t${bandwidth}`,
		`segment\t${Math.min(SEGMENT, Math.floor(sendBuffer / 2))}`,
	];
}

/** What the command line says about it. */
export function linkOptions(values: Record<string, string | boolean | undefined>): Link {
	const link: Link = {};
	for (const name of ["latency", "loss", "bandwidth"] as const) {
		const text = values[name];
		if (text === undefined) continue;
		link[name] = text === "" ? Number.NaN : Number(text);
		if (Number.isNaN(link[name])) throw new OptionError(`--${name}: ${JSON.stringify(text)} is no number`);
	}
	return link;
}
