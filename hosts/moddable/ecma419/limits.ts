// Constants. The compiler inlines them.

export const enum Milliseconds {
	/**
	 * The limit for each step of connecting, for PINGRESP, and for the server to close the connection after
	 * DISCONNECT.
	 */
	Timeout = 30_000,
	/** As soon as no other code runs. */
	Soon = 1,
}

export const enum Bytes {
	/** The part of the socket's send buffer that apps are not told of, for acknowledgements and a PINGREQ. */
	Reserved = 8,
	/** The memory for received packets: the default and the minimum. */
	Receive = 256,
	ReceiveLeast = 32,
	/** The size of a SUBACK of up to 16,383 bytes without its codes. */
	SubackHead = 5,
}

/** Why reading is suspended, unless Owed.Nothing. */
export const enum Waiting {
	/** There is no room for an acknowledgement yet. */
	Acknowledgement = 0,
	/** The app has not read the current fragment. */
	Unread = 1,
}
