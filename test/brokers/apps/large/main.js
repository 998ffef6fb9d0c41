// On a device of 32 KB: publishes a retained message of a megabyte at QoS 1. The connection is lost in the middle.
// Then the app disconnects and reports the outcome, how often the source was read from the beginning, and what was
// allocated the last time.

import probe from "simulator:probe";
import { machine } from "machine";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { LargeMessages } from "mote-mqtt/large-messages";

const size = Number(config.size);
const half = size >> 1;
const report = { identifier: 0, code: -1, tries: 0, connections: 0, slots: 0, chunkBytes: 0, heapBytes: 0 };

const client = new Client({
	...machine,
	host: config.host,
	port: Number(config.port),
	id: "device",
	clean: false,
	reconnect: { minimum: 10, maximum: 100 },
	buffers: { send: 64, receive: 64, unacknowledged: 256 },
	onConnect() {
		report.connections++;
	},
	onOutcome(identifier, code) {
		count(1);
		probe.collector(true);
		report.identifier = identifier;
		report.code = code;
		client.disconnect();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		if (reason.retry === undefined) trace(JSON.stringify(report), "\n");
	},
});
const large = new LargeMessages(1024);
large.publishFrom(client.topic("large/out", { QoS: 1, retain: true }), size, give);

function give(offset, into, most) {
	if (offset === 0) begin();
	// The first time, the spec that reads this line restarts the broker.
	if (report.tries === 1 && offset >= half) {
		trace("half\n");
		return 0;
	}
	for (let i = 0; i < most; i++) into[i] = (offset + i) * 7 + (offset >> 10);
	return most;
}

function begin() {
	report.tries++;
	report.slots = report.chunkBytes = report.heapBytes = 0;
	if (report.tries === 1) return;
	probe.collect();
	probe.collector(false);
	count(-1);
}

/** Adds or subtracts what has been allocated so far. */
function count(sign) {
	report.slots += sign * probe.slots();
	report.chunkBytes += sign * probe.chunkBytes();
	report.heapBytes += sign * probe.heapBytes();
}
