// Set-up. Builds CONNECT from the app's options.
import { encodeConnect } from "../../../src/wire/connect.js";
import { encode, Kind } from "./byte-buffer.js";
import type { MQTTClientOptions } from "./contract.js";

/** @param keepAlive in seconds. Throws if an option is wrong. */
export function connectPacket(options: MQTTClientOptions, keepAlive: number): Uint8Array {
	const { user, password, will } = options;
	const fields = {
		id: encode("id", options.id ?? "", Kind.Text),
		clean: options.clean ?? true,
		keepAlive,
		will: will?.topic
			? {
					topic: encode("will.topic", will.topic, Kind.TopicName),
					message: encode("will.message", will.message ?? "", Kind.Binary),
					QoS: takeQoS(will) as 0 | 1 | 2,
					retain: !!will.retain,
				}
			: undefined,
		// A password needs a user name, even if it is empty (MQTT-3.1.2-22).
		user: user || password ? encode("user", user ?? "", Kind.Text) : undefined,
		password: password ? encode("password", password, Kind.Binary) : undefined,
	};
	return encodeConnect(fields, 4);
}

export function takeQoS(options: { QoS?: number }): number {
	const QoS = options.QoS ?? 0;
	if (QoS === 0 || QoS === 1 || QoS === 2) return QoS;
	throw new RangeError("QoS: expected 0, 1 or 2");
}
