// examples/tls, as in its README: the commands that create the certificates, the broker's configuration, and the
// app's output.
import { equal, match } from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { simulate, simulateToEnd } from "../../../dist/simulator/simulate.js";
import { MosquittoBroker } from "../../brokers/mosquitto.js";
import { missing } from "../../require.js";
import { hasOpenSSL } from "./authority.js";
import { Example } from "./example.js";
import { whyNot } from "./machines.js";

const reasons = {
	openssl: hasOpenSSL() ? undefined : "it cannot be run",
	mosquitto: MosquittoBroker.missing(),
	tls: await whyNot(64),
};

describe("examples/tls", function () {
	this.timeout(60_000);
	for (const [what, reason] of Object.entries(reasons)) if (reason) return missing(what, String(reason));
	let example;

	before(async () => {
		example = await Example.start("tls-simulated");
	});

	after(() => example?.stop());

	const manifest = () => join(example.folder, "manifest.json");
	const options = (config) => ({ config: { port: example.port, interval: 20, count: 3, ...config } });

	it("runs in the simulator with the certificates and the broker of its README, and prints what the README says", async () => {
		const { code, stdout, stderr } = await simulateToEnd(manifest(), options());
		equal(code, 0, stderr);
		const [session, ...lines] = stdout.trimEnd().split("\n");
		match(session, /^TLS session of \d+ bytes$/);
		// A total that waits for the handshake may be replaced by the next.
		match(lines.join(), /^connected, session new,(settled: 1,)?(settled: 2,)?settled: 3,disconnected: disconnected$/);
	});

	it("does not connect to a broker with another name", async () => {
		const device = await simulate(manifest(), {
			...options({ serverName: "broker.work" }),
			stdio: ["ignore", "pipe", "ignore"],
		});
		const [printed] = await once(device.process.stdout, "data");
		device.process.kill("SIGKILL");
		await device.exit;
		match(String(printed), /^disconnected: /);
	});
});
