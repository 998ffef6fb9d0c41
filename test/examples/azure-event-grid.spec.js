// examples/azure-event-grid in the simulator: what its README says, and faults.
import { equal } from "node:assert/strict";
import { join } from "node:path";
import { simulate } from "mote-mqtt/simulator";
import { naming } from "../hosts/simulator/ipv6.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";
import { HOSTNAME } from "./clouds/azure-namespace.js";
import { Azure, coldStore } from "./cold-store.js";
import { Device } from "./device.js";

const lacks = { openssl: hasOpenSSL() ? undefined : "it cannot be run", tls: await whyNot(64) };

describe("examples/azure-event-grid", function () {
	this.timeout(60_000);
	for (const [what, reason] of Object.entries(lacks)) if (reason) return missing(what, String(reason));
	let azure;
	let device;
	let environment;

	before(() => {
		environment = naming(HOSTNAME);
		azure = new Azure("azure-event-grid-simulated");
	});

	beforeEach(() => azure.open());

	afterEach(async () => {
		await device?.stop();
		device = undefined;
		await azure.cloud.stop();
	});

	after(() => azure?.remove());

	async function run(config) {
		const options = { config: { ...azure.config, ...config }, env: environment, stdio: ["ignore", "pipe", "ignore"] };
		device = new Device(await simulate(join(azure.folder, "manifest.json"), options));
		return device;
	}

	it("does what its README says, with the settings of its manifest", () => coldStore(azure, run));

	it("reports that a namespace does not know its certificate", async () => {
		azure.namespace.clients["store-1"].thumbprints = ["0".repeat(64)];
		await run();
		await device.prints("disconnected: notAuthorized");
		equal(azure.cloud.broker.accepted, 0);
	});

	it("reports missing permissions to subscribe or publish", async () => {
		azure.namespace.bindings = [];
		azure.namespace.spaces.all = ["stores/store-1/status"];
		azure.namespace.bindings = [{ permission: "publisher", space: "all" }];
		await run({ interval: 100 });
		await device.prints("stores/store-1/target: refused, see the permission bindings");
		await device.prints("a reading was refused: 135");
	});
});
