// Converts bench/chip.json into the tables of docs/figures.md, and bench/chip-tls.json into those of docs/tls.md.
const NAMES = {
	"first-publish-qos0": "the first publish of a topic, at QoS 0",
	"publish-qos0": "publish at QoS 0",
	"publish-qos1": "publish at QoS 1, and its PUBACK",
	"publish-qos1-unheard": "the same, if nobody has subscribed",
	"receive-qos0": "receive at QoS 0",
	"receive-qos1": "receive at QoS 1, and its PUBACK",
	ping: "PINGREQ and PINGRESP",
};
const number = (value) => Math.round(value).toLocaleString("en");

/** Memory in use or free at different times. */
const MEMORY = {
	slots: "slots in use",
	chunkBytes: "bytes of chunks in use",
	stackSlots: "slots of the stack, at most, since the column before",
	freeHeap: "bytes of C heap that are free",
	leastFreeHeap: "the fewest that ever were",
	leastFreeNativeStack: "the fewest bytes of the native stack that ever were free",
};
const TIMES = { none: "the network is up", mote: "after 3.1.1", mote5: "after 5.0", sdk: "after the SDK's client" };

/** The document with the tables of a report. */
export const withTables = (document, report) =>
	between(document, "chip", `${operationsTable(report)}\n\n${memoryTable(report)}`);

/** The document with the tables about TLS. */
export const withTLS = (document, report) => between(document, "chip-tls", tlsTable(report));

function between(document, mark, tables) {
	const [from, to] = [`<!-- ${mark} -->\n`, `\n<!-- /${mark} -->`];
	const start = document.indexOf(from) + from.length;
	if (start < from.length) throw new Error(`no ${from}`);
	return document.slice(0, start) + tables + document.slice(document.indexOf(to));
}

const TLS = {
	milliseconds: "milliseconds from the socket to CONNACK",
	mostSlots: "slots in use while connecting, at most, with garbage",
	mostChunkBytes: "bytes of chunks in use while connecting, at most, with garbage",
	slots: "slots in use once open, without garbage",
	chunkBytes: "bytes of chunks in use once open, without garbage",
	stackSlots: "slots of the stack, at most",
	freeHeap: "bytes of C heap that are free",
	leastFreeHeap: "the fewest that ever were",
	leastFreeNativeStack: "the fewest bytes of the native stack that ever were free",
};
const HANDSHAKES = { none: "the network is up", full: "full handshake", resumed: "resumed" };
/** Columns without a value before the connection. */
const LATER = ["milliseconds", "mostSlots", "mostChunkBytes"];

function tlsTable(report) {
	const rows = Object.entries(TLS).map(([name, text]) => {
		const cells = Object.keys(HANDSHAKES).map((at) =>
			at === "none" && LATER.includes(name) ? "" : number(report[at][name]),
		);
		return `| ${[text, ...cells].join(" | ")} |`;
	});
	return [`| | ${Object.values(HANDSHAKES).join(" | ")} |`, "|---|---|---|---|", ...rows].join("\n");
}

function memoryTable({ memory }) {
	const rows = Object.entries(MEMORY).map(
		([name, text]) => `| ${[text, ...Object.keys(TIMES).map((client) => number(memory[client][name]))].join(" | ")} |`,
	);
	return [`| | ${Object.values(TIMES).join(" | ")} |`, "|---|---|---|---|---|", ...rows].join("\n");
}

function operationsTable({ operations }) {
	const of = (client, operation) => operations.find((row) => row.client === client && row.operation === operation);
	const rows = Object.entries(NAMES).map(([operation, name]) => {
		const cells = ["mote", "mote5", "sdk"]
			.map((client) => of(client, operation))
			.flatMap((row) =>
				row
					? [
							`${number(row.instructions)} (${number(row.microseconds)} µs)`,
							`${number(row.slots)}, ${number(row.chunkBytes)}`,
						]
					: ["", ""],
			);
		return `| ${[name, ...cells].join(" | ")} |`;
	});
	return [
		"| per operation | 3.1.1: instructions | slots, chunk bytes | 5.0 | slots, chunk bytes | the SDK's client | slots, chunk bytes |",
		"|---|---|---|---|---|---|---|",
		...rows,
	].join("\n");
}
