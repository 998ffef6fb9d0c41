// Set-up, but for its connection. "mote-mqtt/fallback": a client of 5.0 speaks 3.1.1 with a server that speaks nothing else, without all
// that 3.1.1 has not. Only this part knows both versions.

import type { Connection5 } from "../mqtt5/connection.js";
import type { FallingBack } from "../mqtt5/options.js";
import type { Owner5, PublishedTopic } from "../mqtt5/outgoing.js";
import { Connection311 } from "../mqtt311/connection.js";
import { Topic311 } from "../mqtt311/topic.js";
import { withoutProperties } from "../session.js";
import type { Topic } from "../topic.js";
import { connectOf311 } from "../wire/connect.js";
import { PublishFlag } from "../wire/packet.js";
import type { Properties } from "../wire/properties.js";
import { Code } from "../wire/reason-code.js";

/** As the option `fallback` of a client of 5.0. What waits is converted, and sent in 3.1.1. */
export const fallback: FallingBack = Object.freeze({
	/** For the client. */
	fall(client: Owner5, isConverted = false): boolean {
		const fallen = client as unknown as { connection: Connection5 | FallenConnection; connectPacket: Uint8Array };
		const old = fallen.connection;
		if (!("uptime" in old)) return false;
		if (!isConverted) withoutProperties(old.session);
		const connection = new FallenConnection(old);
		fallen.connectPacket = connectOf311(fallen.connectPacket);
		fallen.connection = connection;
		old.successor = connection;
		return true;
	},
});

/** A connection in 3.1.1 for a client, and topics, of 5.0. */
class FallenConnection extends Connection311 {
	declare readonly owner: Owner5;
	/** None, ever. */
	readonly properties: Properties;
	/** DISCONNECT of 5.0, of which 3.1.1 has but one thing to say: that the will is to be published. */
	farewell: Uint8Array | undefined;

	constructor(old: Connection5) {
		super(old.owner, old, { send: old.outSize, receive: old.capacity, unacknowledged: 0 }, old.session);
		this.leaving = old.leaving;
		this.detail = old.detail;
		this.pulled = old.pulled;
		this.properties = old.properties;
		this.farewell = old.farewell;
		this.properties.clear();
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
		return (published.fallen as Topic311).publish(payload, count);
	}

	override request(filters: readonly Uint8Array[], options: readonly number[] | undefined, none: Uint8Array): number {
		return super.request(
			filters,
			options?.map((each) => each & 3),
			none,
		);
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
