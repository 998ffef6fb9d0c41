// Hot path. A connection that gives to the app what comes, and acknowledges it.

import type { Native } from "../host.js";
import type { Part } from "../part.js";
import type { Session } from "../session/session.js";
import type { FilterOwner, Subscriptions } from "../session/subscriptions.js";
import type { Message } from "../wire/message.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import type { ConnectionOwner } from "./connection.js";
import { Owed, Phase, Ping, Size } from "./connection-state.js";
import { StreamingConnection } from "./streaming-connection.js";

/** Above the first byte of a large message: its pieces are given to the app. */
const enum Streaming {
	Bit = 256,
}

/** What a connection needs to know of QoS 2: see parts/exactly-once.ts. */
export interface Deliveries extends Part<"exactlyOnce"> {
	/** @internal */
	isNew(identifier: number): number;
	/** @internal */
	received(identifier: number): void;
	/** In 3.1.1: whether the packet at `sent` may go. @internal */
	maySend(session: Session): boolean;
	/** CONNACK has come. `present`: the server has our session. Whether to go on. @internal */
	resume(connection: DeliveringConnection, present: boolean): boolean;
	/** @internal */
	released(connection: DeliveringConnection, type: number, identifier: number): number;
	/** Gives up the message at QoS 2, or PUBREL, whose record is at `at`: whether that is possible. @internal */
	discard(connection: DeliveringConnection, at: number, isBegun: boolean): boolean;
}

/** What a connection, and a client, need to know of what goes before CONNACK has come: see parts/eager.ts. */
export interface Eagerness extends Part<"eager"> {
	/** Milliseconds that the server has for an acknowledgement, while something that went early has none; else undefined. @internal */
	readonly limit: number | undefined;
	/** CONNECT has been written. @internal */
	begin(connection: object): void;
	/** CONNACK has accepted us: whether what is then to be sent again has gone already. @internal */
	accepted(connection: object, present: boolean): boolean;
	/** More is to be written, while it is not known that what went early is acknowledged. @internal */
	proceed(connection: object): void;
	/** A connection has ended: whether that may be for what went early. @internal */
	failed(client: object, code: number): boolean;
}

/** What the owner of a session is asked, and told. */
export interface SessionOwner extends ConnectionOwner, FilterOwner {
	readonly clean: boolean | "once";
	/** The server has discarded its session, and is to keep that of a new connection. */
	cleaned(): void;
	/** Large messages are given to the app in pieces. */
	readonly oversize?: "stream";
	readonly exactlyOnce?: Deliveries | undefined;
	readonly eager?: Eagerness | undefined;
	onOversize?: ((message: Message) => void) | undefined;
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/** CONNACK accepted us. `present`: the server has our session. */
	online(present: boolean): void;
	/** Nothing is unacknowledged any more: tells the app, and disconnects if that was waited for. */
	settle(): void;
	onSettled?: (() => void) | undefined;
	onWritable?: ((count: number) => void) | undefined;
}

/** A connection with a session. */
export abstract class DeliveringConnection extends StreamingConnection {
	declare owner: SessionOwner;
	native!: Native;
	session!: Session;
	/** The same as `subscriptions`, if any of them has a handler. */
	routes!: Subscriptions | undefined;
	/** Messages at QoS 2 have been passed over, for which there was no room. */
	protected passedOver!: boolean;

	constructor() {
		super();
	}

	/** A request of ours is done with, and its record has gone: tells the app how it ended. */
	abstract outcome(identifier: number, code: number): void;
	/** The same; and what has waited for that goes. Whether to read on. */
	abstract concluded(identifier: number, code: number): boolean;
	/** A record has gone: what has waited for that goes on. Whether to read on. */
	abstract proceed(): boolean;

