// Installs the package in an existing app, from the packed file and from git. An example runs from node_modules, and a module
// that works only on devices says so in Node.js.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, pack, root } from "./packed.js";
import { closeAll, Terminal } from "./terminal.js";

for (const [name, specification, install] of [
	["the packed file", () => pack(), "npm install --ignore-scripts"],
	["the URL of a git repository", () => `git+file://${root.replace(/\/$/, "")}`, "npm install"],
]) {
	describe(`npm install of ${name}`, function () {
		this.timeout(300_000);
		let folder;

		before(() => {
			folder = emptyFolder("app");
			const app = { name: "app", private: true, type: "module" };
			// As the README explains for npm 11 and 12.
			if (specification().startsWith("git")) {
				app.allowScripts = { [specification()]: false };
				writeFileSync(join(folder, ".npmrc"), "allow-git=root\n");
			}
			writeFileSync(join(folder, "package.json"), JSON.stringify(app));
		});
		after(closeAll);

		for (const line of [
			() => `${install} ${specification()}`,
			() => "npm install --ignore-scripts @agoric/xsnap@0.15 aedes@1",
		])
			it(
				line.toString().includes("xsnap") ? "installs the packages that the simulator needs" : "installs the package",
				async () => {
					const terminal = new Terminal(line(), folder);
					assert.equal(await terminal.ended, 0, terminal.output);
					assert.doesNotMatch(terminal.output, /install-scripts|mote-mqtt/);
				},
			);

		it("runs an example", async () => {
			const broker = new Terminal("npx mote broker --port 0", folder);
			await broker.shows(["broker at …"]);
			const [, port] = broker.output.match(/broker at \S+:(\d+)/);
			const example = "node_modules/mote-mqtt/examples/telemetry/manifest.json";
			const device = new Terminal(`npx mote-simulate ${example} port=${port} count=2 interval=20`, folder);
			assert.equal(await device.ended, 0, device.output);
		});

		it("says in Node.js that a module works only on devices", async () => {
			writeFileSync(join(folder, "app.js"), 'await import("mote-mqtt/mqtt5"); await import("mote-mqtt/socket");');
			const node = new Terminal("node app.js", folder);
			assert.notEqual(await node.ended, 0);
			assert.match(node.output, /mote-mqtt\/socket works only on a device/);
		});
	});
}
