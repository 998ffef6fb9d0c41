// Types only. The client whose filters a Subscriptions object has, and the connection on which their messages come.

import type { Message, MessageHandler } from "../wire/message.js";

/** The callbacks. */
export interface FilterOwner {
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	onMessage?: MessageHandler | undefined;
}

/** The connection on which messages come. */
export interface Routed {
	readonly io: unknown;
	readonly message: Message;
	readonly owner: FilterOwner;
	/** In 5.0. They are rewound for each handler. */
	readonly properties?: { rewind(): void };
	readonly native: {
		findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
	};
}
