// Hot path. Keep alive (section 3.1.2.10): when PINGREQ is due, and when silence means that the connection is lost.

import type { Timers } from "../host.js";
import { Code } from "../wire/reason-code.js";
import { type Connection, EMPTY_PACKETS } from "./connection.js";
import { EmptyPacket, Mode, Ping, Size } from "./connection-state.js";

/** What checkKeepAlive() returns when there is nothing to wait for: 12 days, as a clock of 32 bits tells nothing of more than 24. */
export const enum Time {
	Never = 0x3fffffff,
}

/** Without keep alive: how long a connection may be silent, in milliseconds, if the option `silence` says nothing else. */
export const enum Silence {
	Default = 600_000,
}

/** Does what is due, for a connection that is online; returns the milliseconds until it must be called again, 0 if the connection is lost. */
export function checkKeepAlive(connection: Connection, interval: number, timeout: number): number {
	const now = connection.time.ticks;
	const stalledSince = connection.stalledSince;
	let ping = connection.ping;
	let left = Time.Never;
	// Whatever has come since the last time postpones the deadline of PINGRESP; to read the clock for each packet would cost more.
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
	if (left <= 0) {
		connection.fail(Code.keepAliveTimeout);
		return 0;
	}
	if (interval >= Time.Never) return left;
	// Only what we send postpones PINGREQ (MQTT-3.1.2-23). Where nothing comes we ask as well: what is written into a dead
	// connection would otherwise never be missed.
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
		// Here and not by a call: nearly always there is room.
		if (connection.room >= Size.Empty && !connection.position) connection.writePing(now);
		idle = 0;
	}
	return interval - idle < left ? interval - idle : left;
}

/** The client's timer, which is handed to its callback: so that need not be a closure, six slots the less to hold. */
export interface Alarm {
	client: Alarmed;
}

/** What the timer looks at of a client, and calls. */
export interface Alarmed {
	readonly connection: Connection & { readonly session: { readonly sent: number } };
	/** How long the connection may be silent, in milliseconds, more than `timeout`; or Infinity, if there is more to see to then. */
	readonly quietly: number;
	readonly timeout: number;
	readonly timer: Timers;
	/** Asks for what goes into CONNECT: whether all is known. */
	readonly credentials?: { open(client: object): boolean } | undefined;
	/** Does what is due: whether that is open(). */
	tick(): boolean;
	open(): void;
}

/** The timer has fired. Where nothing goes on but keep alive, which is nearly always, all is done here: a call saved is a thousand instructions saved. */
export function onAlarm(alarm: unknown): void {
	const client = (alarm as Alarm).client;
	const it = client.connection;
	// Few locals: what an app does in its callbacks comes from here, and a device's stack is small.
	const mode = it.mode;
	if (mode === Mode.Answered) {
		// In time: nothing is to be done before the next PINGREQ is due, when the timer fires again.
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
