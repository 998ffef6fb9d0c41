// Hot path. Keep alive (section 3.1.2.10): when PINGREQ is due, and when silence means that the connection is lost.
import type { Connection } from "./connection.js";
import { Mode, Ping, Size } from "./connection-state.js";
import { Code } from "./wire/reason-code.js";

/** What checkKeepAlive() returns when there is nothing to wait for: 12 days, as a clock of 32 bits tells nothing of more than 24. */
export const enum Time {
	Never = 0x3fffffff,
}

/** How long a client may be silent: a little less than keep alive, as the packet takes time to arrive. */
export function pingInterval(keepAlive: number): number {
	return keepAlive ? keepAlive - (keepAlive >> 4) : Time.Never;
}

/** Does what is due, for a connection that is online; returns the milliseconds until it must be called again, 0 if the connection is lost. */
export function checkKeepAlive(connection: Connection, interval: number, timeout: number): number {
	const now = connection.time.ticks;
	const stalledSince = connection.stalledSince;
	const ping = connection.ping;
	let left = Time.Never;
	// Whatever has come since the last time postpones the deadline of PINGRESP; to read the clock for each packet would cost more.
	const mode = connection.mode;
	if (mode === Mode.Heard || mode === Mode.PiecesHeard) {
		connection.mode = mode - 1;
		connection.lastHeard = now;
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
	if (interval === Time.Never) return left;
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
