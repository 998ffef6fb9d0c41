// The broker for measurements: aedes, for 3.1.1 or 5.0, in this process. A message to "bench/order" orders messages
// to "bench/in": QoS (1 byte), number (4 bytes).
import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { Aedes as Aedes5 } from "aedes5";

const PAYLOAD = Buffer.from(Array.from({ length: 16 }, (_, i) => i + 1));

/** The properties of each message in 5.0. */
const PROPERTIES = { contentType: "text/plain", correlationData: Buffer.from([0, 0, 0, 1]) };

export async function startBroker(version) {
	const aedes = version === 5 ? await Aedes5.createBroker({ topicAliasMaximum: 8 }) : await Aedes.createBroker();
	const server = createServer(aedes.handle);
	const deliver = async (qos, count) => {
		for (let i = 0; i < count && !aedes.closed; i++) {
			const message = { topic: "bench/in", payload: PAYLOAD, qos, properties: PROPERTIES };
			await new Promise((resolve) => aedes.publish(message, resolve));
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
