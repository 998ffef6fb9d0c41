// Runs apps/streams on a device: a message of 26,668 bytes goes there and comes back, over TCP and in a WebSocket.
import { deepEqual, equal } from "node:assert/strict";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";

const SIZE = 26_668;
const payload = Buffer.from(Array.from({ length: SIZE }, (_, offset) => (offset * 7 + (offset >> 8)) & 255));

/** `machine.start(port, isWebSocket)` starts the app, which connects to that port of this machine. */
export function streams(machine) {
	for (const isWebSocket of [false, true]) {
		it(`are sent and returned ${isWebSocket ? "in a WebSocket" : "over TCP"}`, async () => {
			const broker = await MosquittoBroker.start({ webSocket: isWebSocket });
			let device;
			let peer;
			try {
				peer = await Peer.connect(broker.port, { id: "sender" });
				await peer.subscribe("chip/back");
				device = await machine.start(isWebSocket ? broker.webSocketPort : broker.port, isWebSocket);
				await device.prints("ready");
				for (let i = 0; i < 3; i++) {
					await peer.publish("chip/there", payload);
					await device.prints(`received ${SIZE} bytes, 0 wrong`);
					const { topic, payload: back } = await peer.message();
					equal(topic, "chip/back");
					deepEqual(Buffer.from(back), payload);
					await device.prints("outcome 0");
				}
			} finally {
				peer?.drop();
				await device?.stop();
				await broker.stop();
			}
		});
	}
}
