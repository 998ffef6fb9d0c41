import { liveAYear } from "../unattended/year-runs.js";

// A measurement every ten minutes of a year, against each broker, in both versions.
for (const cloud of ["aws", "azure", "thingsboard"])
	for (const version of [4, 5]) liveAYear(cloud, version, { days: 365, interval: 600_000, seeds: [1, 2, 3] });
