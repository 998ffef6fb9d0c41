// A broker that behaves like ThingsBoard's MQTT transport, in our own words. Sources:
// [api]     ThingsBoard, "MQTT Device API Reference", https://thingsboard.io/docs/reference/mqtt-api/
// [handler] github:thingsboard/thingsboard, common/transport/mqtt/…/MqttTransportHandler.java, read for what it does, not copied
// [config]  https://thingsboard.io/docs/user-guide/install/config/: inactivity timeout of sessions, length of a device's queue
import { fail } from "../assert.js";
import { Broker, close, Reason } from "./broker.js";
import { ascii, text } from "./packets.js";

/** [api] Prefixes of the topics that a device publishes to. */
const TELEMETRY = "v1/devices/me/telemetry";
const ATTRIBUTES = "v1/devices/me/attributes";
const REQUEST = "v1/devices/me/attributes/request/";
const RESPONSE = "v1/devices/me/attributes/response/";
const RPC_RESPONSE = "v1/devices/me/rpc/response/";

/** [api] The filters that a device may subscribe to. */
const FILTERS = Object.freeze([
	ATTRIBUTES,
	`${RESPONSE}+`,
	"v1/devices/me/rpc/request/+",
	"v1/devices/me/rpc/response/+",
]);

export class ThingsBoard extends Broker {
	/**
	 * [config] A session that is silent for 600 seconds is closed; a client's keep alive counts one and a half times.
	 */
	maximumKeepAlive = 400;
	tellsKeepAlive = false;
	/** [handler] Nothing is stored: no sessions, no retained messages. Wills are ignored. */
	sessionExpiry = 0;
	retains = false;
	publishesWills = false;
	queueLimit = 0;
	/** The device's shared attributes as text. */
	shared = "{}";

	/** [handler] Sets Session Present whenever CONNECT asks for a session, although there never is one. */
	saysPresent(_present, { clean }) {
		return !clean;
	}

	/** [handler] Packets before CONNACK are queued, up to 100. */
	early(_packet, link) {
		if (link.waiting.length >= 100) return close(Reason.quotaExceeded, "more than 100 packets before CONNACK");
	}

	wrongMessage({ QoS, topic, payload, identifier }, link) {
		// [api] QoS 0 and 1. [handler] QoS 2 is answered with PUBACK, which is not valid.
		if (QoS === 2) return close(Reason.qosNotSupported, "QoS 2");
		const isRequest = topic.startsWith(REQUEST);
		if (topic !== TELEMETRY && topic !== ATTRIBUTES && !isRequest && !topic.startsWith(RPC_RESPONSE))
			// [handler] Ignored in 3.1.1, refused in 5.0.
			return Reason.topicNameInvalid;
		let value;
		try {
			value = JSON.parse(text(payload));
		} catch {}
		// [handler] A payload that cannot be parsed ends the connection. In 5.0 it is refused, if there is an
		// identifier.
		if (typeof value !== "object")
			return link.v5 && identifier
				? Reason.payloadFormatInvalid
				: close(Reason.payloadFormatInvalid, "a payload that is not JSON");
		if (isRequest) this.world.after(this.acknowledgeAfter(), () => this.respond(topic.slice(REQUEST.length)));
	}

	/** [api] Answers a request for attributes. */
	respond(request) {
		for (const session of this.sessions.values())
			if (session.link && session.filters.has(`${RESPONSE}+`))
				this.deliver(session, RESPONSE + request, ascii(`{"shared":${this.shared}}`), 1, `${RESPONSE}+`);
	}

	/** Changes the shared attributes. A connected device is told. */
	share(attributes) {
		this.shared = attributes;
		for (const session of this.sessions.values())
			if (session.link && session.filters.has(ATTRIBUTES))
				this.deliver(session, ATTRIBUTES, ascii(attributes), 1, ATTRIBUTES);
	}

	/** [api] Sends an RPC call to a connected device that has subscribed to calls. */
	command(topic, payload) {
		const filter = "v1/devices/me/rpc/request/+";
		for (const session of this.sessions.values())
			if (session.link && session.filters.has(filter)) this.deliver(session, topic, payload, 1, filter);
	}

	/** [handler] Filters outside the API are refused; QoS 1 at most. */
	grant({ filter, QoS }, link) {
		if (FILTERS.includes(filter)) return Math.min(QoS, 1);
		return link.v5 ? Reason.topicFilterInvalid : 0x80;
	}

	/** Messages of a device are not forwarded to devices. */
	publish(topic, payload, _QoS, _retain, from) {
		if (!from) fail("whoever else there is shares attributes");
		this.onPublish?.(topic, text(payload), from);
	}

	acknowledgeAfter() {
		return 5 + this.world.random(200);
	}

	authenticateAfter() {
		return 20 + this.world.random(200);
	}
}
