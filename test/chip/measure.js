// Runs apps/measure on a device against mosquitto. Returns its results: { operations, memory }.
import { setTimeout as wait } from "node:timers/promises";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";

/** As in apps/measure/main.js. */
const TIMES = 16;
/** In milliseconds, slightly more than the app's. */
const INTERVAL = 40;
const QOS = { "receive-qos0": 0, "receive-qos1": 1 };

/** `start(port)` starts the app, which connects to that port of this machine. */
export async function measure(start) {
	const broker = await MosquittoBroker.start();
	const peer = await Peer.connect(broker.port, { id: "sender" });
	// Without a subscriber, the 5.0 broker would report that for each message.
	await peer.subscribe("chip/measured/operation", 0);
	const device = await start(broker.port);
	const operations = [];
	const memory = {};
	try {
		for (;;) {
			const [kind, client, ...fields] = (await device.prints(/^(measured|memory|ready)\t|^end$|^disconnected/)).split(
				"\t",
			);
			if (kind === "end") return { operations, memory };
			if (kind === "ready") {
				// The app triggers the other operations itself.
				for (let i = 0; fields[0] in QOS && i < TIMES; i++) {
					await peer.publish("chip/measured/message", ".".repeat(32), { QoS: QOS[fields[0]] });
					// At most one message per turn of the app's timer. The app counts what was allocated in each
					// turn; several would need a garbage collection in between.
					await wait(INTERVAL);
				}
			} else if (kind === "memory") {
				const [slots, chunkBytes, freeHeap, leastFreeHeap, stackSlots, leastFreeNativeStack] = fields.map(Number);
				memory[client] = { slots, chunkBytes, freeHeap, leastFreeHeap, stackSlots, leastFreeNativeStack };
			} else if (kind === "measured") {
				const [slots, chunkBytes, heapBytes, call, read, times] = fields.slice(1).map(Number);
				operations.push({
					client,
					operation: fields[0],
					slots,
					chunkBytes,
					heapBytes,
					microseconds: call + read,
					times,
				});
			} else throw new Error(device.lines.join("\n"));
		}
	} finally {
		peer.drop();
		await device.stop();
		await broker.stop();
	}
}

/** What operations take, without the cost of turns in which nothing is done. */
export function without(operations) {
	return operations
		.filter(({ operation }) => !operation.endsWith("turn"))
		.map(({ times, ...row }) => {
			const turn = operations.find(({ client, operation }) => client === row.client && operation === "turn");
			// The cost of counting itself occurs once for all repetitions.
			const once = (name) => row[name] - (turn[name] * turn.times) / times;
			return {
				...row,
				slots: once("slots"),
				chunkBytes: once("chunkBytes"),
				heapBytes: once("heapBytes"),
				microseconds: row.microseconds - turn.microseconds,
			};
		});
}
