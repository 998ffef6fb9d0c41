// examples/aws-iot in the simulator: what its README says, and faults.
import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { simulate } from "mote-mqtt/simulator";
import { naming } from "../hosts/simulator/ipv6.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";
import { ENDPOINT } from "./clouds/aws-account.js";
import { Device } from "./device.js";
import { Aws, lamp } from "./lamp.js";

const lacks = { openssl: hasOpenSSL() ? undefined : "it cannot be run", tls: await whyNot(64) };

describe("examples/aws-iot", function () {
	this.timeout(60_000);
	for (const [what, reason] of Object.entries(lacks)) if (reason) return missing(what, String(reason));
	let aws;
	let device;
	let environment;

	before(() => {
		environment = naming(ENDPOINT);
		aws = new Aws("aws-iot-simulated");
	});

	beforeEach(() => aws.open());

	afterEach(async () => {
		await device?.stop();
		device = undefined;
		await aws.cloud.stop();
	});

	after(() => aws?.remove());

	async function run(config) {
		const options = { config: { ...aws.config, ...config }, env: environment, stdio: ["ignore", "pipe", "ignore"] };
		device = new Device(await simulate(join(aws.folder, "manifest.json"), options));
		return device;
	}

	it("does what its README says, with the settings of its manifest", () => lamp(aws, run));

	it("refuses an impossible state, and does not report repeatedly because of it", async () => {
		const { shadow } = aws;
		await run();
		await shadow.reports({ on: false, brightness: 100 });
		aws.desire({ brightness: 900 });
		await device.prints('invalid state: {"brightness":900}');
		aws.desire({ brightness: 10, colour: "red" });
		await device.prints("off");
		await shadow.reports({ on: false, brightness: 10 });
		deepEqual(shadow.delta, { colour: "red" });
		const { version } = shadow;
		aws.desire({ on: true });
		await device.prints("on, 10 %");
		await shadow.reports({ on: true, brightness: 10 });
		// One request leads to one report.
		equal(shadow.version, version + 2);
	});

	it("ignores a delta that is older than the last one", async () => {
		const { shadow, cloud } = aws;
		await run();
		await shadow.reports({ on: false, brightness: 100 });
		aws.desire({ on: true });
		await device.prints("on, 100 %");
		const old = JSON.stringify({ version: 1, state: { on: false, brightness: 1 } });
		cloud.broker.publish(`$aws/things/${aws.thing}/shadow/update/delta`, Buffer.from(old));
		aws.desire({ brightness: 50 });
		await device.prints("on, 50 %");
		equal(device.lines.includes("off"), false);
	});

	it("is refused with a certificate that is not active", async () => {
		for (const each of Object.values(aws.account.certificates)) each.active = false;
		await run();
		await device.prints(/^disconnected: /);
		await device.prints(/^disconnected: /);
		equal(device.lines.includes("connected"), false);
	});

	it("reports what its policy does not allow", async () => {
		const { policies } = aws.account;
		policies.lamp.Statement = policies.lamp.Statement.filter(({ Action }) => Action !== "iot:Subscribe");
		await run();
		await device.prints(/shadow\/update\/\w+: refused, see the policy$/);
	});
});
