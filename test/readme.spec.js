// The README's first app runs as it stands there; only the broker's name is another.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";

const root = new URL("../", import.meta.url);

describe("The README", () => {
	it("has a first app that publishes, is acknowledged and hears of what it subscribed to", async () => {
		const [, app] = readFileSync(new URL("README.md", root), "utf8").match(/```js\n(.*?)```/s);
		assert.ok(app.split("\n").length <= 24, "it is short");
		const broker = await Aedes.createBroker();
		const server = createServer(broker.handle).listen(0, "127.0.0.1");
		await once(server, "listening");
		// Inside the package, so that it finds the package by its name.
		const folder = mkdtempSync(fileURLToPath(new URL("build/readme-", root)));
		const { port } = server.address();
		writeFileSync(
			`${folder}/app.mjs`,
			`globalThis.trace = (text) => process.stdout.write(text);\n${app.replace('"broker.local"', `"127.0.0.1", port: ${port}`)}`,
		);
		const subscribed = once(broker, "subscribe");
		const child = spawn(process.execPath, [`${folder}/app.mjs`], { stdio: ["ignore", "pipe", "inherit"] });
		try {
			const published = new Promise((resolve) => {
				broker.on("publish", (packet) => packet.topic === "sensors/17/temperature" && resolve(packet));
			});
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
		} finally {
			child.kill("SIGKILL");
			await new Promise((closed) => broker.close(closed));
			server.close();
			rmSync(folder, { recursive: true });
		}
	});
});
