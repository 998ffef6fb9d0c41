// Apps that use only ECMA-419, with Mote's class under the SDK's engine: one of Mote's, and the SDK's unchanged
// example.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:tls";
import { simulate } from "../../../dist/simulator/simulate.js";
import { AedesBroker } from "../../brokers/aedes.js";
import { checkEcho } from "../ecma419/echo.js";
import { Authority } from "../tls/authority.js";
import { build, buildManifest, folder, launch, output, root, sdk } from "./sdk.js";

/** Launches an app, and ends it after it has printed `last`. */
function launchUntil(app, last) {
	const device = launch(app);
	device.process.stdout.on("data", (text) => String(text).includes(last) && device.process.kill("SIGKILL"));
	return device;
}

describe("The ECMA-419 class under the SDK's engine", function () {
	this.timeout(0);

	it("runs an app that publishes in fragments, receives ten times its buffers, and echoes at QoS 2", async () => {
		const path = join(root, "test/hosts/ecma419/apps/echo");
		await checkEcho((port) => launchUntil(build(path, "echo", [`port=${port}`]), "closed"));
	});

	it("runs the SDK's unchanged example examples/io/tcp/mqttclient", async () => {
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

	it("runs the SDK's mqtt/js and its example examples/io/tcp/mqtt, unchanged", async () => {
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

	for (const [name, client] of [
		["mqttclient", "mqttclient"],
		["mqttsclient", "mqttsclient"],
	]) {
		it(`stands in the place of the SDK's client in examples/io/tcp/${name} as it stands, with one line in the manifest`, () => {
			const theirs = JSON.parse(readFileSync(join(sdk, `examples/io/tcp/${name}/manifest.json`), "utf8"));
			const include = theirs.include.map((each) => each.replace("./", `$(MODDABLE)/examples/io/tcp/${name}/`));
			const ours = join(root, name === "mqttclient" ? "manifests/ecma419.json" : "manifests/ecma419-tls.json");
			const app = buildManifest(`standard-${client}`, {
				...theirs,
				include: [...include, ours],
				modules: { "*": `$(MODDABLE)/examples/io/tcp/${name}/main` },
			});
			assert.ok(app);
			// Checks that Mote's client is linked: only Mote's has this message about a missing host.
			const linked = readFileSync(join(output, `tmp/lin/mc/release/standard-${client}/mc.xs.c`), "latin1");
			const files = readFileSync(join(output, `tmp/lin/mc/release/standard-${client}/makefile`), "utf8");
			assert.ok(linked.includes("network"), "it is what xsl wrote");
			assert.ok(files.includes("dist/moddable/mqttclient.js"), "Mote's client");
			assert.ok(!files.includes("tcp/mqttclient/mqttclient.js"), "the SDK's client");
		});
	}

	it("runs the SDK's unchanged example examples/io/tcp/mqttsclient over the SDK's TLS", async () => {
		const authority = new Authority();
		authority.root("root");
		authority.issue("server", "root");
		const broker = await AedesBroker.start();
		const server = createServer(
			{ cert: authority.pem("server"), key: authority.key("server"), maxVersion: "TLSv1.2" },
			broker.aedes.handle,
		);
		await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
		server.on("tlsClientError", () => {});
		try {
			const app = buildManifest("standards", {
				include: [
					"$(MODDABLE)/examples/manifest_base.json",
					"$(MODDABLE)/examples/manifest_net.json",
					join(root, "test/hosts/moddable/apps/standards/manifest.json"),
				],
				config: { port: server.address().port },
			});
			const device = launchUntil(app, "PUBCOMP");
			let output = "";
			for (const stream of [device.process.stdout, device.process.stderr])
				stream.on("data", (text) => {
					output += text;
				});
			await device.exit;
			for (const line of ["SUBACK", "PUBREC", "PUBCOMP", "PUBACK - 1234"])
				assert.ok(output.includes(line), `${line} in ${output}`);
		} finally {
			server.close();
			await broker.stop();
			authority.remove();
		}
	});

	for (const [name, example, expected] of [
		["mqttclient", "standard", ["SUBACK", "UNSUBACK", "PUBREC", "PUBCOMP", "Ping response", "PUBACK - 1234"]],
		["mqtt/js", "mqttjs", ["connect", "subscribed", "published two", "published data", "message xs/test two"]],
	]) {
		it(`runs the SDK's ${name} as it stands in the simulator, too`, async () => {
			const broker = await AedesBroker.start();
			try {
				const apps = join(root, "test/hosts/moddable/apps");
				const { modules, preload } = JSON.parse(readFileSync(join(apps, example, "manifest.json"), "utf8"));
				const located = ([specifier, path]) => [
					specifier,
					path.startsWith("$(MODDABLE)") ? path.replace("$(MODDABLE)", sdk) : join(apps, example, path),
				];
				const manifest = join(folder(`simulated-${example}`), "manifest.json");
				writeFileSync(
					manifest,
					JSON.stringify({
						include: join(root, "manifests/ecma419.json"),
						modules: Object.fromEntries(Object.entries(modules).map(located)),
						preload,
						creation: { static: 131_072, stack: 1_024 },
					}),
				);
				const device = await simulate(manifest, {
					config: { port: broker.port },
					stdio: ["ignore", "pipe", "pipe"],
				});
				let output = "";
				for (const stream of [device.process.stdout, device.process.stderr])
					stream.on("data", (text) => {
						output += text;
						if (expected.every((line) => output.includes(line))) device.process.kill("SIGKILL");
					});
				await device.exit;
				for (const line of expected) assert.ok(output.includes(line), `${line} in ${output}`);
			} finally {
				await broker.stop();
			}
		});
	}
});
