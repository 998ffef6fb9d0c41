// Fleets: the same app on several devices, and their report.
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { simulateFleet } from "../../../dist/simulator/simulate.js";
import { AedesBroker } from "../../brokers/aedes.js";
import { app, compiled, serving } from "./app.js";

const COMMAND = fileURLToPath(new URL("../../../dist/simulator/simulate.js", import.meta.url));
const MOTE = fileURLToPath(new URL("../../../manifest.json", import.meta.url));
const SLEEPER = fileURLToPath(new URL("../../../examples/deep-sleep/manifest.json", import.meta.url));

/** Sends a numbered message each 100 ms while there is room, after `body`. */
const sensor = (body = "") =>
	app(
		`
		import config from "mc/config";
		import { Client } from "mote-mqtt";
		import { tcp } from "mote-mqtt/tcp";
		import Timer from "timer";
		${body}
		const client = new Client({ ...tcp, host: "127.0.0.1", port: Number(config.port), id: config.id, clean: false, keepAlive: 1000 });
		const topic = client.topic("fleet/" + config.id, { QoS: 1 });
		let number = 1;
		Timer.repeat(() => { if (topic.publish(String(number)) > 0) number++; }, 100);
		`,
		{ include: MOTE, config: { id: "sensor" } },
	);

async function withBroker(use) {
	const broker = await AedesBroker.start();
	try {
		return await use(broker);
	} finally {
		await broker.stop();
	}
}

/** Runs a fleet of eight with an event. Returns all messages that its broker has received, by topic. */
function eight(fleet, body) {
	return withBroker(async (broker) => {
		const messages = new Map();
		broker.on("taken", ({ topic, payload }) => {
			if (!messages.has(topic)) messages.set(topic, new Set());
			messages.get(topic).add(Number(payload));
		});
		const result = await simulateFleet(sensor(body), { devices: 8, ...fleet }, { config: { port: broker.port } });
		return { ...result, messages };
	});
}

/** Whether the messages 1, 2, 3, … are complete up to the last. */
const isWhole = (numbers) => numbers.size === Math.max(...numbers);

