// The broker to measure with: aedes, in this process. What comes to "bench/order" orders messages to "bench/in": QoS (1 byte), how
// many (4 bytes).
import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";

const PAYLOAD = Buffer.from(Array.from({ length: 16 }, (_, i) => i + 1));

export async function startBroker() {
	const aedes = await Aedes.createBroker();
	const server = createServer(aedes.handle);
	const deliver = async (qos, count) => {
		for (let i = 0; i < count && !aedes.closed; i++) {
			await new Promise((resolve) => aedes.publish({ topic: "bench/in", payload: PAYLOAD, qos }, resolve));
		}
	};
	aedes.subscribe("bench/order", ({ payload }, done) => {
		deliver(payload[0], payload.readUInt32BE(1));
		done();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: server.address().port,
		async stop() {
			await new Promise((resolve) => aedes.close(resolve));
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
