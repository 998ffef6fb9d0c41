// The states of a client's filters, as an enumeration that the compiler inlines.

/** The state of a filter. */
export const enum Filter {
	/** To be requested or, with Removed, to be unsubscribed from. */
	Due = 1,
	/** SUBSCRIBE or UNSUBSCRIBE was sent and is not answered. */
	Asked = 2,
	/** The server's session has the filter, with these options. */
	Granted = 4,
	Removed = 8,
	/**
	 * The app no longer wants this entry; or the entry is of a saved session and the app has not subscribed again. It
	 * is removed when it is answered or its room is needed.
	 */
	Left = 16,
	/** The app waits for the outcome. */
	New = 32,
	/** Its SUBSCRIBE ended connections, so it is not requested for a while. */
	Aside = 64,
	/** The outcome is to be reported to the app. */
	Told = 128,
}
