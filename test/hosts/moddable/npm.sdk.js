// The package as npm installs it, in an app that mcpack builds from its package.json alone.
//
// How mcpack finds what an app imports, and what each export of package.json must do for it:
// - it reads each file that it reaches through the condition "moddable" (else "default"), and what that imports. A file with native
//   code's "@" it cannot read, and may never end. So a module with native code has a stand-in in hosts/moddable/mcpack, which
//   re-exports it as "moddable:mote-mqtt/…": mcpack takes that for built in as long as a manifest has it;
// - what our own modules import of each other must be exported, too, if only for "moddable": "./socket" and "./resolver";
// - of our manifests it includes manifest.json only. An app that uses more has a manifest.json beside its package.json, and includes
//   manifests/ecma419.json and the like. Without it, modules that are JavaScript alone still work, but are not preloaded: they
//   take memory instead of flash;
// - a file that a manifest has already is not linked twice.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { AedesBroker } from "../../brokers/aedes.js";
import { call, folder, launch, output, root, sdk } from "./sdk.js";

const NAME = "mote-mqtt-packed";
/** mcpack, when it does not end, takes all the memory there is. */
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
		// mcpack makes this, whatever it is told of folders.
		rmSync(join(sdk, "build/tmp", NAME), { recursive: true, force: true });
	});

	/** Installs the package for an app, builds that with mcpack, and runs it until it is settled. Returns the modules linked. */
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
		// Modules with code of their own are those that are not preloaded.
		const scripts = readFileSync(join(made, "mc.xs.c"), "utf8").matchAll(/^\t\{ .*\(txS1\*\)(\w+), .*?"([^"]+)"/gm);
		return { loaded: Array.from(scripts, ([, , name]) => name) };
	}

	it("has nothing in it that is not built or said to be in it", () => {
		const files = call("tar", ["-tzf", tarball]).split("\n");
		for (const each of [
			"dist/mote-mqtt.js",
			"dist/moddable/tcp.js",
			"hosts/moddable/socket/safetcp.c",
			"manifests/tcp.json",
		])
			assert.ok(files.includes(`package/${each}`), each);
	});

	it("has a file for every export, and each reads as a module without native code", () => {
		const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
		for (const [name, target] of Object.entries(exports)) {
			const path = target.moddable?.default ?? target.moddable ?? target.default ?? target;
			const { dir, base } = parse(path);
			const files = base.startsWith("*") ? readdirSync(join(root, dir)) : [base];
			assert.ok(files.length && files.every((file) => existsSync(join(root, dir, file))), `${name}: ${path}`);
			if (path.endsWith(".js")) assert.ok(!/\) @ "/.test(readFileSync(join(root, path), "utf8")), `${name}: ${path}`);
		}
	});

	it("gives an app the client and TCP, preloaded, without a manifest of the app's", async () => {
		const { loaded } = await packed(TELEMETRY);
		assert.deepEqual(
			loaded.filter((name) => /^(mote-mqtt|embedded:network\/mqtt)/.test(name)),
			[`${NAME}/main`, "mote-mqtt/hosts/moddable/mcpack/native", "mote-mqtt/hosts/moddable/mcpack/socket"],
		);
	});

	it("gives an app the standard's class and a part, preloaded, if its manifest includes theirs", async () => {
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
