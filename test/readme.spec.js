// Runs the README's first app unchanged, except for the broker's name: in Node.js, and on the simulated device with
// the README's manifest.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";
import { simulate } from "mote-mqtt/simulator";
import { compiled } from "./hosts/simulator/app.js";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const [, app] = readme.match(/```js\n(.*?)```/s);
const [, manifest] = readme.match(/```json\n(.*?)```/s);

describe("The README", () => {
	let broker;
	let server;
	let folder;
	let child;

	before(compiled);

	beforeEach(async () => {
		broker = await Aedes.createBroker();
		server = createServer(broker.handle).listen(0, "127.0.0.1");
		await once(server, "listening");
		// Inside the package, so that the app can import the package by its name.
		folder = mkdtempSync(fileURLToPath(new URL("build/readme-", root)));
	});

	afterEach(async () => {
		child?.kill("SIGKILL");
		await new Promise((closed) => broker.close(closed));
		server.close();
		rmSync(folder, { recursive: true });
	});

	const main = () => app.replace('"broker.local"', `"127.0.0.1", port: ${server.address().port}`);

	/** The app must publish, be acknowledged, and receive what it subscribed to. */
	async function works(start) {
		const subscribed = once(broker, "subscribe");
		const published = new Promise((resolve) => {
			broker.on("publish", (packet) => packet.topic === "sensors/17/temperature" && resolve(packet));
		});
		child = await start();
		const { payload, qos } = await published;
		assert.equal(payload.toString(), "21.5");
		assert.equal(qos, 1);
		await subscribed;
		broker.publish({ cmd: "publish", topic: "sensors/17/set", payload: "on", qos: 1, retain: false });
		let output = "";
		for await (const text of child.stdout) {
			output += text;
			if (output.includes("sensors/17/set: on") && output.includes("safe to sleep")) break;
		}
		assert.match(output, /safe to sleep/);
	}

	it("has a short first app that works in Node.js", () => {
		assert.ok(app.split("\n").length <= 24, "it is short");
		writeFileSync(`${folder}/app.mjs`, `globalThis.trace = (text) => process.stdout.write(text);\n${main()}`);
		return works(() => spawn(process.execPath, [`${folder}/app.mjs`], { stdio: ["ignore", "pipe", "inherit"] }));
	});

	it("has a manifest with which the app works on the simulated device", () => {
		writeFileSync(`${folder}/main.js`, main());
		writeFileSync(`${folder}/manifest.json`, manifest);
		mkdirSync(`${folder}/node_modules`);
		symlinkSync(fileURLToPath(root), `${folder}/node_modules/mote-mqtt`);
		return works(async () => {
			return (await simulate(`${folder}/manifest.json`, { stdio: ["ignore", "pipe", "inherit"] })).process;
		});
	});
});
