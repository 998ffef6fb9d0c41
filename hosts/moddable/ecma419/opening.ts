// Set-up. From the host's name to an open socket. Nothing is reported from here: the constructor of the client may still
// be running, so errors wait for the timer.
import type { Resolver } from "../../../src/host.js";
import { Code } from "../../../src/wire/reason-code.js";
import { Milliseconds } from "./limits.js";

/** The connection as far as opening it needs. */
export interface Opening {
	/** Undefined once the name is resolved, or the connection closed. */
	resolver: Resolver | undefined;
	/** The Code to report if the timer fires before the connection is made. */
	problem: number;
	/** Lets the timer fire in `milliseconds`. */
	arm(milliseconds: number): void;
	/** Opens the socket. Throws what the socket's constructor throws. */
	open(address: string): void;
}

/** Resolves `host`, then opens the socket. Throws what the resolver throws. */
export function resolveAndOpen(it: Opening, host: string): void {
	it.resolver!.resolve({
		host,
		onResolved: (_host, address) => {
			if (!it.resolver) return;
			it.resolver = undefined;
			it.arm(Milliseconds.Timeout);
			try {
				it.open(address);
			} catch {
				it.problem = Code.unspecifiedError;
				it.arm(Milliseconds.Soon);
			}
		},
		onError: () => {
			if (!it.resolver) return;
			it.problem = Code.hostNotFound;
			it.arm(Milliseconds.Soon);
		},
	});
}
