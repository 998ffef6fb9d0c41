// Hot path. Keep alive (section 3.1.2.10): when PINGREQ is due, and when silence means that the connection is lost.

import type { Timers } from "../host.js";
import { Code } from "../wire/reason-code.js";
import { type Connection, EMPTY_PACKETS } from "./connection.js";
import { EmptyPacket, Mode, Phase, Ping, Size } from "./connection-state.js";

/**
 * The result of checkKeepAlive() if there is nothing to wait for: 12 days, because a clock of 32 bits cannot tell
 * more than 24.
 */
export const enum Time {
	Never = 0x3fffffff,
	/** Within which a socket reports its end once everything is read. */
	Late = 1_000,
}

/** Without keep alive: the default of the option `silence` in milliseconds. */
export const enum Silence {
	Default = 600_000,
}

/**
 * Does what is due on an online connection. Returns the milliseconds until the next call, or 0 if the connection is
 * lost.
 */
export function checkKeepAlive(connection: Connection, interval: number, timeout: number): number {
	const now = connection.time.ticks;
	const stalledSince = connection.stalledSince;
	let ping = connection.ping;
	let left: number = Time.Never;
	// Anything received since the last check postpones the deadline of PINGRESP. Reading the clock for each packet
	// would cost more.
	const mode = connection.mode;
	if (mode === Mode.Heard || mode === Mode.PiecesHeard) {
		connection.mode = mode - 1;
		connection.lastHeard = now;
	} else if (mode === Mode.Pinged) {
		connection.mode = Mode.Quiet;
		connection.ping = ping = Ping.Sent;
	}
	if (ping) left = timeout - ((now - connection.lastHeard) | 0);
	if (stalledSince !== undefined) {
		const room = timeout - ((now - stalledSince) | 0);
		if (room < left) left = room;
	}
	// A deaf connection ends, even if there is room by now.
	if (connection.phase > Phase.Online && !connection.leaving) left = 0;
	if (left <= 0) {
		if (connection.unread && connection.phase === Phase.Online) {
			// Reading waits for room to answer. A socket reports its end only once everything is read, so the server may
			// have closed the connection.
			connection.deafen();
			connection.read();
			return connection.phase && Time.Late;
		}
		connection.fail(Code.keepAliveTimeout);
		return 0;
	}
	if (interval >= Time.Never) return left;
	// Only sent packets postpone PINGREQ (MQTT-3.1.2-23). PINGREQ is also sent if nothing was received, because data
	// written into a dead connection would otherwise not be noticed as lost.
	let idle = (now - connection.lastSent) | 0;
	if (!ping) {
		const quiet = (now - connection.lastHeard) | 0;
		if (quiet > idle) idle = quiet;
	}
	if (idle >= interval) {
		if (!ping) {
			connection.lastHeard = now;
			if (timeout < left) left = timeout;
		}
		connection.ping = Ping.Due;
		// Usually there is room, so a call is avoided.
		if (connection.room >= Size.Empty && !connection.position) connection.writePing(now);
		idle = 0;
	}
	return interval - idle < left ? interval - idle : left;
}

/** The client's timer. It is passed to its callback, which therefore need not be a closure; that saves six slots. */
export interface Alarm {
	client: Alarmed;
}

/** The part of a client that the timer uses. */
export interface Alarmed {
	readonly connection: Connection & { readonly session: { readonly sent: number } };
	/**
	 * How long the connection may be silent in milliseconds, more than `timeout`; or Infinity if more is to be
	 * checked then.
	 */
	readonly quietly: number;
	readonly timeout: number;
	readonly timer: Timers;
	/** Provides the fields of CONNECT. Returns whether they are known. */
	readonly credentials?: { open(client: object): boolean } | undefined;
	/** Does what is due. Returns whether that is open(). */
	tick(): boolean;
	open(): void;
}

/**
 * The timer's callback. Handles the common case, keep alive on an idle connection, without further calls. Each call
 * avoided saves a thousand instructions.
 */
export function onAlarm(alarm: unknown): void {
	const client = (alarm as Alarm).client;
	const it = client.connection;
	// Few locals, because apps' callbacks are called from here, and a device's stack is small.
	const mode = it.mode;
	if (mode === Mode.Answered) {
		// PINGRESP was in time. Nothing is to be done until the timer fires for the next PINGREQ.
		it.mode = Mode.Heard;
		return;
	}
	if (mode <= Mode.Heard && it.ready && !it.ping) {
		const now = it.time.ticks;
		const quietly = client.quietly;
		if (
			now - it.lastSent >= quietly &&
			it.room >= Size.Empty &&
			// No acknowledgement is awaited.
			!it.session.sent
		) {
			it.mode = Mode.Pinged;
			it.lastHeard = it.lastSent = now;
			it.room = it.socket.writeFrom(EMPTY_PACKETS, EmptyPacket.PINGREQ, Size.Empty) ?? -1;
			client.timer.schedule(alarm, client.timeout, quietly - client.timeout);
			return;
		}
	}
	if (client.tick() && (!client.credentials || client.credentials.open(client))) client.open();
}
