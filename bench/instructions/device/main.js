// Measures one suite. The figure of an operation is the slope between two repeat counts, with the garbage collector
// off.
import probe from "simulator:probe";
import { messages } from "packets";
import { groups } from "suite";

const FEW = 64;
const MANY = 192;

function cost(operation, count, clean) {
	const written = probe.bytesWritten();
	const received = messages.received;
	const start = [probe.instructions(), probe.slots(), probe.chunkBytes(), probe.heapBytes()];
	operation.run(count);
	const end = [probe.instructions(), probe.slots(), probe.chunkBytes(), probe.heapBytes()];
	expect(operation, count, "bytes written", operation.written, probe.bytesWritten() - written);
	expect(operation, count, "messages received", operation.received, messages.received - received);
	if (clean) clean();
	return end.map((value, i) => value - start[i]);
}

/** Reports an operation that did not do what it was measured for. */
function expect({ name }, count, what, each, is) {
	if (each !== undefined && is !== each * count) trace(`failed\t${name}: ${is} ${what}, not ${each * count}\n`);
}

function measure(client, operation) {
	const { name, few = FEW, many = MANY, clean } = operation;
	probe.collect();
	probe.collector(false);
	cost(operation, few, clean);
	const less = cost(operation, few, clean);
	const more = cost(operation, many, clean);
	const slope = more.map((value, i) => (value - less[i]) / (many - few));
	trace("measured\t", [client, name, ...slope].join("\t"), "\n");
	if (probe.profiling) {
		probe.profile(true);
		operation.run(many);
		probe.profile(false);
		if (clean) clean();
		trace("profile\t", client, "\t", name, "\n");
		probe.profileReport(many);
	}
	probe.collector(true);
}

export default function () {
	for (const group of groups) {
		const { client, operations, close } = group();
		for (const each of operations) measure(client, each);
		if (close) close();
	}
}
