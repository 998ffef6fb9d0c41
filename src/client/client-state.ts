// How far a client has come: an enumeration, which the compiler puts where it is used.

export const enum State {
	/** Not connected, and not about to be. */
	Idle = 0,
	/** Until `deadline`, then a connection is tried. */
	Waiting = 1,
	/** Until `deadline`, or a connection. */
	Connecting = 2,
	Online = 3,
}
