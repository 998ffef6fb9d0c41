// Set-up, except its connection. "mote-mqtt/fallback": a 5.0 client uses 3.1.1 with a server that does not support
// 5.0, without features that 3.1.1 lacks. Only this part knows both versions.

import type { Topic } from "../client/topic.js";
import type { SessionConnection } from "../connection/session-connection.js";
import type { Connection5 } from "../mqtt5/connection.js";
import type { FallingBack } from "../mqtt5/options.js";
import type { Owner5 } from "../mqtt5/outgoing.js";
import type { PublishedTopic } from "../mqtt5/published-topic.js";
import { Connection311 } from "../mqtt311/connection.js";
import { Topic311 } from "../mqtt311/topic.js";
import type { Part } from "../part.js";
import { withoutProperties } from "../session/session.js";
import { connectOf311 } from "../wire/connect.js";
import { PublishFlag, type QoS } from "../wire/packet.js";
import type { Properties } from "../wire/properties.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";

/** The option `fallback` of a 5.0 client. Queued messages are converted and sent with 3.1.1. */
export const fallback = Object.freeze({
	/** Called by the client. */
	fall(client: Owner5, isConverted = false): boolean {
		const fallen = client as unknown as { connection: SessionConnection; connectPacket: Uint8Array };
		const old = fallen.connection as Connection5;
		if (!("uptime" in old)) return false;
		if (!isConverted) withoutProperties(old.session);
		// The same object each time, because topics refer to it.
		const connection = (old.fallen as FallenConnection | undefined) ?? new FallenConnection(old);
		connection.follow(old, fallen.connectPacket);
		fallen.connectPacket = connectOf311(fallen.connectPacket);
		fallen.connection = connection;
		old.successor = connection;
		return true;
	},
	/**
	 * Called by the client when its connection has ended. Sometimes requests 5.0 again, if nothing is stored that
	 * would have to be converted.
	 */
	rise(client: Owner5): void {
		const risen = client as unknown as {
			connection: SessionConnection;
			connectPacket: Uint8Array;
			random?: () => number;
		};
		const fallen = risen.connection as SessionConnection as FallenConnection;
		if ("uptime" in fallen || fallen.session.used || fallen.pulled || !isTime(risen.random)) return;
		const old = fallen.old;
		const packet = fallen.connectPacket5;
		const clean = risen.connectPacket[flagsAt(risen.connectPacket)] & Flag.Clean;
		(old.message as { bytes: Uint8Array }).bytes = old.bytes;
		old.leaving = fallen.leaving;
		old.detail = fallen.detail;
		old.farewell = fallen.farewell;
		old.unsettled = fallen.unsettled;
		old.subscriptions = fallen.subscriptions;
		old.routes = fallen.routes;
		old.refused = fallen.refused;
		if (old.birth) old.birth[0] &= ~PublishFlag.DUP;
		delete old.successor;
		packet[flagsAt(packet)] = (packet[flagsAt(packet)] & ~Flag.Clean) | clean;
		risen.connectPacket = packet;
		risen.connection = old;
	},
	convert: connectOf311,
} satisfies Omit<FallingBack, keyof Part<string>>) as FallingBack;

/** A 3.1.1 connection for a client and topics of 5.0. */
class FallenConnection extends Connection311 {
	declare readonly owner: Owner5;
	/** The 5.0 connection, and its CONNECT. */
	old!: Connection5;
	connectPacket5!: Uint8Array;
	/** Always empty. */
	readonly properties: Properties;
	/** DISCONNECT of 5.0. In 3.1.1 it has only one effect: whether the will is published. */
	farewell: Uint8Array | undefined;

	constructor(old: Connection5) {
		super(
			old.owner,
			old,
			{
				send: old.outSize,
				receive: old.capacity,
				unacknowledged: 0,
				subscriptions: old.filterRoom,
				filtersAtOnce: old.filtersAtOnce,
			},
			old.session,
		);
		this.properties = old.properties;
		old.fallen = this;
		if (old.birth) this.keepPlainBirth(old.birth);
	}

	/** Replaces a 5.0 connection. */
	follow(old: Connection5, packet: Uint8Array): void {
		this.leaving = old.leaving;
		this.detail = old.detail;
		this.pulled = old.pulled;
		this.farewell = old.farewell;
		this.properties.clear();
		// The message object of 5.0, as apps expect it.
		(old.message as { bytes: Uint8Array }).bytes = this.bytes;
		this.message = old.message;
		this.subscriptions = old.subscriptions;
		this.routes = old.routes;
		this.unsettled = old.unsettled;
		this.refused = old.refused;
		this.old = old;
		// A copy, because its memory may be reused.
		this.connectPacket5 = packet.slice();
	}

	/** Stores the birth message without its properties. */
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
		// Topics that were created meanwhile know only this connection.
		if (!this.old.successor) return this.old.publish(topic as PublishedTopic, payload, count);
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

/** Whether to request 5.0 again: one time in 32, because it costs a refused connection. */
function isTime(random: (() => number) | undefined): boolean {
	return (random ?? Math.random)() * 32 < 1;
}

/** The offset of the flags in CONNECT, and the flag Clean Session or Clean Start. */
function flagsAt(packet: Uint8Array): number {
	return 8 + lengthSize(readLength(packet, 1, packet.length));
}
const enum Flag {
	Clean = 2,
}

/** The offset of the name in a template, and of the reason in DISCONNECT. */
const NAME = 4;
const REASON = 2;
