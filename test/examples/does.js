// What each example must do on any machine: what its README says, with the settings of its own manifest except the
// broker's port. How a sleeping device wakes up depends on the machine, so that example is in the specs.
import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AedesBroker } from "../brokers/aedes.js";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { Example } from "../hosts/tls/example.js";
import { greenhouse } from "./greenhouse.js";
import { press } from "./press.js";

export const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
export const settings = (name) => JSON.parse(readFileSync(join(examples, name, "manifest.json"), "utf8")).config;

/** What is needed besides aedes, and why it is missing. */
export const needs = {
	command: { mosquitto: MosquittoBroker.missing() },
	"request-response": { mosquitto: MosquittoBroker.missing() },
	tls: { openssl: hasOpenSSL() ? undefined : "it cannot be run", mosquitto: MosquittoBroker.missing() },
};

/**
 * By the names of the examples' folders. `start(Class, …)` starts something that is stopped at the end;
 * `start.device(folder, config)` starts a device with a folder of examples/, or a path.
 */
export const does = {
	async telemetry(start) {
		const broker = await start(AedesBroker);
		const readings = [];
		const third = new Promise((resolve) => {
			broker.on("taken", ({ topic, payload, qos }) => {
				if (topic !== `sensors/${settings("telemetry").id}/reading` || qos !== 1) return;
				if (readings.push(JSON.parse(payload).n) === 3) resolve();
			});
		});
		const device = await start.device("telemetry", { port: broker.port });
		await device.prints("connected, session new");
		// Where the broker is slow, one line may stand for several readings.
		await device.prints(/^settled: \d+ published and acknowledged$/);
		await device.prints(/^settled: \d+ published and acknowledged$/);
		await third;
		deepEqual(readings.slice(0, 3), [1, 2, 3]);
		// Sends an interval, and first an invalid one.
		const tell = (payload) => {
			const topic = `sensors/${settings("telemetry").id}/interval`;
			broker.aedes.publish({ cmd: "publish", topic, payload, qos: 1, retain: false });
		};
		tell("never");
		await device.prints("invalid interval: never");
		tell("100");
		await device.prints("a reading every 100 ms");
		await device.prints(/^settled: \d+ published and acknowledged$/);
	},

	async tls(start) {
		const example = await start(Example, "tls-defaults");
		const device = await start.device(example.folder, { port: example.port });
		await device.prints(/^TLS session of \d+ bytes$/);
		await device.prints("connected, session new");
		// Readings before the connection lead to one message, because only the newest total is queued.
		const first = Number((await device.prints(/^settled: \d+$/)).split(" ")[1]);
		// Where the broker is slow, one line may stand for several readings.
		const second = Number((await device.prints(/^settled: \d+$/)).split(" ")[1]);
		ok(second > first);
	},

	async command(start) {
		const broker = await start(MosquittoBroker);
		const operator = await Peer.connect(broker.port, { id: "operator", version: 5 });
		const { id } = settings("command");
		await operator.subscribe(`valves/${id}/state`);
		const device = await start.device("command", { port: broker.port });
		await device.prints("awake, session new");
		await device.prints(`valves/${id}/command: ready`);
		await operator.publish(`valves/${id}/command`, "open", { properties: { messageExpiry: 100 } });
		await device.prints(/^valve open, in time by (99|100) s$/);
		const states = [];
		for (let i = 0; i < 3; i++) states.push((await operator.message()).text.split(" ")[0]);
		deepEqual(states, ["1", "2", "3"]);
		await device.prints("disconnected");
		await device.prints("asleep");
		operator.drop();
	},

	async "request-response"(start) {
		const broker = await start(MosquittoBroker);
		const { id } = settings("request-response");
		const asker = await Peer.connect(broker.port, { id: "asker", version: 5 });
		await asker.subscribe("answers/me");
		const device = await start.device("request-response", { port: broker.port });
		await device.prints(`sensors/${id}/request: ready`);
		await asker.publish(`sensors/${id}/request`, "celsius", { properties: { responseTopic: "answers/me" } });
		equal((await asker.message()).text, '{"celsius":21.4}');
		await device.prints("celsius: answered");
		asker.drop();
	},

	websocket: (start) => press(start, (config) => start.device("websocket", config), settings("websocket")),

	"home-assistant": (start) => greenhouse(start, (config) => start.device("home-assistant", config)),
};
