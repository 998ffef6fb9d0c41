// A message of a megabyte from a device of 32 KB, with real brokers. Over TLS: test/hosts/tls/client.spec.js.
import { fileURLToPath } from "node:url";
import { byteCode, SimulatorError } from "../../dist/simulator/simulate.js";
import { missing } from "../require.js";
import { Aedes5Broker, AedesBroker } from "./aedes.js";
import { publishLarge } from "./large.js";
import { MosquittoBroker } from "./mosquitto.js";

const manifest = (name) => fileURLToPath(new URL(`apps/large/${name}.json`, import.meta.url));
const MANIFEST = manifest("manifest");
const MANIFEST5 = manifest("manifest_mqtt5");

const RUNS = [
	[AedesBroker, MANIFEST],
	[MosquittoBroker, MANIFEST],
	[Aedes5Broker, MANIFEST5],
	[MosquittoBroker, MANIFEST5],
];

/** Declares the cases for an engine of this word size. */
function declare(bits) {
	describe(`A device of 32 KB (${bits}-bit) that publishes a megabyte`, function () {
		this.timeout(60_000);
		for (const [Broker, app] of RUNS) {
			const title = `${Broker.title}${app === MANIFEST5 ? " and 5.0" : ""}`;
			const reason = Broker.missing?.();
			if (reason) {
				missing(Broker.title, reason);
				continue;
			}
			it(`succeeds with ${title} restarted in the middle, and allocates nothing while sending`, async () => {
				const broker = await Broker.start();
				try {
					await publishLarge(broker, app, bits, { port: broker.port });
				} finally {
					await broker.stop();
				}
			});
		}
	});
}

for (const bits of [64, 32]) {
	try {
		// Builds the engine if necessary.
		await byteCode(MANIFEST, { bits });
		declare(bits);
	} catch (error) {
		describe(`A device (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}
