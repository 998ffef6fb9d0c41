// Checks apps/echo, an app that uses only the standard, with a broker.
import { deepEqual, equal } from "../../assert.js";
import { AedesBroker } from "../../brokers/aedes.js";

/**
 * Subscribes, publishes in fragments, receives ten times its buffers, and echoes at QoS 2.
 * @param start starts the app for a broker at a port: { process, exit }
 * @returns its exit code
 */
export async function checkEcho(start) {
	const broker = await AedesBroker.start({ denied: ["echo/refused"] });
	let device;
	try {
		const taken = [];
		broker.on("taken", ({ topic, payload, qos }) => {
			taken.push(topic === "echo/large" ? `${topic} ${payload.length}` : `${topic} ${payload} ${qos}`);
		});
		device = await start(broker.port);
		let output = "";
		for (const stream of [device.process.stdout, device.process.stderr]) {
			stream.on("data", (text) => {
				output += text;
				if (String(text).includes("received")) broker.publish("echo/in", "hello");
			});
		}
		const code = await device.exit;
		const lines = output.split("\n");
		for (const line of [
			"control 2",
			"control 9",
			"granted 2,0,128",
			"large 10000",
			"received 10000",
			"control 7",
			"closed",
		])
			equal(lines.includes(line), true, `${line} in ${output}`);
		equal(output.includes("error"), false, output);
		deepEqual(taken.slice(0, 2), ["echo/out ready 1", "echo/large 10000"]);
		equal(taken[2], "echo/out hello 2");
		return code;
	} finally {
		device?.process.kill("SIGKILL");
		await device?.exit;
		await broker.stop();
	}
}
