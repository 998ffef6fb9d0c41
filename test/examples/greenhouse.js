// What examples/home-assistant is to do, on whatever machine: known to Home Assistant, obeying it, known again when it has started anew, and missed.
import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AedesBroker } from "../brokers/aedes.js";
import { HomeAssistant } from "./home-assistant.js";

const folder = new URL("../../examples/home-assistant/", import.meta.url);
const { id, user, secret } = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8")).config;

/** `start` has brokers and such end with the test; `run(config)` starts the device. */
export async function greenhouse(start, run) {
	const broker = await start(AedesBroker, { users: { [user]: secret, assistant: "kitchen" } });
	const home = await start(HomeAssistant, broker.port, { username: "assistant", password: "kitchen" });
	const device = await run({ host: "127.0.0.1", port: broker.port });
	await device.prints("connected");
	await device.prints("announced");
	await home.shows({ [`${id}-temperature`]: "20.0", [`${id}-window`]: "off", [`${id}-water`]: "off" });

	// It is one device, as announcement.template has it, announced by a message that is not retained and larger than what the client sends from.
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
	// Once, not with each connection of its own as well.
	equal(device.lines.filter((line) => line === "connected").length, 1);

	await device.stop();
	const all = ["temperature", "window", "water"].map((name) => [`${id}-${name}`, "unavailable"]);
	await home.shows(Object.fromEntries(all));
}
