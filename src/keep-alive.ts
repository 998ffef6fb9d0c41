// Hot path. Keep alive (section 3.1.2.10): when PINGREQ is due, and when silence means that the connection is lost.
import { type Connection, Mode, Ping } from "./connection.js";
import { Code } from "./wire/reason-code.js";

/** What checkKeepAlive() returns when there is nothing to wait for: 12 days, as a clock of 32 bits tells nothing of more than 24. */
export const NEVER = 0x3fffffff;

/** How long a client may be silent: a little less than keep alive, as the packet takes time to arrive. */
export function pingInterval(keepAlive: number): number {
	return keepAlive ? keepAlive - (keepAlive >> 4) : NEVER;
}

/** Does what is due at `now`, for a connection that is online; returns the milliseconds until it must be called again. */
export function checkKeepAlive(connection: Connection, now: number, interval: number, timeout: number): number {
	const stalledSince = connection.stalledSince;
	let left = NEVER;
	// Whatever has come since the last time postpones the deadline of PINGRESP; to read the clock for each packet would cost more.
	if (connection.mode === Mode.Heard || connection.alive) {
		if (connection.mode === Mode.Heard) connection.mode = Mode.Quiet;
		connection.alive = false;
		connection.lastHeard = connection.pingTime = now;
	}
	if (connection.ping > Ping.Timed) connection.ping = Ping.None;
	if (connection.ping) left = timeout - ((now - connection.pingTime) | 0);
	if (stalledSince !== undefined) {
		const room = timeout - ((now - stalledSince) | 0);
		if (room < left) left = room;
	}
	if (left <= 0) {
		connection.fail(Code.keepAliveTimeout);
		return NEVER;
	}
	// Only what we send postpones PINGREQ (MQTT-3.1.2-23). Where nothing comes we ask as well: what is written into a dead
	// connection would otherwise never be missed.
	let idle = (now - connection.lastSent) | 0;
	const quiet = (now - connection.lastHeard) | 0;
	if (quiet > idle && !connection.ping) idle = quiet;
	idle = interval - idle;
	if (idle <= 0) {
		if (!connection.ping) {
			connection.pingTime = now;
			if (timeout < left) left = timeout;
		}
		connection.ping = Ping.Due;
		connection.sendPing();
		idle = interval;
	}
	return idle < left ? idle : left;
}
