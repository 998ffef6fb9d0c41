// mote-mqtt/resolver under the SDK's engine: all addresses of a name, and invalid answers.
import assert from "node:assert/strict";
import { join } from "node:path";
import { build, launch, root } from "./sdk.js";

describe("mote-mqtt/resolver under the SDK's engine", function () {
	this.timeout(300_000);

	it("reports all IPv4 addresses of an answer and ignores invalid answers; a client reports that IPv6 is not supported", async () => {
		const device = launch(build(join(root, "test/hosts/moddable/resolver"), "resolver"));
		let output = "";
		for (const stream of [device.process.stdout, device.process.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
				if (text.includes("end\n")) device.process.kill("SIGKILL");
			});
		await device.exit;
		assert.deepEqual(output.trim().split("\n"), [
			"one: a.test 10.0.0.1 10.0.0.1 true",
			"three: a.test 10.0.0.1 10.0.0.1,10.0.0.2,10.0.0.3 true",
			"alias: a.test 10.0.0.1 10.0.0.1,10.0.0.2 true",
			"ipv6: error",
			"none: error",
			"cut: a.test 10.0.0.1 10.0.0.1 true",
			"empty: a.test 10.0.0.1 10.0.0.1 true",
			"wild: a.test 10.0.0.1 10.0.0.1 true",
			"itself: a.test 10.0.0.1 10.0.0.1 true",
			"claims: a.test 10.0.0.1 10.0.0.1 true",
			"questions: a.test 10.0.0.1 10.0.0.1 true",
			"authorities: a.test 10.0.0.1 10.0.0.1 true",
			"additional: a.test 10.0.0.1 10.0.0.1 true",
			"long: a.test 10.0.0.1 10.0.0.1 true",
			"twice: a.test 10.0.0.1 10.0.0.1 true",
			"IPv6 is not supported",
			"end",
		]);
	});
});
