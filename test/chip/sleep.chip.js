// examples/deep-sleep on an emulated ESP32-C3: its RTC memory keeps the session through sleeps and broker restarts. A
// QEMU may lack the timer that ends deep sleep. Then the chip is reset while it sleeps, which also keeps RTC memory,
// and the test of the timer is skipped by name.
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";
import { examples } from "../examples/does.js";
import { missing } from "../require.js";
import { boot, build } from "./chip.js";

const folder = join(examples, "deep-sleep");
/** Removes the example's "setup/wifi", because the emulator has no Wi-Fi. */
const MORE = { modules: { "~": join(folder, "wifi") } };
/** How long the chip sleeps, in milliseconds. */
const INTERVAL = 1_000;
/** If the chip has not woken up after this many milliseconds, it will not wake up by itself. */
const PATIENCE = 20_000;

describe("Deep sleep on an emulated ESP32-C3", () => {
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	const started = [];
	const start = (each) => {
		started.push(each);
		return each;
	};
	let hasTimer;

	after(async () => {
		for (const each of started.reverse()) await each.stop();
	});

	it("keeps the session and the readings from wake to wake, even without a broker: each reading arrives once, in order", async () => {
		const broker = start(await MosquittoBroker.start());
		const { port } = broker;
		const numbers = [];
		const listen = async () => {
			const onMessage = ({ text }) => numbers.push(JSON.parse(text).n);
			const peer = await Peer.connect(port, { id: "listener", onMessage });
			await peer.subscribe("sensors/+/reading");
			return peer;
		};
		const device = start(boot(build(folder, { port, interval: INTERVAL, readings: 2 }, MORE)));
		/** Waits until the chip wakes up for the given reading; if it does not wake up, resets it. */
		const wakes = async (reading) => {
			const woke = device.prints(`woke, reading ${reading}`);
			if (hasTimer === undefined) {
				woke.catch(() => {});
				hasTimer = Boolean(await Promise.race([woke, wait(PATIENCE)]));
			}
			if (hasTimer) return await woke;
			await device.reset();
			await device.prints(`started, reading ${reading}`);
		};

		let peer = await listen();
		await device.prints("started, reading 1");
		await device.prints(/^kept for later, /);
		await wakes(2);
		await device.prints("connected, session new");
		await device.prints(/^all delivered, /);
		await wakes(3);
		await device.prints(/^kept for later, /);

		peer.drop();
		await broker.kill();
		await wakes(4);
		await device.prints("connectFailed");
		await device.prints(/^kept for later, /);
		await wakes(5);
		await device.prints(/^kept for later, /);

		await broker.restart();
		peer = await listen();
		await wakes(6);
		await device.prints("connected, session present");
		await device.prints(/^all delivered, /);
		deepEqual(numbers, [1, 2, 3, 4, 5, 6]);
		peer.drop();
	});

	it("wakes the chip by its timer, and reports this as the cause", function () {
		if (hasTimer) return;
		this.test.title =
			"needs a QEMU with the timer that wakes a chip from deep sleep: this one has slept for 20 s instead of 1 s";
		this.skip();
	});
});