	/** Whether a packet of `count` bytes can be written now: CONNECT is out, no other is half written, there is room. */
	mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && !this.position && this.room >= count;
	}

	/**
	 * Answers a packet whose identifier lies at `at` in `bytes` with PUBACK, PUBREC, PUBREL or PUBCOMP: put together in place, as what is
	 * before the identifier has been read. Owes it if there is no room. Whether to read on.
	 */
	answer(header: number, at: number): boolean {
		this.view.setUint16(at - Size.Empty, (header << 8) | Size.Empty);
		return this.owe(at - Size.Empty);
	}

	/** Writes an answer, the packet at `at` in `bytes`, as soon as there is room. Whether to read on: not before it is written. */
	owe(at: number): boolean {
		this.owed = at;
		if (this.writeOwed()) return true;
		// It may lie where messages are put together.
		this.ready = false;
		this.stall();
		return false;
	}

	/** Something cannot be written until there is room: that is not waited for for ever, even without keep alive. */
	protected stall(): void {
		if (this.stalledSince !== undefined) return;
		this.stalledSince = this.time.ticks;
		this.owner.wake(0);
	}

	/** Writes the acknowledgement that is owed: whether that was possible. */
	protected override writeOwed(): boolean {
		const at = this.owed;
		if (this.room >= 0) {
			const length = readLength(this.bytes, at + 1, this.bytes.length);
			const size = 1 + lengthSize(length) + length;
			if (!this.mayWrite(size)) return false;
			this.write(this.bytes, at, size);
		}
		this.owed = Owed.Nothing;
		this.stalledSince = undefined;
		return true;
	}

	protected override announce(): boolean {
		const owner = this.owner;
		const message = this.message;
		const isNew = this.isNew();
		if (isNew > 1) return this.refuse(isNew);
		// One with a topic that the memory has no room for is passed over. In 5.0, one whose alias stands for a topic that was not kept
		// is given without a topic, as a small one is.
		if (isNew && owner.oversize && message.topicEnd) message.header |= Streaming.Bit;
		else if (isNew) owner.onOversize?.(message);
		return this.phase === Phase.Online;
	}

	protected override piece(last: boolean): boolean {
		const message = this.message;
		const QoS = message.header & PublishFlag.QoS;
		if (message.header & Streaming.Bit) this.deliver();
		const isTaken = !last || this.isNew() < 2;
		if (last && isTaken && QoS > PublishFlag.QoS1) this.owner.exactlyOnce!.received(message.packetIdentifier);
		if (this.phase !== Phase.Online) return false;
		if (!last) return true;
		message.streamed = message.offset = 0;
		if (!QoS || !isTaken) return true;
		// Where the head lay, which is no longer needed.
		this.view.setUint16(2, message.packetIdentifier);
		return this.answer((QoS > PublishFlag.QoS1 ? Packet.PUBREC : Packet.PUBACK) << 4, 2);
	}

	/** Whether the app has not had the message that has come: 1, or 0; or the reason why it cannot have it. */
	isNew(): number {
		const message = this.message;
		const exactlyOnce = this.owner.exactlyOnce;
		return message.QoS < 2 ? 1 : exactlyOnce ? exactlyOnce.isNew(message.identifier) : Code.qosNotSupported;
	}

	/**
	 * A message at QoS 2 cannot be taken, for that reason. For want of room it is passed over, and not answered, so that it comes again
	 * with the next connection: that is when PINGRESP has shown that all before has been handled. Whether to read on.
	 */
	private refuse(code: number): boolean {
		if (code !== Code.receiveMaximumExceeded) return this.fail(code);
		if (this.passedOver) return true;
		this.passedOver = true;
		this.owner.wake(0);
		if (!this.ping) this.ping = Ping.Due;
		this.flush();
		return this.phase === Phase.Online;
	}

	/** A message at QoS 2 has come; its identifier lies at `at` in `bytes`. Whether to read on. */
	protected deliverOnce(at: number): boolean {
		const isNew = (this.message.header & PublishFlag.QoS) === PublishFlag.QoS ? Code.malformedPacket : this.isNew();
		if (isNew > 1) return this.refuse(isNew);
		if (isNew) this.deliver();
		this.owner.exactlyOnce!.received(this.message.packetIdentifier);
		return this.phase === Phase.Online && this.answer(Packet.PUBREC << 4, at);
	}

	/** Takes a step of QoS 2, PUBREC, PUBREL or PUBCOMP, with its identifier at `at`, and answers it. */
	protected step(type: number, at: number): boolean {
		const exactlyOnce = this.owner.exactlyOnce;
		if (!exactlyOnce) return this.fail(Code.protocolError);
		const header = exactlyOnce.released(this, type, this.view.getUint16(at));
		if (header < 0) return this.fail(-header);
		if (this.phase !== Phase.Online || (header && !this.answer(header, at))) return false;
		// One request at a time: that was one.
		if (!this.ready) this.flush();
		return this.phase === Phase.Online;
	}

	/** Gives the message that has come to the app. */
	protected deliver(): void {
		if (this.routes) this.routes.route(this);
		else this.owner.onMessage?.(this.message);
	}
}
