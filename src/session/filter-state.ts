// How far the filters of a client have come: an enumeration, which the compiler puts where it is used.

/** How far a filter has come. */
export const enum Filter {
	/** It is to be asked for, or, with Removed, to be given up. */
	Due = 1,
	/** The packet that does so is on its way. */
	Asked = 2,
	/** The server's session has it, with these options. */
	Granted = 4,
	Removed = 8,
	/** The app no longer wants this entry, or, of a saved session, has not said so yet. It goes when its answer has come, or its room is needed. */
	Left = 16,
	/** The app waits for the outcome. */
	New = 32,
	/** Its SUBSCRIBE ended connections: it is not asked for, for a while. */
	Aside = 64,
	/** The app is to be told of its code. */
	Told = 128,
}
