// examples/command: the valve on the simulated device.
import assert from "node:assert/strict";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";
import { missing } from "../require.js";
import { Device } from "./device.js";

describe("examples/command", () => {
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	let broker;
	let device;
	let peer;

	beforeEach(async () => {
		broker = await MosquittoBroker.start();
		peer = await Peer.connect(broker.port, { id: "operator", version: 5 });
	});

	afterEach(async () => {
		peer?.drop();
		await device?.stop();
		await broker?.stop();
	});

	const command = (text, messageExpiry) =>
		peer.publish("valves/valve-3/command", text, { properties: { messageExpiry } });

	it("executes commands that arrived while it slept, except expired ones", async () => {
		device = await Device.start("command", { port: broker.port, awake: 500, asleep: 3_000 });
		await device.prints("valves/valve-3/command: ready");
		await command("open", 100);
		await device.prints(/^valve open, in time by (99|100) s$/);
		await device.prints("asleep");
		await command("open", 1);
		await command("close", 100);
		await device.prints("awake, session present");
		await device.prints(/^valve closed, in time by 9[5-8] s$/);
		await device.prints("asleep");
		assert.equal(device.lines.filter((line) => line.startsWith("valve open")).length, 1);
	});

	it("does not report a state that is too old", async () => {
		device = await Device.start("command", { port: broker.port, awake: 60_000, interval: 200 });
		await peer.subscribe("valves/valve-3/state");
		const before = await peer.message();
		assert.equal(before.text, "1 closed");
		assert.equal(before.properties.messageExpiry, 1);
		await broker.kill();
		await device.prints("connectFailed");
		await device.prints("connectFailed");
		await broker.restart();
		await device.prints("awake, session present");
		await device.prints("a state was too old to be sent");
		peer = await Peer.connect(broker.port, { id: "operator", version: 5 });
		await peer.subscribe("valves/valve-3/state");
		const { text } = await peer.message();
		assert.ok(Number.parseInt(text, 10) > 2, text);
	});
});
