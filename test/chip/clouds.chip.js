// examples/aws-iot and examples/azure-event-grid on an emulated ESP32-C3, against the scripted servers that the
// simulated device is tested with. The chip connects to this machine's IP address, so it sends no server name.

import { Azure, coldStore } from "../examples/cold-store.js";
import { Aws, lamp } from "../examples/lamp.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { missing } from "../require.js";
import { boot, build, HOST } from "./chip.js";

const clouds = [
	{ name: "aws-iot", Cloud: Aws, does: lamp },
	{ name: "azure-event-grid", Cloud: Azure, does: coldStore },
];

describe("The examples for cloud services on an emulated ESP32-C3", () => {
	if (!hasOpenSSL()) return missing("openssl", "it cannot be run");
	for (const { name, Cloud, does } of clouds) {
		describe(name, () => {
			let cloud;
			let device;

			before(() => {
				cloud = new Cloud(`${name}-chip`);
			});

			beforeEach(() => cloud.open({ named: false }));

			afterEach(async () => {
				await device?.stop();
				device = undefined;
				await cloud.cloud.stop();
			});

			after(() => cloud?.remove());

			it("does what its README says", () =>
				does(cloud, async (config) => {
					const time = { epoch: Math.floor(Date.now() / 1000) };
					device = boot(build(cloud.folder, { ...cloud.config, ...config, ...time, host: HOST }));
					return device;
				}));
		});
	}
});
