// Home Assistant as a device sees it: the topics of its MQTT integration (sources in device-discovery.js).
import { EventEmitter, once } from "node:events";
import { connectAsync } from "mqtt";
import { discovered } from "./device-discovery.js";

export class HomeAssistant extends EventEmitter {
	/** Starts it. @param login { username, password }. */
	static async start(port, login) {
		const started = new HomeAssistant();
		started.#url = `mqtt://127.0.0.1:${port}`;
		started.#login = login;
		await started.restart();
		return started;
	}

	/** Devices by id, as they have introduced themselves. */
	devices = new Map();
	/**
	 * States by unique id: "unavailable" until the device is known and "online", then "unknown" until its first
	 * state.
	 */
	states = new Map();
	/** Discovery messages, each { topic, payload, retain }. */
	announcements = [];
	/** What is wrong with one of them. */
	mistake = undefined;
	#url;
	#login;
	#client;
	/** The latest message of each topic. */
	#latest = new Map();

	/** Restarts: forgets everything about devices. */
	async restart() {
		this.stop();
		this.devices.clear();
		this.states.clear();
		this.#latest.clear();
		const will = { topic: "homeassistant/status", payload: "offline" };
		this.#client = await connectAsync(this.#url, { ...this.#login, will, reconnectPeriod: 0 });
		this.#client.on("message", (topic, payload, packet) => this.#take(topic, String(payload), packet));
		await this.#client.subscribeAsync(["homeassistant/+/+/config", "homeassistant/+/+/+/config"]);
		await this.#client.publishAsync("homeassistant/status", "online");
	}

	/** Ends as when it is unplugged: the broker publishes "offline" for it. */
	stop() {
		this.#client?.end(true);
	}

	/** Resolves when the named entities are in these states. */
	async shows(states) {
		for (;;) {
			if (this.mistake) throw this.mistake;
			if (Object.entries(states).every(([id, state]) => this.states.get(id) === state)) return;
			await once(this, "change");
		}
	}

	/** Operates a switch. */
	async turn(uniqueId, state) {
		const { command_topic, qos = 0, payload_on = "ON", payload_off = "OFF" } = this.#entity(uniqueId);
		await this.#client.publishAsync(command_topic, state === "on" ? payload_on : payload_off, { qos });
	}

	#entity(uniqueId) {
		for (const { entities } of this.devices.values())
			for (const each of entities) if (each.unique_id === uniqueId) return each;
		throw new Error(`there is no ${uniqueId}`);
	}

	#take(topic, payload, { retain }) {
		if (topic.startsWith("homeassistant/")) {
			this.announcements.push({ topic, payload, retain });
			try {
				this.#meet(discovered(topic, payload));
			} catch (error) {
				this.mistake = error;
			}
		} else this.#latest.set(topic, payload);
		this.#update();
	}

	/** Subscribes to the entities' topics, which delivers retained messages. */
	#meet(device) {
		this.devices.set(device.id, device);
		const topics = device.entities.flatMap((each) => [
			each.state_topic,
			...each.availability.map(({ topic }) => topic),
		]);
		this.#client.subscribe([...new Set(topics.filter(Boolean))], { qos: 1 });
	}

	#update() {
		for (const { entities } of this.devices.values())
			for (const each of entities) this.states.set(each.unique_id, this.#state(each));
		this.emit("change");
	}

	#state({ platform, availability, state_topic, payload_on = "ON", payload_off = "OFF" }) {
		const isThere = availability.every(({ topic, payload_available }) => this.#latest.get(topic) === payload_available);
		if (!isThere) return "unavailable";
		const state = this.#latest.get(state_topic) ?? "unknown";
		if (platform === "sensor") return state;
		return state === payload_on ? "on" : state === payload_off ? "off" : "unknown";
	}
}
