// The Device Shadow service of AWS IoT Core as documented, in our own words. Sources:
// [topics] AWS IoT Core Developer Guide, "Device Shadow MQTT topics": https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-mqtt.html
// [documents] "Device Shadow service documents": …/device-shadow-document.html
// [errors] "Device Shadow error messages": …/device-shadow-error-messages.html
// [quotas] AWS General Reference, "AWS IoT Core endpoints and quotas": 8 KB a document.

import { EventEmitter, once } from "node:events";
import { isDeepStrictEqual } from "node:util";

/** The classic shadow of one thing. `publish(suffix, document)` publishes below the thing's shadow topic. */
export class DeviceShadow extends EventEmitter {
	version = 0;
	desired = {};
	reported = {};
	#isThere = false;
	#publish;

	constructor(publish) {
		super();
		this.#publish = publish;
	}

	/** [documents] What is desired and not reported, as an object; undefined if nothing is. */
	get delta() {
		return difference(this.desired, this.reported);
	}

	/** Resolves when the device has reported exactly this. */
	async reports(expected) {
		while (!isDeepStrictEqual(this.reported, expected)) await once(this, "update");
	}

	/** Handles a message to …/shadow/get or …/shadow/update. */
	take(action, payload) {
		if (action === "update") return this.update(payload);
		if (!this.#isThere) return this.#reject("get", 404, "No shadow exists with that name");
		const { desired, reported, delta, version } = this;
		this.#publish("get/accepted", { state: { desired, reported, delta }, version, timestamp: now() });
	}

	/** [topics] An update from an app, by HTTP or MQTT: null removes a property, anything else overrides it. */
	update(payload) {
		if (payload.length > 8_192) return this.#reject("update", 413, "The payload exceeds the maximum size allowed");
		let request;
		try {
			request = JSON.parse(payload);
		} catch {
			return this.#reject("update", 400, "Payload contains invalid json");
		}
		if (!isObject(request?.state)) return this.#reject("update", 400, "Missing required node: state");
		for (const name of Object.keys(request.state))
			if (!["desired", "reported"].includes(name))
				return this.#reject("update", 400, `State contains an invalid node: '${name}'`);
		if (request.version !== undefined && request.version !== this.version)
			return this.#reject("update", 409, "Version conflict");
		this.desired = merge(this.desired, request.state.desired);
		this.reported = merge(this.reported, request.state.reported);
		this.#isThere = true;
		const version = ++this.version;
		const timestamp = now();
		this.#publish("update/accepted", { state: request.state, version, timestamp });
		const state = this.delta;
		// [topics] The delta has all differences, whether this update concerned them or not.
		if (state) this.#publish("update/delta", { version, timestamp, state, metadata: stamps(state, timestamp) });
		this.emit("update");
	}

	/** [errors] */
	#reject(action, code, message) {
		this.#publish(`${action}/rejected`, { code, message, timestamp: now() });
	}
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const now = () => Math.floor(Date.now() / 1_000);

function merge(under, over) {
	if (over === undefined) return under;
	if (over === null) return {};
	const merged = { ...under };
	for (const [key, value] of Object.entries(over)) {
		if (value === null) delete merged[key];
		else merged[key] = isObject(value) && isObject(merged[key]) ? merge(merged[key], value) : value;
	}
	return merged;
}

function difference(desired, reported) {
	const different = {};
	for (const [key, value] of Object.entries(desired)) {
		if (isObject(value) && isObject(reported[key])) {
			const inside = difference(value, reported[key]);
			if (inside) different[key] = inside;
		} else if (JSON.stringify(value) !== JSON.stringify(reported[key])) different[key] = value;
	}
	return Object.keys(different).length ? different : undefined;
}

function stamps(state, timestamp) {
	return Object.fromEntries(
		Object.entries(state).map(([key, value]) => [key, isObject(value) ? stamps(value, timestamp) : { timestamp }]),
	);
}
