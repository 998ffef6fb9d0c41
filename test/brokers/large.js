// A device with 32 KB of memory publishes a message of a megabyte. In the middle, the broker is restarted.
import { simulate } from "../../dist/simulator/simulate.js";
import { deepEqual, equal, ok } from "../assert.js";
import { Peer } from "./peer.js";

const SIZE = 1_048_576;
/** The memory of an ESP8266 and the send buffer of its sockets. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

/** The message's byte at offset `at`. The source is asked for 1,024 bytes at a time. */
const byteAt = (at) => (at * 7 + ((at & ~1_023) >> 10)) & 255;

/** Runs the app in apps/large. @param config its port and other settings. */
export async function publishLarge(broker, app, bits, config) {
	const device = await simulate(app, {
		bits,
		...CHIP,
		config: { ...config, size: SIZE },
		figures: true,
		stdio: ["ignore", "pipe", "pipe"],
	});
	try {
		let output = "";
		let words = "";
		let restarting;
		device.process.stdout.on("data", (data) => {
			output += data;
			if (!restarting && output.includes("half")) restarting = broker.kill().then(() => broker.restart());
		});
		device.process.stderr.on("data", (data) => {
			words += data;
		});
		equal(await device.exit, 0, words);
		await restarting;
		const { connections, ...report } = JSON.parse(output.trimEnd().split("\n").at(-1));
		deepEqual(report, { identifier: 1, code: report.code, tries: 2, slots: 0, chunkBytes: 0, heapBytes: 0 });
		// In 5.0, mosquitto reports that nobody has subscribed.
		ok(report.code === 0 || report.code === 16, String(report.code));
		ok(connections >= 2, String(connections));
		const { peakBytes } = JSON.parse(words.trimEnd().split("\n").at(-1));
		ok(peakBytes < CHIP.static, `${peakBytes} bytes`);
		const peer = await Peer.connect(broker.port, { id: "peer" });
		await peer.subscribe("large/out", 0);
		const { payload } = await peer.message();
		peer.drop();
		equal(payload.length, SIZE);
		let at = 0;
		while (at < SIZE && payload[at] === byteAt(at)) at++;
		equal(at, SIZE);
	} finally {
		device.process.kill("SIGKILL");
	}
}
