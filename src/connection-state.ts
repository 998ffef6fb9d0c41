// Hot path. The states and sizes of a connection: enumerations, which the compiler puts where they are used:
// a constant costs every function that uses it bytes and instructions.

/** How far a connection has come. */
export const enum Phase {
	Closed = 0,
	/** The socket is connecting. */
	Opening = 1,
	/** CONNECT is being written. */
	Greeting = 2,
	/** CONNACK is awaited. */
	Greeted = 3,
	Online = 4,
	/** DISCONNECT has been written, and is still in the socket. Nothing that comes is of interest any more. */
	Leaving = 5,
}

/** Whether nothing more is accepted. */
export const enum Leaving {
	No = 0,
	Yes = 1,
	/** disconnect() is done, and the app knows. */
	Told = 2,
	/** By close(), of which the app is not told. */
	Closed = 3,
}

/** What is known of PINGREQ. */
export const enum Ping {
	None = 0,
	/** PINGREQ should have been sent, but could not be written yet. */
	Due = 1,
	/** PINGRESP is awaited. */
	Sent = 2,
	/**
	 * It, or whatever else comes, which is as good, is awaited: the timer fires when the time that it has is over, and after that when the
	 * next PINGREQ is due.
	 */
	Timed = 3,
}

/** How received bytes are handled. */
export const enum Mode {
	/** Nothing but whole, small packets is expected: see onReadable(). Nothing has come since keep alive was checked. */
	Quiet = 0,
	/** The same, and something has come. */
	Heard = 1,
	/** In the middle of it. */
	Reading = 2,
	/** By read(): packets in pieces, larger ones, before CONNACK. Nothing has come since keep alive was checked. */
	Pieces = 3,
	/** The same, and something has come. */
	PiecesHeard = 4,
}

/** Sizes in bytes. */
export const enum Size {
	/** The room in the socket's send buffer that publishing leaves: so that acknowledgements, PINGREQ and DISCONNECT seldom wait. */
	Reserved = 16,
	/** A packet that is nothing but a Packet Identifier. */
	Acknowledgement = 4,
	/** A packet that is nothing but its type; and a Packet Identifier. */
	Empty = 2,
}

/** What is owed where no answer is. */
export const enum Owed {
	Nothing = -1,
}

/** Where in EMPTY_PACKETS a packet lies. */
export const enum EmptyPacket {
	PINGREQ = 2,
}
