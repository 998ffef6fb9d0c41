// Runs apps/measure on a device, against mosquitto, and returns what it says: { operations, memory }.
import { setTimeout as wait } from "node:timers/promises";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";

/** As in apps/measure/main.js. */
const TIMES = 16;
/** Milliseconds, a little more than there. */
const INTERVAL = 40;
const QOS = { "receive-qos0": 0, "receive-qos1": 1 };

/** `start(port)` starts the app, which is to connect to that port of this machine. */
export async function measure(start) {
	const broker = await MosquittoBroker.start();
	const peer = await Peer.connect(broker.port, { id: "sender" });
	// With 5.0 the broker would say of each that nobody has subscribed.
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
				// What is not received of a peer, it waits for itself.
				for (let i = 0; fields[0] in QOS && i < TIMES; i++) {
					await peer.publish("chip/measured/message", ".".repeat(32), { QoS: QOS[fields[0]] });
					// One in a turn of the app's timer, or less: it counts what was allocated in each, and many would need the collector in between.
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

/** What operations take beyond turns of the timer in which nothing is done. */
export function without(operations) {
	return operations
		.filter(({ operation }) => !operation.endsWith("turn"))
		.map(({ times, ...row }) => {
			const turn = operations.find(({ client, operation }) => client === row.client && operation === "turn");
			// What counting itself takes is once for all times.
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
