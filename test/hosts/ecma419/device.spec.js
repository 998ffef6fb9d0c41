// An app that uses only the standard, on a simulated device of 32 KB, with a broker.
import { fileURLToPath } from "node:url";
import { SimulatorError, simulate } from "../../../dist/simulator/simulate.js";
import { equal } from "../../assert.js";
import { checkEcho } from "./echo.js";

const MANIFEST = fileURLToPath(new URL("apps/echo/manifest.json", import.meta.url));
/** An ESP8266's memory, and its sockets' send buffer. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

for (const bits of [64, 32]) {
	describe(`An app for ECMA-419's client on a device (${bits}-bit)`, () => {
		it("subscribes, publishes in fragments, receives ten times its buffers, and echoes at QoS 2", async function () {
			const start = (port) =>
				simulate(MANIFEST, { bits, ...CHIP, config: { port }, stdio: ["ignore", "pipe", "pipe"] });
			try {
				equal(await checkEcho(start), 0);
			} catch (error) {
				if (error instanceof SimulatorError && error.message.includes("for 32 bits")) return this.skip();
				throw error;
			}
		});
	});
}
