// Faults of examples/home-assistant; and the rules for its discovery message, each of which is broken once.
import { deepEqual, equal, throws } from "node:assert/strict";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { AedesBroker } from "../brokers/aedes.js";
import { compiled } from "../hosts/simulator/app.js";
import { Device } from "./device.js";
import { discovered } from "./device-discovery.js";
import { HomeAssistant } from "./home-assistant.js";

const TOPIC = "homeassistant/device/kitchen-1/config";

/** A device of two entities, with abbreviations and a shared option. */
const kitchen = () => ({
	dev: { ids: "kitchen-1", name: "Kitchen", sw: "2" },
	o: { name: "test", url: "https://test.example/" },
	avty_t: "kitchen/status",
	cmps: {
		warm: { p: "sensor", uniq_id: "k-t", dev_cla: "temperature", unit_of_meas: "°C", stat_t: "kitchen/t" },
		lamp: { p: "switch", uniq_id: "k-l", cmd_t: "kitchen/lamp/set", stat_t: "kitchen/lamp" },
	},
});

/** Merges one object into another. undefined removes a property. */
function lay(under, over) {
	for (const [key, value] of Object.entries(over)) {
		const both = under[key] && typeof value === "object" && !Array.isArray(value);
		under[key] = both ? lay(under[key], value) : value;
	}
	return under;
}

describe("What a device may announce to Home Assistant", () => {
	it("may use abbreviations and shared options", () => {
		const { id, device, origin, entities } = discovered(TOPIC, JSON.stringify(kitchen()));
		equal(id, "kitchen-1");
		deepEqual(device, { name: "Kitchen", identifiers: ["kitchen-1"], sw_version: "2" });
		deepEqual(origin, { name: "test", support_url: "https://test.example/" });
		const there = { topic: "kitchen/status", payload_available: "online", payload_not_available: "offline" };
		deepEqual(
			entities.map(({ unique_id, availability }) => [unique_id, availability]),
			[
				["k-t", [there]],
				["k-l", [there]],
			],
		);
	});

	/** The message above with a change, and the expected error. */
	const BROKEN = [
		["of an unknown key", /stat_topic is not known/, { stat_topic: "kitchen/t" }],
		["abbreviated and in full", /device twice/, { device: {} }],
		["without device", /device is no mapping/, { dev: undefined }],
		["of a device without identifiers", /neither/, { dev: { ids: undefined } }],
		["of a device without a name", /device.name/, { dev: { name: undefined } }],
		["without origin", /origin is no mapping/, { o: undefined }],
		["of an origin without a name", /origin.name/, { o: { name: undefined } }],
		["without components", /no components/, { cmps: { warm: undefined, lamp: undefined } }],
		["of a component without its platform", /platform undefined/, { cmps: { lamp: { p: undefined } } }],
		["of an unknown platform", /platform lamp/, { cmps: { lamp: { p: "lamp" } } }],
		["of a component without unique_id", /lamp.unique_id/, { cmps: { lamp: { uniq_id: undefined } } }],
		["of one unique_id for two", /unique_id twice/, { cmps: { other: kitchen().cmps.lamp } }],
		["of a switch without a command topic", /command_topic/, { cmps: { lamp: { cmd_t: undefined } } }],
		["of commands to a wildcard", /command_topic/, { cmps: { lamp: { cmd_t: "kitchen/+" } } }],
		["of a sensor without a state topic", /state_topic/, { cmps: { warm: { stat_t: undefined } } }],
		["of a unit that its class has not", /unit/, { cmps: { warm: { unit_of_meas: "°" } } }],
		["of availability in both ways", /both/, { avty: { t: "kitchen/status" } }],
		["at QoS 3", /qos/, { qos: 3 }],
	];

	for (const [title, reason, change] of BROKEN)
		it(`must not be ${title}`, () => {
			throws(() => discovered(TOPIC, JSON.stringify(lay(kitchen(), change))), reason);
		});

	it("must not be on another topic", () => {
		throws(() => discovered("homeassistant/device/kitchen 1/config", JSON.stringify(kitchen())), /discovery topic/);
	});

	it("must be JSON", () => throws(() => discovered(TOPIC, "online"), /no JSON/));
});

describe("examples/home-assistant", () => {
	const STATES = { "greenhouse-1-temperature": "20.0", "greenhouse-1-window": "off", "greenhouse-1-water": "off" };
	let broker;
	let home;
	let device;

	before(compiled);

	beforeEach(async () => {
		broker = await AedesBroker.start();
		home = await HomeAssistant.start(broker.port);
		device = await Device.start("home-assistant", { host: "127.0.0.1", port: broker.port, interval: 600_000 });
		await device.prints("announced");
		await home.shows(STATES);
	});

	afterEach(async () => {
		await device?.stop();
		await home?.stop();
		await broker?.stop();
	});

	it("ignores an invalid command", async () => {
		await broker.publish("greenhouses/greenhouse-1/water/set", "FLOOD");
		await device.prints("invalid command: FLOOD");
		await home.turn("greenhouse-1-water", "on");
		await device.prints("water ON");
		await home.shows({ "greenhouse-1-water": "on" });
	});

	it("is known again after the broker and Home Assistant have restarted", async () => {
		await broker.kill();
		await device.prints(/^disconnected: /);
		await broker.restart();
		await home.restart();
		await device.prints("connected");
		await device.prints("announced");
		await home.shows(STATES);
	});

	it("is known when Home Assistant restarts before the discovery message is acknowledged", async () => {
		// The broker delays one PUBACK; meanwhile Home Assistant restarts.
		const { authorizePublish } = broker.aedes;
		const held = new Promise((resolve) => {
			broker.aedes.authorizePublish = (client, message, done) => {
				if (message.topic !== "homeassistant/device/greenhouse-1/config")
					return authorizePublish(client, message, done);
				broker.aedes.authorizePublish = authorizePublish;
				resolve(() => authorizePublish(client, message, done));
			};
		});
		await broker.publish("homeassistant/status", "online");
		const release = await held;
		await home.restart();
		const announcements = home.announcements.length;
		// By then the device has tried again in vain, unless it was late.
		await setTimeout(2_100);
		release();
		while (home.announcements.length < announcements + 2) await once(home, "change");
		await home.shows(STATES);
	});
});
