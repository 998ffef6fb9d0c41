// Hot path. Keep alive (section 3.1.2.10): when PINGREQ is due, and when silence means that the connection is lost.
import { type Connection, Ping } from "./connection.js";
import { Code } from "./wire/reason-code.js";

/** What checkKeepAlive() returns when there is nothing to wait for; the longest time of a timer. */
export const NEVER = 0x7fffffff;

/** Does what is due at `now`, for a connection that is online; returns the milliseconds until it must be called again. */
export function checkKeepAlive(connection: Connection, now: number, keepAlive: number): number {
	const timeout = connection.owner.timeout;
	let left = NEVER;
	// Whatever has come since the last time postpones the deadline of PINGRESP; to read the clock for each packet would cost more.
	if (connection.alive) {
		connection.alive = false;
		connection.lastHeard = connection.pingTime = now;
	}
	if (connection.ping) left = timeout - ((now - connection.pingTime) | 0);
	if (connection.stalledSince !== undefined) left = Math.min(left, timeout - ((now - connection.stalledSince) | 0));
	if (left <= 0) {
		connection.fail(Code.keepAliveTimeout);
		return NEVER;
	}
	if (!keepAlive) return left;
	// A little early, as the packet takes time to arrive.
	const interval = keepAlive - (keepAlive >> 4);
	let idle = (now - connection.lastSent) | 0;
	// Only what we send postpones PINGREQ (MQTT-3.1.2-23). Where nothing comes we ask as well: what is written into a dead
	// connection would otherwise never be missed.
	if (!connection.ping) idle = Math.max(idle, (now - connection.lastHeard) | 0);
	if (idle < interval) return Math.min(left, interval - idle);
	if (!connection.ping) {
		connection.pingTime = now;
		left = Math.min(left, timeout);
	}
	connection.ping = Ping.Due;
	connection.sendPing();
	return Math.min(left, interval);
}
