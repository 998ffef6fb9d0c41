// MQTT's normative statements, in our own words: mqtt311.tsv and mqtt5.tsv. A line is a section (its number, its name, its place in the
// specification), or a statement:
//
//     id       as the specification has it; 3.1.1 and 5.0 use the same ones with different meanings
//     binds    client; or server
//     asks     what the statement asks of it; for a server, only where a client can tell whether it is done
//     reason   why no test can prove it, or need not: server, "app: …" or "nothing observable: …". Where there is nothing,
//              a test has to; where it begins with "and", too: then it says what more there is to know
//
// A test names the statements it proves in its title, as [MQTT-2.3.1-2]. Its folder tells the version.
import { readFileSync } from "node:fs";

/** The versions of MQTT: `folders` of test/ whose tests are about them, `place` of the specification. */
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

/** Whether a test has to prove a statement. */
export function needsProof({ asks, reason }) {
	return Boolean(asks) && (!reason || reason.startsWith("and "));
}
