// `npm start` as it is typed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** Runs the command behind `npm start`. Returns its exit code and output. */
async function start(...words) {
	const script = fileURLToPath(new URL("../examples/start.js", import.meta.url));
	const child = spawn(process.execPath, [script, ...words], { stdio: ["ignore", "pipe", "pipe"] });
	const printed = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"]) {
		child[name].setEncoding("utf8").on("data", (text) => {
			printed[name] += text;
		});
	}
	const [code] = await once(child, "close");
	return { code, ...printed };
}

/** A port on which nobody listens. */
async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	return port;
}

describe("npm start", () => {
	it("prints each message that the broker forwards, and finally what a publish allocated: nothing", async () => {
		const { code, stdout, stderr } = await start("--count", "8", "--interval", "20");
		assert.equal(code, 0, stderr);
		const lines = stdout.trim().split("\n");
		const messages = lines.filter((line) => line.startsWith("broker: sensors/"));
		assert.deepEqual(
			messages.map((line) => Number(line.match(/"n":(\d+)/)[1])),
			[1, 2, 3, 4, 5, 6, 7, 8],
		);
		assert.match(
			lines.at(-1),
			/^8 messages published and acknowledged\. .* 0 slots, 0 bytes\. Peak memory: \d+ of \d+ bytes\.$/,
		);
	});

	it("reports that a broker cannot be reached, and exits with 1", async () => {
		const port = await freePort();
		const { code, stderr } = await start("--host", "127.0.0.1", "--port", String(port));
		assert.equal(code, 1);
		assert.match(stderr, new RegExp(`no connection to a broker at 127\\.0\\.0\\.1:${port}`));
	});

	it("gives the device the requested memory, and reports if that is too little", async () => {
		const { code, stdout, stderr } = await start("--static", "9000", "--count", "1");
		assert.equal(code, 1);
		assert.match(stdout, /take \d+ bytes, but static is 9000/);
		assert.match(stderr, /the device ended with exit code/);
	});

	it("names the wrong option", async () => {
		for (const name of ["count", "interval", "static", "port", "bits"]) {
			const { code, stderr } = await start(`--${name}`, "x");
			assert.equal(code, 2);
			assert.match(stderr, new RegExp(`^npm start: --${name}: expected .*; see npm start -- --help\n$`));
		}
	});

	it("can publish a single message", async () => {
		const { code, stdout, stderr } = await start("--count", "1", "--interval", "20");
		assert.equal(code, 0, stderr);
		assert.match(
			stdout,
			/\n1 message published and acknowledged\. Too few to tell .* Peak memory: \d+ of \d+ bytes\.\n$/,
		);
	});
});
