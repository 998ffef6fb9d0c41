// The package as npm installs it, in an app that mcpack builds from its package.json alone.
//
// How mcpack finds the imports of an app, and what each export of package.json must provide for it:
// - It reads each file that it reaches through the condition "moddable" (else "default"), and that file's imports. A
//   file with native code ("@") it cannot read, and may never end. So a module with native code has a stand-in in
//   hosts/moddable/mcpack, which re-exports it as "moddable:mote-mqtt/…". mcpack accepts that as built in if a
//   manifest has it.
// - Modules that Mote's modules import from each other must be exported, too, if only for "moddable": "./socket" and
//   "./resolver".
// - Of Mote's manifests, it includes only manifest.json. An app that uses more has a manifest.json beside its
//   package.json, which includes manifests/ecma419.json and the like. Without it, modules in JavaScript still work,
//   but are not preloaded and take memory instead of flash.
// - A file that a manifest already has is not linked twice.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { AedesBroker } from "../../brokers/aedes.js";
import { call, folder, launch, output, root, sdk } from "./sdk.js";

const NAME = "mote-mqtt-packed";
/** When mcpack does not end, it takes all available memory. */
const SECONDS = 120;

const TELEMETRY = `
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";

const client = new Client({
	...tcp,
	host: "127.0.0.1",
	port: PORT,
	id: "packed",
	onSettled() {
		trace("settled\\n");
	},
});
client.topic("packed", { QoS: 1 }).publish("21.5");
`;

const STANDARD = `
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import MQTTClient from "embedded:network/mqtt/client";
import { ExactlyOnce } from "mote-mqtt/exactly-once";

new MQTTClient({
	socket: { io: TCP },
	dns: { io: Resolver, servers: ["127.0.0.1"], socket: { io: UDP } },
	host: "127.0.0.1",
	port: PORT,
	id: "packed",
	onControl({ operation }) {
		if (operation === MQTTClient.CONNACK) this.write(ArrayBuffer.fromString("21.5"), { topic: "packed", QoS: 1 });
		if (operation === MQTTClient.PUBACK) trace(new ExactlyOnce(5).isNew(1) === 1 ? "settled" : "no part", "\\n");
	},
});
`;

describe("The package from npm", function () {
	this.timeout(600_000);
	let broker;
	let tarball;

	before(async () => {
		const path = folder("tarball");
		call("npm", ["pack", "--ignore-scripts", "--pack-destination", path], root);
		tarball = join(
			path,
			readdirSync(path).find((name) => name.endsWith(".tgz")),
		);
		broker = await AedesBroker.start();
	});

	after(async () => {
		await broker?.stop();
		// mcpack builds here, whatever folder is given.
		rmSync(join(sdk, "build/tmp", NAME), { recursive: true, force: true });
	});

	/**
	 * Installs the package for an app, builds that with mcpack, and runs it until it is settled. Returns the linked
	 * modules.
	 */
	async function packed(main, manifest) {
		const path = folder(NAME);
		writeFileSync(join(path, "main.js"), main.replace("PORT", broker.port));
		writeFileSync(
			join(path, "package.json"),
			JSON.stringify({ name: NAME, type: "module", private: true, exports: "./main.js" }),
		);
		if (manifest) writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest));
		call("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball], path);
		const made = join(output, "tmp/lin/mc/release", NAME);
		rmSync(made, { recursive: true, force: true });
		call("timeout", [SECONDS, "mcpack", "mcconfig", "-m", "-p", "lin", "-t", "build", "-o", output], path);
		const published = [];
		broker.on("taken", ({ topic, payload }) => published.push(`${topic} ${payload}`));
		const device = launch(join(output, "bin/lin/mc/release", NAME, "mc.so"));
		let text = "";
		for (const stream of [device.process.stdout, device.process.stderr]) {
			stream.setEncoding("utf8").on("data", (piece) => {
				text += piece;
				if (text.includes("\n")) device.process.kill("SIGKILL");
			});
		}
		await device.exit;
		broker.removeAllListeners("taken");
		assert.equal(text, "settled\n");
		assert.deepEqual(published, ["packed 21.5"]);
		// Modules with byte code of their own are not preloaded.
		const scripts = readFileSync(join(made, "mc.xs.c"), "utf8").matchAll(/^\t\{ .*\(txS1\*\)(\w+), .*?"([^"]+)"/gm);
		return { loaded: Array.from(scripts, ([, , name]) => name) };
	}

	it("contains only files that are built or listed", () => {
		const files = call("tar", ["-tzf", tarball]).split("\n");
		for (const each of [
			"dist/mote-mqtt.js",
			"dist/moddable/tcp.js",
			"hosts/moddable/socket/safetcp.c",
			"manifests/tcp.json",
		])
			assert.ok(files.includes(`package/${each}`), each);
	});

	it("has a file for every export, each of which reads as a module without native code", () => {
		const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
		for (const [name, target] of Object.entries(exports)) {
			const path = target.moddable?.default ?? target.moddable ?? target.default ?? target;
			const { dir, base } = parse(path);
			const files = base.startsWith("*") ? readdirSync(join(root, dir)) : [base];
			assert.ok(files.length && files.every((file) => existsSync(join(root, dir, file))), `${name}: ${path}`);
			if (path.endsWith(".js")) assert.ok(!/\) @ "/.test(readFileSync(join(root, path), "utf8")), `${name}: ${path}`);
		}
	});

	it("provides the client and TCP to an app, preloaded, without a manifest of the app", async () => {
		const { loaded } = await packed(TELEMETRY);
		assert.deepEqual(
			loaded.filter((name) => /^(mote-mqtt|embedded:network\/mqtt)/.test(name)),
			[`${NAME}/main`, "mote-mqtt/hosts/moddable/mcpack/native", "mote-mqtt/hosts/moddable/mcpack/socket"],
		);
	});

	it("provides the standard's class and a part to an app, preloaded, if its manifest includes theirs", async () => {
		const { loaded } = await packed(STANDARD, {
			include: [
				"./node_modules/mote-mqtt/manifests/ecma419.json",
				"./node_modules/mote-mqtt/manifests/exactly-once.json",
			],
		});
		assert.deepEqual(
			loaded.filter((name) => /^(mote-mqtt|embedded:network\/mqtt)/.test(name)),
			[`${NAME}/main`],
		);
	});
});
