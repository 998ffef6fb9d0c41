// What examples/home-assistant must do on any machine: introduce itself, obey, introduce itself again after a restart
// of Home Assistant, and be shown as unavailable.
import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AedesBroker } from "../brokers/aedes.js";
import { HomeAssistant } from "./home-assistant.js";

const folder = new URL("../../examples/home-assistant/", import.meta.url);
const { id, user, secret } = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8")).config;

/** `start` stops brokers and others at the end of the test; `run(config)` starts the device. */
export async function greenhouse(start, run) {
	const broker = await start(AedesBroker, { users: { [user]: secret, assistant: "kitchen" } });
	const home = await start(HomeAssistant, broker.port, { username: "assistant", password: "kitchen" });
	const device = await run({ host: "127.0.0.1", port: broker.port });
	await device.prints("connected");
	await device.prints("announced");
	await home.shows({ [`${id}-temperature`]: "20.0", [`${id}-window`]: "off", [`${id}-water`]: "off" });

	// One device as in announcement.template, announced by a message that is not retained and larger than the
	// client's send buffer.
	const [announcement] = home.announcements;
	equal(announcement.topic, `homeassistant/device/${id}/config`);
	equal(announcement.retain, false);
	equal(announcement.payload, readFileSync(new URL("announcement.template", folder), "utf8").replaceAll("$", id));
	ok(announcement.payload.length > 1_024, `${announcement.payload.length} bytes`);
	const { device: told, entities } = home.devices.get(id);
	deepEqual([told.name, told.identifiers], ["Greenhouse", [id]]);
	deepEqual(
		entities.map(({ platform, qos, availability }) => [platform, qos, availability.length]),
		[
			["sensor", 1, 1],
			["binary_sensor", 1, 1],
			["switch", 1, 1],
		],
	);

	await home.turn(`${id}-water`, "on");
	await device.prints("water ON");
	await home.shows({ [`${id}-water`]: "on" });

	await home.restart();
	await device.prints("announced");
	await home.shows({ [`${id}-temperature`]: "20.0", [`${id}-window`]: "off", [`${id}-water`]: "on" });
	// Only one connection: the large message does not need another.
	equal(device.lines.filter((line) => line === "connected").length, 1);

	await device.stop();
	const all = ["temperature", "window", "water"].map((name) => [`${id}-${name}`, "unavailable"]);
	await home.shows(Object.fromEntries(all));
}
