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

/** What is known of PINGREQ, unless Mode.Pinged says it. */
export const enum Ping {
	None = 0,
	/** PINGREQ should have been sent, but could not be written yet. */
	Due = 1,
	/** PINGRESP is awaited. */
	Sent = 2,
}

/** How received bytes are handled. */
export const enum Mode {
	/** Nothing but whole, small packets is expected: see onReadable(). Nothing has come since keep alive was checked. */
	Quiet = 0,
	/** The same, and something has come. */
	Heard = 1,
	/**
	 * PINGREQ was sent, by onAlarm(), and nothing has come since. The timer fires when the time for PINGRESP is over, and after that when the next
	 * PINGREQ is due.
	 */
	Pinged = 2,
	/** PINGRESP has come, and nothing else since: nothing is to be done when the timer fires the first time. */
	Answered = 3,
	/** In the middle of it. */
	Reading = 4,
	/** By read(): packets in pieces, larger ones, before CONNACK. Nothing has come since keep alive was checked. */
	Pieces = 5,
	/** The same, and something has come. */
	PiecesHeard = 6,
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

/** Whole packets that are nothing but their type, as numbers. */
export const enum Whole {
	PINGRESP = 0xd000,
}

/** What is not settled beside the messages of the session. */
export const enum Unsettled {
	Birth = 1,
	Filters = 2,
	/** Either. */
	Any = 3,
	/** What was sent before CONNACK is not all acknowledged: nothing else goes. */
	Early = 4,
	/** Nothing is waited for; but what waited at QoS 0 has gone with a connection: the app is told with the next one that all is settled. */
	Lost = 8,
	/** What is told so once a connection is there. */
	Told = 11,
}
