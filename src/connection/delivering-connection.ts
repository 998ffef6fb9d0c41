// Hot path. Passes received messages to the app and acknowledges them.

import type { Native } from "../host.js";
import type { Part } from "../part.js";
import type { FilterOwner } from "../session/filter-owner.js";
import type { Session } from "../session/session.js";
import type { Subscriptions } from "../session/subscriptions.js";
import type { MessageHandler } from "../wire/message.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import type { ConnectionOwner } from "./connection.js";
import { Owed, Phase, Ping, Size } from "./connection-state.js";
import { StreamingConnection } from "./streaming-connection.js";

/** Set above the first byte of a large message whose pieces go to the app. */
const enum Streaming {
	Bit = 256,
}

/** The part of QoS 2 that a connection uses: see parts/exactly-once.ts. */
export interface Deliveries extends Part<"exactlyOnce"> {
	/** @internal */
	isNew(identifier: number): number;
	/** @internal */
	received(identifier: number): void;
	/** In 3.1.1: whether the packet at `sent` may be sent. @internal */
	maySend(session: Session): boolean;
	/** CONNACK has come. `present`: the server has the session. Returns whether to continue. @internal */
	resume(connection: DeliveringConnection, present: boolean): boolean;
	/** @internal */
	released(connection: DeliveringConnection, type: number, identifier: number): number;
	/** Gives up the message at QoS 2, or PUBREL, whose record is at `at`. Returns whether that is possible. @internal */
	discard(connection: DeliveringConnection, at: number, isBegun: boolean): boolean;
}

/** The part of eager publishing that a connection and a client use: see parts/eager.ts. */
export interface Eagerness extends Part<"eager"> {
	/**
	 * The limit for an acknowledgement in milliseconds, while an early packet is not acknowledged; otherwise
	 * undefined. @internal
	 */
	readonly limit: number | undefined;
	/** CONNECT has been written. @internal */
	begin(connection: object): void;
	/** CONNACK has accepted the client. Returns whether the packets to resend were sent already. @internal */
	accepted(connection: object, present: boolean): boolean;
	/** More is to be written, while it is not known that the early packets are acknowledged. @internal */
	proceed(connection: object): void;
	/** A connection has ended. Returns whether early packets may be the cause. @internal */
	failed(client: object, code: number): boolean;
}

/** The owner of a session. */
export interface SessionOwner extends ConnectionOwner, FilterOwner {
	readonly clean: boolean | "once";
	/** The server has discarded its session, and must keep that of a new connection. */
	cleaned(): void;
	/** Large messages are passed to the app in pieces. */
	readonly oversize?: "stream";
	readonly exactlyOnce?: Deliveries | undefined;
	readonly eager?: Eagerness | undefined;
	onOversize?: MessageHandler | undefined;
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/** CONNACK has accepted the client. `present`: the server has the session. */
	online(present: boolean): void;
	/** Everything is acknowledged: tells the app, and disconnects if disconnect() waits for it. */
	settle(): void;
	onSettled?: (() => void) | undefined;
	onWritable?: ((count: number) => void) | undefined;
}

/** A connection with a session. */
export abstract class DeliveringConnection extends StreamingConnection {
	declare owner: SessionOwner;
	native!: Native;
	session!: Session;
	/** The same as `subscriptions` if any of them has a handler. */
	routes!: Subscriptions | undefined;
	/** Messages at QoS 2 were skipped for lack of room. */
	protected passedOver!: boolean;

	constructor() {
		super();
	}

	/** A request is finished and its record removed: reports the outcome to the app. */
	abstract outcome(identifier: number, code: number): void;
	/** The same, and sends what waited for that. Returns whether to read on. */
	abstract concluded(identifier: number, code: number): boolean;
	/** A record was removed: sends what waited for that. Returns whether to read on. */
	abstract proceed(): boolean;

	/**
	 * Whether a packet of `count` bytes can be written now: CONNECT is written, no other packet is partly written,
	 * and there is room.
	 */
	mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && !this.position && this.room >= count;
	}

	/**
	 * Answers a packet, whose identifier is at `at` in `bytes`, with PUBACK, PUBREC, PUBREL or PUBCOMP. Built in
	 * place, over bytes that were processed. If there is no room, the answer is owed. Returns whether to read on.
	 */
	answer(header: number, at: number): boolean {
		this.view.setUint16(at - Size.Empty, (header << 8) | Size.Empty);
		return this.owe(at - Size.Empty);
	}

	/**
	 * Writes an answer, the packet at `at` in `bytes`, as soon as there is room. Returns whether to read on, which
	 * waits until it is written.
	 */
	owe(at: number): boolean {
		this.owed = at;
		if (this.writeOwed()) return true;
		// The answer may lie where packets are built, so topics must not write.
		this.ready = false;
		this.stall();
		return false;
	}

	/**
	 * A packet cannot be written for lack of room. This starts a time limit, which applies without keep alive as
	 * well.
	 */
	protected stall(): void {
		if (this.stalledSince !== undefined) return;
		this.stalledSince = this.time.ticks;
		this.owner.wake(0);
	}

	/** Writes the owed answer. Returns whether that was possible. */
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
		// A message whose topic does not fit the buffer is skipped. In 5.0, one with an alias for a topic that was
		// not kept is passed on without a topic, like a small one.
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
		// Built over the head, which is no longer needed.
		this.view.setUint16(2, message.packetIdentifier);
		return this.answer((QoS > PublishFlag.QoS1 ? Packet.PUBREC : Packet.PUBACK) << 4, 2);
	}

	/** Whether the app has not received this message yet: 1 or 0; or the reason why it cannot get it. */
	isNew(): number {
		const message = this.message;
		const exactlyOnce = this.owner.exactlyOnce;
		return message.QoS < 2 ? 1 : exactlyOnce ? exactlyOnce.isNew(message.identifier) : Code.qosNotSupported;
	}

	/**
	 * A message at QoS 2 cannot be accepted, for that reason. For lack of room, it is skipped and not answered, so
	 * that it comes again with the next connection, which is made when PINGRESP has shown that everything before was
	 * handled. Returns whether to read on.
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

	/** Handles a message at QoS 2, whose identifier is at `at` in `bytes`. Returns whether to read on. */
	protected deliverOnce(at: number): boolean {
		const isNew = (this.message.header & PublishFlag.QoS) === PublishFlag.QoS ? Code.malformedPacket : this.isNew();
		if (isNew > 1) return this.refuse(isNew);
		if (isNew) this.deliver();
		this.owner.exactlyOnce!.received(this.message.packetIdentifier);
		return this.phase === Phase.Online && this.answer(Packet.PUBREC << 4, at);
	}

	/** Handles PUBREC, PUBREL or PUBCOMP, with its identifier at `at`, and answers it. */
	protected step(type: number, at: number): boolean {
		const exactlyOnce = this.owner.exactlyOnce;
		if (!exactlyOnce) return this.fail(Code.protocolError);
		const header = exactlyOnce.released(this, type, this.view.getUint16(at));
		if (header < 0) return this.fail(-header);
		if (this.phase !== Phase.Online || (header && !this.answer(header, at))) return false;
		// If requests are sent one at a time, the next one may go.
		if (!this.ready) this.flush();
		return this.phase === Phase.Online;
	}

	/** Passes the received message to the app. */
	protected deliver(): void {
		if (this.routes) this.routes.route(this);
		else this.owner.onMessage?.(this.message);
	}
}
