// A broker that behaves like AWS IoT Core, as far as AWS has documented it, in our own words. Sources:
// [guide] AWS IoT Core Developer Guide, "MQTT": https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (text of github:awsdocs/aws-iot-docs,
//         developerguide/mqtt.md, "AWS IoT differences from MQTT" and "Using MQTT persistent sessions"; for 5.0 the page of today)
// [quotas] AWS General Reference, "AWS IoT Core endpoints and quotas", "message broker limits":
//         https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits
// [connect] AWS IoT Core Developer Guide, "Connect policy examples" and troubleshooting: what a policy does not allow ends the connection.
import { Broker, close, Reason, silent } from "./broker.js";
import { four, two } from "./packets.js";

export class AwsIotCore extends Broker {
	/** [quotas] Connection inactivity: at most 1,200 seconds. 0 and larger values count as that. */
	maximumKeepAlive = 1_200;
	/** [guide] A persistent session expires after an hour without a connection. */
	sessionExpiry = 3_600;
	/** [guide] "#" does not match the parent level. */
	matchesParent = false;
	/** [guide] Only a filter that equals the topic gets its retained message. */
	retainsForWildcards = false;
	/** [quotas] A client may have 100 unacknowledged publish requests. In 5.0 this is the Receive Maximum. */
	receiveMaximum = 100;
	/** [guide] In 5.0, 8 topic aliases. */
	aliasMaximum = 8;
	/** What the device's policy allows: prefixes of its topics and filters. */
	allowed = Object.freeze(["dev/17/", "$aws/things/dev-17/"]);

	/** [guide] In 5.0: QoS 1 at most, 146 KB per packet, no Subscription Identifiers. */
	connackProperties(link) {
		return [
			[36, 1],
			[39, ...four(149_504)],
			[34, ...two(this.aliasMaximum)],
			[41, 0],
			[17, ...four(link.session.expiry)],
		];
	}

	/** [quotas] A client identifier has 1 to 128 bytes. [guide] A policy restricts it. */
	refusal({ id, v5 }) {
		if (id === "" || id.length > 128) return v5 ? 0x85 : 2;
	}

	/** [guide] Nothing may be sent before CONNACK was received. */
	early({ type }) {
		return close(Reason.unspecified, `${type} before CONNACK`);
	}

	wrongMessage({ QoS, topic, retain, payload }, link) {
		// [guide] QoS 2 is not supported, so there is no acknowledgement.
		if (QoS === 2) return link.v5 ? close(Reason.qosNotSupported, "QoS 2") : silent("QoS 2");
		// [quotas] A topic has at most 7 slashes and 256 bytes; a payload 128 KB.
		if (slashes(topic) > 7) return close(Reason.topicNameInvalid, "a topic with 8 slashes");
		if (topic.length > 256) return close(Reason.topicNameInvalid, "a topic of more than 256 bytes");
		if (payload.length > 131_072) return close(0x95, "a payload of more than 128 KB");
		// [guide] Reserved topics do not accept RETAIN.
		if (retain && topic.startsWith("$")) return close(Reason.retainNotSupported, "RETAIN on a reserved topic");
		// [connect] The policy does not allow the topic.
		if (!this.allows(topic)) return close(Reason.notAuthorized, "a topic that the policy does not allow");
		// [quotas] Beyond 100 unacknowledged messages, nothing is accepted.
		if (link.unacknowledged.size > 100) return silent("more than 100 in flight");
	}

	wrongSubscribe({ filters, properties }, link) {
		// [quotas] 8 filters per SUBSCRIBE, 50 per connection, 7 slashes. [guide] QoS 2 gets no SUBACK.
		if (filters.length > 8) return close(Reason.unspecified, "more than 8 filters in a SUBSCRIBE");
		if (link.session.filters.size + filters.length > 50) return close(Reason.quotaExceeded, "more than 50 filters");
		if (properties[11]) return close(Reason.subscriptionIdentifiers, "a Subscription Identifier");
		for (const { filter, QoS } of filters) {
			if (slashes(filter) > 7) return close(Reason.topicFilterInvalid, "a filter with 8 slashes");
			if (QoS === 2) return silent("a filter at QoS 2");
		}
	}

	/** [connect] A filter that the policy does not allow is refused in SUBACK. */
	grant({ filter, QoS }, link) {
		return this.allows(filter) ? QoS : link.v5 ? 0x87 : 0x80;
	}

	allows(topic) {
		return this.allowed.some((start) => topic.startsWith(start));
	}

	/** [guide] The order of acknowledgements is not guaranteed. */
	acknowledgeAfter() {
		return 10 + this.world.random(400);
	}

	authenticateAfter() {
		return 100 + this.world.random(400);
	}
}

function slashes(topic) {
	let count = 0;
	for (let at = topic.indexOf("/"); at >= 0; at = topic.indexOf("/", at + 1)) count++;
	return count;
}
