// MQTT's normative statements in our own words: mqtt311.tsv and mqtt5.tsv. A line is a section (number, name, anchor
// in the specification) or a statement:
//
//     id       as in the specification; 3.1.1 and 5.0 use the same ids with different meanings
//     binds    client or server
//     asks     what the statement requires; for a server, only where a client can notice
//     reason   why no test can prove it, or need not: server, "app: …" or "nothing observable: …". Without a
//              reason, a test must prove it; also if the reason begins with "and", which only adds information
//
// A test names the statements that it proves in its title, as [MQTT-2.3.1-2]. Its folder determines the version.
import { readFileSync } from "node:fs";

/** The versions of MQTT: the `folders` of test/ with tests for it, and the `place` of its specification. */
export const VERSIONS = [
	{
		name: "MQTT 3.1.1",
		folders: ["wire", "mqtt311", "parts/mqtt311", "hosts/ecma419"],
		place: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html",
		lines: read("mqtt311.tsv"),
	},
	{
		name: "MQTT 5.0",
		folders: ["mqtt5", "parts/mqtt5"],
		place: "https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html",
		lines: read("mqtt5.tsv"),
	},
];

function read(file) {
	const [, ...lines] = readFileSync(new URL(file, import.meta.url), "utf8")
		.split("\n")
		.filter((line) => line);
	return lines.map((line) => {
		const [id, binds, asks, reason] = line.split("\t");
		return binds ? { id, binds, asks, reason } : { section: id, name: asks, anchor: reason };
	});
}

/** Whether a test must prove a statement. */
export function needsProof({ asks, reason }) {
	return Boolean(asks) && (!reason || reason.startsWith("and "));
}
