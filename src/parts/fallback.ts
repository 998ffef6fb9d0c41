// Set-up, but for its connection. "mote-mqtt/fallback": a client of 5.0 speaks 3.1.1 with a server that speaks nothing else, without all
// that 3.1.1 has not. Only this part knows both versions.

import type { Connection5 } from "../mqtt5/connection.js";
import type { FallingBack } from "../mqtt5/options.js";
import type { Owner5, PublishedTopic } from "../mqtt5/outgoing.js";
import { Connection311 } from "../mqtt311/connection.js";
import { Topic311 } from "../mqtt311/topic.js";
import { withoutProperties } from "../session.js";
import type { SessionConnection } from "../session-connection.js";
import type { Topic } from "../topic.js";
import { connectOf311 } from "../wire/connect.js";
import { PublishFlag, type QoS } from "../wire/packet.js";
import type { Properties } from "../wire/properties.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";

/** As the option `fallback` of a client of 5.0. What waits is converted, and sent in 3.1.1. */
export const fallback: FallingBack = Object.freeze({
	/** For the client. */
	fall(client: Owner5, isConverted = false): boolean {
		const fallen = client as unknown as { connection: SessionConnection; connectPacket: Uint8Array };
		const old = fallen.connection as Connection5;
		if (!("uptime" in old)) return false;
		if (!isConverted) withoutProperties(old.session);
		const connection = new FallenConnection(old);
		fallen.connectPacket = connectOf311(fallen.connectPacket);
		fallen.connection = connection;
		old.successor = connection;
		return true;
	},
	convert: connectOf311,
});

/** A connection in 3.1.1 for a client, and topics, of 5.0. */
class FallenConnection extends Connection311 {
	declare readonly owner: Owner5;
	/** None, ever. */
	readonly properties: Properties;
	/** DISCONNECT of 5.0, of which 3.1.1 has but one thing to say: that the will is to be published. */
	farewell: Uint8Array | undefined;

	constructor(old: Connection5) {
		super(
			old.owner,
			old,
			{ send: old.outSize, receive: old.capacity, unacknowledged: 0, subscriptions: 0, filtersAtOnce: 1 },
			old.session,
		);
		this.leaving = old.leaving;
		this.detail = old.detail;
		this.pulled = old.pulled;
		this.properties = old.properties;
		this.farewell = old.farewell;
		this.properties.clear();
		// That of 5.0, as apps expect it.
		(old.message as { bytes: Uint8Array }).bytes = this.bytes;
		this.message = old.message;
		this.subscriptions = old.subscriptions;
		this.subscriptions.isPlain = true;
		this.routes = old.routes;
		this.unsettled = old.unsettled;
		if (old.birth) this.keepPlainBirth(old.birth);
	}

	/** The same message without its properties. */
	private keepPlainBirth(birth: Uint8Array): void {
		const length = readLength(birth, 1, birth.length);
		const start = 1 + lengthSize(length);
		const name = start + 2;
		const nameEnd = name + ((birth[start] << 8) | birth[start + 1]);
		const properties = birth[0] & PublishFlag.QoS ? nameEnd + 2 : nameEnd;
		const size = readLength(birth, properties, birth.length);
		const payload = birth.slice(properties + lengthSize(size) + size);
		const header = birth[0];
		this.keepBirth(
			new Topic311(
				this,
				birth.slice(name, nameEnd),
				((header & PublishFlag.QoS) >> 1) as QoS,
				(header & PublishFlag.RETAIN) > 0,
			),
			payload,
		);
	}

	/** Publishes to a topic of 5.0. The first time for each topic, this allocates. */
	override publish(topic: PublishedTopic | Topic, payload: Uint8Array, count: number): number {
		if (topic instanceof Topic311) return super.publish(topic, payload, count);
		const published = topic as PublishedTopic;
		const { template, nameSize, QoS, flags } = published;
		published.fallen ??= new Topic311(
			this,
			template.slice(NAME, NAME + nameSize),
			QoS,
			(flags & PublishFlag.RETAIN) > 0,
		);
		const fallen = published.fallen as Topic311;
		if (published.latestOnly) fallen.latestOnly = true;
		return fallen.publish(payload, count);
	}

	override leave(): void {
		const farewell = this.farewell;
		if (farewell && farewell[REASON] === Code.disconnectedWithWill) this.close();
		else super.leave();
	}
}

/** Where the name begins in a template, and the reason in DISCONNECT. */
const NAME = 4;
const REASON = 2;
