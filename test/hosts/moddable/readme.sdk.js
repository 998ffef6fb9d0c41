// The README's app for the SDK, with its manifest and main.js unchanged except for the addresses of package and
// broker.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AedesBroker } from "../../brokers/aedes.js";
import { build, folder, launch, root } from "./sdk.js";

describe("The README's app under the SDK's engine", function () {
	this.timeout(300_000);

	it("publishes, receives what it subscribed to, and is settled", async () => {
		const readme = readFileSync(join(root, "README.md"), "utf8");
		const [, manifest] = readme.match(/```json\n(.*?)```/s);
		const [, main] = readme.match(/```js\n(.*?)```/s);
		const broker = await AedesBroker.start();
		try {
			const path = folder("readme");
			writeFileSync(join(path, "manifest.json"), manifest.replace("./node_modules/mote-mqtt", root));
			writeFileSync(join(path, "main.js"), main.replace('"broker.local"', `"127.0.0.1", port: ${broker.port}`));
			const published = [];
			broker.on("taken", ({ topic, payload, qos }) => published.push(`${topic} ${qos} ${payload}`));
			const device = launch(build(path, "readme"));
			let text = "";
			for (const stream of [device.process.stdout, device.process.stderr]) {
				stream.setEncoding("utf8").on("data", (piece) => {
					// Settled means that its subscription is acknowledged, too.
					if (!text.includes("safe to sleep") && piece.includes("safe to sleep"))
						broker.publish("sensors/17/set", "on");
					text += piece;
					if (text.includes("sensors/17/set: on")) device.process.kill("SIGKILL");
				});
			}
			await device.exit;
			assert.ok(text.includes("everything is acknowledged: safe to sleep\n"), text);
			assert.ok(text.includes("sensors/17/set: on\n"), text);
			// After these comes the will, because the device was killed.
			assert.deepEqual(published.slice(0, 2), ["sensors/17/status 1 online", "sensors/17/temperature 1 21.5"]);
		} finally {
			await broker.stop();
		}
	});
});
