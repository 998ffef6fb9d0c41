// readInto(), writeFrom() and mote-mqtt/native on a device, where they are in C, under the SDK's engine.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { EXPECTED } from "../seam/exercise.js";
import { answer, declare, parse } from "../seam/server.js";
import { build, launch, root } from "./sdk.js";

/** The SDK's own TCP for Linux accepts writes after the end of the connection. */
const UNTOLD = "writeFrom returns undefined once the connection has failed";

let app;

/** Runs the app for `what` with a server. Returns its results. */
async function run(what, onConnection) {
	const server = createServer({ allowHalfOpen: true }, onConnection);
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	try {
		app ??= build(join(root, "test/hosts/moddable/seam"), "seam");
		const device = launch(app, { SEAM: JSON.stringify({ what, port: server.address().port }) });
		let output = "";
		for (const stream of [device.process.stdout, device.process.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		assert.equal(await device.exit, 0, output);
		return output;
	} finally {
		server.close();
	}
}

describe("readInto and writeFrom under the SDK's engine", function () {
	this.timeout(300_000);
	const names = Object.keys(EXPECTED).filter((name) => name !== UNTOLD);
	declare(async () => parse(await run("exercise", answer)), { names });

	it("allocate nothing, and lose nothing", async () => {
		const output = await run("socket", (socket) => socket.pipe(socket));
		assert.deepEqual(JSON.parse(output), { slots: 0, chunkBytes: 0, heap: 0, written: 10_000, read: 10_000, wrong: 0 });
	});
});

describe("mote-mqtt/native under the SDK's engine", function () {
	this.timeout(300_000);

	it("allocates nothing", async () => {
		const output = await run("native", () => {});
		assert.deepEqual(JSON.parse(output), { slots: 0, chunkBytes: 0, heap: 0, right: 20_000 });
	});
});
