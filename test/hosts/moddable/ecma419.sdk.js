// Apps written to ECMA-419 alone, on our client of that name, under the SDK's engine: one of ours, and the SDK's own example as it
// stands.
import assert from "node:assert/strict";
import { join } from "node:path";
import { AedesBroker } from "../../brokers/aedes.js";
import { checkEcho } from "../ecma419/echo.js";
import { build, buildManifest, launch, root } from "./sdk.js";

/** Launches an app, and ends it once it has printed `last`. */
function launchUntil(app, last) {
	const device = launch(app);
	device.process.stdout.on("data", (text) => String(text).includes(last) && device.process.kill("SIGKILL"));
	return device;
}

describe("The ECMA-419 class under the SDK's engine", function () {
	this.timeout(300_000);

	it("runs an app that publishes in fragments, receives ten times its buffers, and echoes at QoS 2", async () => {
		const path = join(root, "test/hosts/ecma419/apps/echo");
		await checkEcho((port) => launchUntil(build(path, "echo", [`port=${port}`]), "closed"));
	});

	it("runs the SDK's example, examples/io/tcp/mqttclient, as it stands", async () => {
		const broker = await AedesBroker.start();
		try {
			const taken = [];
			broker.on("taken", ({ topic, payload, qos }) => taken.push(`${topic} ${qos} ${payload.length}`));
			const app = buildManifest("standard", {
				include: [
					"$(MODDABLE)/examples/manifest_base.json",
					"$(MODDABLE)/examples/manifest_net.json",
					join(root, "test/hosts/moddable/apps/standard/manifest.json"),
				],
				config: { port: broker.port },
			});
			const device = launchUntil(app, "PUBCOMP");
			let output = "";
			for (const stream of [device.process.stdout, device.process.stderr])
				stream.on("data", (text) => {
					output += text;
				});
			await device.exit;
			for (const line of ["SUBACK", "UNSUBACK", "PUBREC", "PUBCOMP", "Ping response", "PUBACK - 1234"])
				assert.ok(output.includes(line), `${line} in ${output}`);
			assert.ok(!output.includes("ERROR"), output);
			assert.deepEqual(taken.slice(0, 2), ["foo/bar/small 2 6", "foo/bar/xxl 1 16387"]);
		} finally {
			await broker.stop();
		}
	});

	it("runs the SDK's mqtt/js, and its example examples/io/tcp/mqtt, as they stand", async () => {
		const broker = await AedesBroker.start();
		try {
			const app = buildManifest("mqttjs", {
				include: [
					"$(MODDABLE)/examples/manifest_base.json",
					"$(MODDABLE)/examples/manifest_net.json",
					join(root, "test/hosts/moddable/apps/mqttjs/manifest.json"),
				],
				config: { port: broker.port },
			});
			const device = launch(app);
			let output = "";
			const expected = ["connect", "subscribed", "published zero", "published one", "published two", "published data"];
			expected.push("message xs/test zero", "message xs/test one", "message xs/test two");
			for (const stream of [device.process.stdout, device.process.stderr])
				stream.on("data", (text) => {
					output += text;
					if (expected.every((line) => output.includes(line)) && output.split("message xs/test").length > 4)
						device.process.kill("SIGKILL");
				});
			await device.exit;
			for (const line of expected) assert.ok(output.includes(line), `${line} in ${output}`);
			assert.ok(!output.includes("error") && !output.includes("offline"), output);
		} finally {
			await broker.stop();
		}
	});
});
