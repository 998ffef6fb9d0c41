// The state of a client. The compiler inlines the constants.

export const enum State {
	/** Not connected, and no attempt is planned. */
	Idle = 0,
	/** Waiting until `deadline` for the next attempt. */
	Waiting = 1,
	/** Connecting. `deadline` is the limit for CONNACK. */
	Connecting = 2,
	Online = 3,
}
