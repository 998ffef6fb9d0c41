// Numbers, which the compiler puts where they are used.

export const enum Milliseconds {
	/** For each step of connecting, for PINGRESP, and for the server to close after DISCONNECT. */
	Timeout = 30_000,
	/** Once nothing else runs. */
	Soon = 1,
}

export const enum Bytes {
	/** The room in the socket's send buffer that apps are not told of: for acknowledgements and a PINGREQ. */
	Reserved = 8,
	/** The memory for received packets: by default, and at least. */
	Receive = 256,
	ReceiveLeast = 32,
	/** What goes before the codes in a SUBACK of up to 16,383 bytes. */
	SubackHead = 5,
}

/** What other packets wait for before they are read, where it is not Owed.Nothing. */
export const enum Waiting {
	/** An acknowledgement, for which there is no room yet. */
	Acknowledgement = 0,
	/** The app, which is to read. */
	Unread = 1,
}
