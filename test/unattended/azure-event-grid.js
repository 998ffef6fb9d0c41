// A broker that behaves like Azure Event Grid, as far as Microsoft has documented it, in our own words. Sources:
// [features] Microsoft Learn, "MQTT features supported by the Azure Event Grid MQTT broker", https://learn.microsoft.com/azure/event-grid/mqtt-support
//            (text of github:MicrosoftDocs/azure-docs, articles/event-grid/mqtt-support.md of 2023-11-15; RETAIN is taken since, as an option)
// [quotas]   "Azure Event Grid quotas and limits", https://learn.microsoft.com/azure/event-grid/quotas-limits
// [jwt]      "Microsoft Entra JWT authentication", https://learn.microsoft.com/azure/event-grid/mqtt-client-microsoft-entra-token-and-rbac
import { Broker, close, Reason } from "./broker.js";
import { four, two } from "./packets.js";

export class AzureEventGrid extends Broker {
	/** [features] Keep Alive Maximum: 1,160 seconds. */
	maximumKeepAlive = 1_160;
	/** [features] By default, a session expires after an hour without a connection. */
	sessionExpiry = 3_600;
	/** [features] There are no retained messages. */
	retains = false;
	/** [features] A queue of 100 messages for a client that is offline. */
	queueLimit = 100;
	/** [features] Topic Alias Maximum: 10. */
	aliasMaximum = 10;
	/** The topic spaces that the device may publish and subscribe to: prefixes. */
	allowed = Object.freeze(["dev/17/"]);

	/**
	 * [features] In 5.0: QoS 1 at most, no RETAIN, 512 KiB per packet, no Subscription Identifiers, no shared
	 * subscriptions.
	 */
	connackProperties(link) {
		return [
			[36, 1],
			[37, 0],
			[39, ...four(524_288)],
			[34, ...two(this.aliasMaximum)],
			[41, 0],
			[42, 0],
			[17, ...four(link.session.expiry)],
		];
	}

	refusal({ id, properties, will, v5 }) {
		// [features] A client must have an identifier; the broker does not assign one.
		if (id === "") return v5 ? 0x85 : close(0, "CONNECT without an identifier");
		// [features] A CONNECT with User Properties fails. The will delay is at most 300 seconds.
		if (properties[38]) return 0x83;
		// [features] A will must not have RETAIN or QoS 2 either.
		if (will?.retain) return v5 ? Reason.retainNotSupported : close(0, "a will with RETAIN");
		if (will?.QoS === 2) return v5 ? Reason.qosNotSupported : close(0, "a will at QoS 2");
	}

	wrongMessage({ QoS, retain, topic, identifier, payload }, link) {
		// [features] A message with RETAIN or QoS 2 closes the connection.
		if (QoS === 2) return close(Reason.qosNotSupported, "QoS 2");
		if (retain) return close(Reason.retainNotSupported, "RETAIN");
		if (this.allowed.some((start) => topic.startsWith(start))) return;
		// [features] In 5.0 there are negative acknowledgements and DISCONNECT. The documentation does not say which
		// is used when, so this depends on the payload's length.
		return link.v5 && identifier && payload.length % 2
			? Reason.notAuthorized
			: close(Reason.notAuthorized, "a topic outside the topic spaces");
	}

	wrongSubscribe({ properties }) {
		// [features] A SUBSCRIBE with User Properties or Subscription Identifiers fails.
		if (properties[11]) return close(Reason.subscriptionIdentifiers, "a Subscription Identifier");
		if (properties[38]) return close(Reason.implementationSpecific, "User Properties in SUBSCRIBE");
	}

	grant({ filter, QoS }, link) {
		// [features] Shared subscriptions are not supported.
		if (filter.startsWith("$share/")) return link.v5 ? 0x9e : 0x80;
		if (!this.allowed.some((start) => filter.startsWith(start))) return link.v5 ? 0x87 : 0x80;
		return Math.min(QoS, 1);
	}

	/** [features] When the queue of a session is full, the session ends. */
	overflow(session) {
		this.sessions.delete(session.id);
	}

	/** [features] The order of messages is not guaranteed; acknowledgements are delayed. */
	acknowledgeAfter() {
		return 5 + this.world.random(150);
	}

	authenticateAfter() {
		return 50 + this.world.random(300);
	}
}