describe("A fleet", function () {
	this.timeout(120_000);
	before(compiled);

	it("has devices that differ by their number, and whose messages all arrive", async () => {
		const { upAfter, lost, crashes, ticks, messages } = await eight({ duration: 1 });
		ok(upAfter > 0);
		equal(lost, 0);
		deepEqual(crashes, []);
		const names = Array.from({ length: 8 }, (_, i) => `fleet/sensor-${i}`);
		deepEqual([...messages.keys()].sort(), names);
		for (const name of names) ok(isWhole(messages.get(name)), name);
		const last = ticks.at(-1);
		equal(last.connected, 8);
		equal(last.attempts, 8);
		equal(last.accepted, 8);
		ok(last.published >= 8 && last.acknowledged >= 8);
	});

	it("writes the number for {device} in config, with leading zeros so that all have the same length", async () => {
		await withBroker(async (broker) => {
			const clients = [];
			broker.aedes.on("client", ({ id }) => clients.push(id));
			const config = { port: broker.port, id: "a-{device}-{device}b" };
			await simulateFleet(sensor(), { devices: 11, duration: 0.5 }, { config });
			deepEqual(
				clients.sort(),
				Array.from({ length: 11 }, (_, i) => String(i).padStart(2, "0")).map((n) => `a-${n}-${n}b`),
			);
		});
	});

	it("takes at most 512 KB of unshared memory for each device", async () => {
		const { dirty } = await eight({ duration: 1 });
		equal(dirty.devices, 8);
		ok(dirty.most > 32 && dirty.most <= 512, `${dirty.most} KB`);
	});

	it("reconnects when its broker is back, each device once, and loses nothing", async () => {
		const fleet = { fault: "broker", faultAfter: 0.5, faultFor: 1 };
		const { ticks, outages, lost, messages, faultUntil, faultAt } = await eight(fleet);
		const last = ticks.at(-1);
		equal(lost, 0);
		equal(last.losses, 8);
		equal(last.accepted, 16);
		// Attempts meanwhile are refused.
		ok(last.attempts > 16, `${last.attempts}`);
		equal(outages.length, 8);
		for (const outage of outages) ok(outage >= faultUntil - faultAt - 200, `${outage}`);
		for (const [topic, numbers] of messages) ok(isWhole(numbers), topic);
	});

	it("loses nothing when a link dies or half of the fleet is asleep", async () => {
		const run = async (fault) => {
			const { lost, ticks, messages } = await eight({ fault, faultAfter: 0.5, faultFor: 2 });
			equal(lost, 0, fault);
			ok(
				ticks.some(({ phase }) => phase === "fault"),
				fault,
			);
			equal(
				ticks.some(({ asleep }) => asleep === 4),
				fault === "sleep",
			);
			for (const [topic, numbers] of messages) ok(isWhole(numbers), topic);
		};
		await Promise.all([run("link"), run("sleep")]);
	});

	it("reports which devices have crashed, and their last output", async () => {
		const { crashes, ticks } = await eight(
			{ duration: 1 },
			`if (config.id.endsWith("3")) throw new Error("a bad pin");`,
		);
		deepEqual(
			crashes.map(({ device, code }) => [device, code]),
			[[3, 1]],
		);
		match(crashes[0].words, /uncaught exception: Error: a bad pin/);
		equal(ticks.at(-1).connected, 7);
	});

	it("counts messages as lost that are not acknowledged", async () => {
		// A broker that sends CONNACK and nothing more.
		const silent = (socket) => socket.once("data", () => socket.write(Buffer.from([0x20, 2, 0, 0])));
		await serving(silent, async (port) => {
			const { lost } = await simulateFleet(sensor(), { devices: 2, duration: 0.5, grace: 0.2 }, { config: { port } });
			ok(lost >= 2, `${lost}`);
		});
	});

	it("wakes devices from deep sleep, each with its kept data", async () => {
		await withBroker(async (broker) => {
			const readings = new Map();
			broker.on("taken", ({ topic, payload }) => {
				if (topic.endsWith("/reading")) readings.set(`${topic} ${JSON.parse(payload).n}`, true);
			});
			const config = { port: broker.port, interval: 200, id: "sleeper-{device}" };
			const { ticks, crashes } = await simulateFleet(SLEEPER, { devices: 2, duration: 6 }, { config });
			deepEqual(crashes, []);
			ok(ticks.some(({ asleep }) => asleep > 0));
			for (const device of [0, 1])
				for (const n of [1, 2, 3]) ok(readings.has(`sensors/sleeper-${device}/reading ${n}`), `${device}: ${n}`);
		});
	});

	it("is shown by the command: a table and a picture", async () => {
		await withBroker(async (broker) => {
			const { spawn } = await import("node:child_process");
			const args = [COMMAND, sensor(), "--devices", "3", "--duration", "1", `port=${broker.port}`];
			const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
			const output = { stdout: "", stderr: "" };
			for (const name of ["stdout", "stderr"]) child[name].on("data", (text) => (output[name] += text));
			const [code] = await new Promise((resolve) => child.on("close", (...all) => resolve(all)));
			equal(code, 0, output.stderr);
			match(output.stdout, /^devices +3, all connected after \d+\.\d s$/m);
			match(output.stdout, /^messages +\d+ at QoS 1 or 2, \d+ acknowledged, none lost$/m);
			match(output.stdout, /^connections a second\n3 │█/m);
			match(output.stderr, /3\/3 connected/);
		});
	});

	it("reports what is missing or wrong", async () => {
		await rejects(
			simulateFleet(app(""), { devices: 2 }),
			/devices: nothing in "config" distinguishes them\. Write \{device\}/,
		);
		await rejects(simulateFleet(sensor(), { devices: 0 }), /devices: expected 1 to 10000, got 0/);
		await rejects(
			simulateFleet(sensor(), { devices: 2, fault: "rain" }),
			/fault: expected one of broker, link, sleep, got "rain"/,
		);
		const { status, stderr } = spawnSync(process.execPath, [COMMAND, sensor(), "--fault", "link"], {
			encoding: "utf8",
		});
		equal(status, 2);
		match(stderr, /--fault needs --devices/);
	});
});
