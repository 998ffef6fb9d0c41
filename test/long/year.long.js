import { liveAYear } from "../unattended/year-runs.js";

// A measurement every ten minutes of a year, against each broker, in both versions. An XS engine is slower: there, the one with a broker in reserve.
const seeds = globalThis.process ? [1, 2, 3] : [3];

for (const cloud of ["aws", "azure", "thingsboard"])
	for (const version of [4, 5]) liveAYear(cloud, version, { days: 365, interval: 600_000, seeds });
