// examples/tls, as its README tells: the commands that make the certificates, the broker's configuration, and what the app prints.
import { equal, match } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate, simulateToEnd } from "../../dist/simulator/simulate.js";
import { MosquittoBroker, spawnMosquitto } from "../brokers/mosquitto.js";
import { freePort, listening } from "../brokers/port.js";
import { missing } from "../require.js";
import { hasOpenSSL } from "./authority.js";
import { whyNot } from "./machines.js";

const example = fileURLToPath(new URL("../../examples/tls/", import.meta.url));
const readme = readFileSync(join(example, "README.md"), "utf8");
const block = (language) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(readme)[1];

const reasons = {
	openssl: hasOpenSSL() ? undefined : "it cannot be run",
	mosquitto: MosquittoBroker.missing(),
	tls: await whyNot(64),
};

describe("examples/tls", function () {
	this.timeout(60_000);
	for (const [what, reason] of Object.entries(reasons)) if (reason) return missing(what, String(reason));
	let folder;
	let port;
	let broker;

	before(async () => {
		// As deep in the project as the example is: its manifest includes ours.
		folder = mkdtempSync(fileURLToPath(new URL("../../build/tls-", import.meta.url)));
		for (const name of ["main.js", "manifest.json"]) copyFileSync(join(example, name), join(folder, name));
		execFileSync("sh", ["-euc", block("sh")], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
		port = await freePort();
		// It does not open its files as root otherwise.
		const user = process.getuid?.() === 0 ? "user root\n" : "";
		const configuration = block("conf").replace("listener 8883", `listener ${port} 127.0.0.1`) + user;
		writeFileSync(join(folder, "certificates/mosquitto.conf"), configuration);
		broker = spawnMosquitto("mosquitto.conf", join(folder, "certificates"));
		broker.stderr.resume();
		await listening(port, () => broker.exitCode === null);
	});

	after(async () => {
		if (broker?.exitCode === null) {
			const exit = once(broker, "exit");
			broker.kill("SIGKILL");
			await exit;
		}
		rmSync(folder, { recursive: true });
	});

	const options = (config) => ({ config: { port, interval: 20, count: 3, ...config } });

	it("runs in the simulator with the certificates and the broker of its README, and prints what that says", async () => {
		const { code, stdout, stderr } = await simulateToEnd(join(folder, "manifest.json"), options());
		equal(code, 0, stderr);
		const [session, ...lines] = stdout.trimEnd().split("\n");
		match(session, /^TLS session of \d+ bytes$/);
		equal(lines.join(), "connected, session new,settled: 1,settled: 2,settled: 3,disconnected: disconnected");
	});

	it("does not connect to a broker of another name", async () => {
		const device = await simulate(join(folder, "manifest.json"), {
			...options({ serverName: "broker.work" }),
			stdio: ["ignore", "pipe", "ignore"],
		});
		const [printed] = await once(device.process.stdout, "data");
		device.process.kill("SIGKILL");
		await device.exit;
		match(String(printed), /^disconnected: /);
	});
});
