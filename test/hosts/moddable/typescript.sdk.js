// An app in TypeScript. mcconfig compiles it with the SDK's own types and the package's, which are beside each of its
// modules.
import assert from "node:assert/strict";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { AedesBroker } from "../../brokers/aedes.js";
import { build, folder, launch, root } from "./sdk.js";

/** Every manifest that an app may include. */
const MANIFESTS = ["manifest.json", ...readdirSync(join(root, "manifests")).map((name) => `manifests/${name}`)];

/** mcconfig calls `tsc`. */
process.env.PATH = `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}`;

/** Builds an app in `folder` with the manifests. */
function compile(name, main, manifests) {
	const path = folder(name);
	if (main.includes("\n")) writeFileSync(join(path, "main.ts"), main);
	else copyFileSync(join(root, main), join(path, "main.ts"));
	const include = ["$(MODDABLE)/examples/manifest_base.json", "$(MODDABLE)/examples/manifest_net.json"];
	include.push(...manifests.map((each) => join(root, each)));
	writeFileSync(join(path, "manifest.json"), JSON.stringify({ include, modules: { "*": "./main" } }));
	return build(path, name);
}

describe("TypeScript apps under the SDK", function () {
	this.timeout(0);

	it("are compiled by mcconfig with the types of every module, and run", async () => {
		const broker = await AedesBroker.start();
		try {
			const main = [
				'import { Client, type Message } from "mote-mqtt";',
				'import { tcp } from "mote-mqtt/tcp";',
				"const client: Client = new Client({",
				"	...tcp,",
				'	host: "127.0.0.1",',
				`	port: ${broker.port},`,
				"	onMessage(message: Message) {",
				"		trace(message.text, String.fromCharCode(10));",
				"	},",
				"});",
				'client.subscribe("typed");',
				'client.topic("typed", { QoS: 1 }).publish("21.5");',
				"",
			].join("\n");
			const device = launch(compile("typed", main, ["manifest.json"]));
			let output = "";
			device.process.stdout.on("data", (text) => {
				output += text;
				if (output.includes("\n")) device.process.kill("SIGKILL");
			});
			await device.exit;
			assert.equal(output, "21.5\n");
		} finally {
			await broker.stop();
		}
	});

	it("may use the SDK's classes and the package's together", () => {
		compile("types", "test/types/device/app.ts", MANIFESTS);
	});

	it("with 5.0 need only its manifest", () => {
		const main =
			'import { Client } from "mote-mqtt/mqtt5";\nimport { tcp } from "mote-mqtt/tcp";\nnew Client({ ...tcp, host: "a" });\n';
		compile("types5", main, ["manifests/mqtt5.json"]);
	});

	it("with a mistake are not built, and the mistake is reported", () => {
		const main =
			'import { Client } from "mote-mqtt";\nimport { tcp } from "mote-mqtt/tcp";\nnew Client({ ...tcp, host: "a", keepalive: 1 });\n';
		assert.throws(
			() => compile("mistake", main, ["manifest.json"]),
			/'keepalive' does not exist .* Did you mean to write 'keepAlive'/,
		);
	});
});
