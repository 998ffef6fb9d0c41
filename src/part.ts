// Types only. They let the compiler tell parts apart: an option accepts only objects of its own part's class.

export declare const part: unique symbol;

/** An object of the part `Name`. The client calls its methods; apps do not. */
export interface Part<Name extends string> {
	/** Exists only for the compiler; objects have no such property. @hidden */
	readonly [part]: Name;
}
