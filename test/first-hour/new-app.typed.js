// Types the README's section "An app of your own" in order, for each option of `mote new`, and then the steps that the command
// prints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { missing } from "../require.js";
import { folderWithPackage, pack, root } from "./packed.js";
import { typeForDesktop } from "./sdk.js";
import { closeAll, Terminal } from "./terminal.js";

/** The lines indented by four spaces, which the README and the commands use for commands. */
const commands = (text) => [...text.matchAll(/^ {4}(\S.*?)(?: +#.*)?$/gm)].map(([, line]) => line);

const section = readFileSync(join(root, "README.md"), "utf8").split("## An app of your own\n")[1].split("\n## ")[0];
const [make, ...rest] = commands(section);
const READING = 'sensors/my-sensor/reading {"celsius":20} (QoS 1)';

async function freePort() {
	const server = createServer();
	await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
	const { port } = server.address();
	await new Promise((closed) => server.close(closed));
	return port;
}

/** Types a command that must end by itself, with status 0. */
async function type(line, cwd) {
	const terminal = new Terminal(line, cwd);
	assert.equal(await terminal.ended, 0, `${line}\n${terminal.output}`);
	return terminal.output;
}

for (const options of ["", " --typescript", " --tls", " --typescript --tls"]) {
	describe(`README.md, typed in order: ${make}${options}`, function () {
		this.timeout(300_000);
		let folder;
		let app;
		let port;
		let install;
		let broker;
		let simulate;

		before(async () => {
			folder = folderWithPackage("new");
			port = await freePort();
		});
		after(closeAll);

		it("writes an app and prints the next steps, the same as the README's", async () => {
			assert.ok(make.includes(`./${pack().split("/").at(-1)} `), `the packed file's name: ${make}`);
			const next = commands(await type(`${make}${options}`, folder));
			if (!options) assert.deepEqual(next.slice(0, rest.length), rest);
			let change;
			[change, install, broker, simulate] = next;
			app = join(folder, change.replace(/^cd /, ""));
		});

		it("npm install --ignore-scripts", () => type(install, app));

		if (options.includes("--typescript")) it("npx tsc", () => type("npx tsc", app));

		it("npx mote broker, npx mote simulate", async () => {
			const listening = new Terminal(`${broker} --port ${port}`, app);
			await listening.shows(["broker at …"]);
			const device = new Terminal(`${simulate} port=${port}`, app);
			await device.shows(["published and acknowledged: 2"]);
			await listening.shows([READING]);
			await closeAll();
		});

		const line = "mcconfig -m -p lin";
		if (!process.env.MODDABLE) missing("sdk", `${line}: MODDABLE is not set`);
		else if (!options.includes("--tls"))
			it(line, async () => {
				const listening = new Terminal(`${broker} --port ${port}`, app);
				await listening.shows(["broker at …"]);
				await (await typeForDesktop(line, app, `port=${port}`)).shows(["published and acknowledged: 2"]);
				await listening.shows([READING]);
				await closeAll();
			});
	});
}
