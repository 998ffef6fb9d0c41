// Types only. With these types the compiler tells the parts apart: an option accepts objects of its own part's class only.

export declare const part: unique symbol;

/** An object of the part `Name`. Its methods are for the client, not for apps. */
export interface Part<Name extends string> {
	/** Exists for the compiler only: objects have no such property. @hidden */
	readonly [part]: Name;
}
