// Hot path. The states and sizes of a connection. The compiler inlines these enumerations; a constant would cost
// bytes and instructions in every function that uses it.

/** The state of a connection. */
export const enum Phase {
	Closed = 0,
	/** The socket is connecting. */
	Opening = 1,
	/** CONNECT is being written. */
	Greeting = 2,
	/** CONNECT has been written, and CONNACK is awaited. */
	Greeted = 3,
	Online = 4,
	/** DISCONNECT has been written and is still in the socket. Received packets are ignored. */
	Leaving = 5,
}

/** Whether the client accepts no more messages. */
export const enum Leaving {
	No = 0,
	Yes = 1,
	/** disconnect() is done, and the app was told. */
	Told = 2,
	/** After close(), about which the app is not told. */
	Closed = 3,
}

/** The state of PINGREQ, except in Mode.Pinged. */
export const enum Ping {
	None = 0,
	/** PINGREQ is due and could not be written yet. */
	Due = 1,
	/** PINGRESP is awaited. */
	Sent = 2,
}

/** How received bytes are handled. */
export const enum Mode {
	/**
	 * Only whole, small packets are expected: see onReadable(). Nothing was received since keep alive was checked.
	 */
	Quiet = 0,
	/** The same, and something was received. */
	Heard = 1,
	/**
	 * onAlarm() has sent PINGREQ, and nothing was received since. The timer fires when the time for PINGRESP is over,
	 * and then when the next PINGREQ is due.
	 */
	Pinged = 2,
	/** PINGRESP was received and nothing else since: when the timer fires first, nothing is to be done. */
	Answered = 3,
	/** Reading is in progress. */
	Reading = 4,
	/**
	 * Read by read(): packets in pieces, larger packets, before CONNACK. Nothing was received since keep alive was
	 * checked.
	 */
	Pieces = 5,
	/** The same, and something was received. */
	PiecesHeard = 6,
}

/** Sizes in bytes. */
export const enum Size {
	/**
	 * The room that publishing leaves in the socket's send buffer, so that acknowledgements, PINGREQ and DISCONNECT
	 * seldom wait.
	 */
	Reserved = 16,
	/** A packet that contains only a Packet Identifier. */
	Acknowledgement = 4,
	/** A packet without contents; also the size of a Packet Identifier. */
	Empty = 2,
}

/** The value of `owed` if no answer is owed. */
export const enum Owed {
	Nothing = -1,
}

/** The offset of a packet in EMPTY_PACKETS. */
export const enum EmptyPacket {
	PINGREQ = 2,
}

/** Packets without contents as 16-bit numbers. */
export const enum Whole {
	PINGRESP = 0xd000,
}

/** What is not settled besides the messages of the session. */
export const enum Unsettled {
	Birth = 1,
	Filters = 2,
	/** Birth or Filters. */
	Any = 3,
	/** Not everything that was sent before CONNACK is acknowledged, so nothing else is sent. */
	Early = 4,
	/** Messages at QoS 0 were dropped with a connection. On the next one, onSettled is called although nothing was pending. */
	Lost = 8,
	/** Birth, Filters or Lost: the client settles on the next connection. */
	Told = 11,
}
