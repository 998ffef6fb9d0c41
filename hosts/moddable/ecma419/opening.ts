// Set-up. Resolves the host's name and opens the socket. Errors are not reported from here: the client's constructor may still
// be running, so the timer reports them later.
import type { Resolver } from "../../../src/host.js";
import { Code } from "../../../src/wire/reason-code.js";
import { Milliseconds } from "./limits.js";

/** The part of a connection that opening needs. */
export interface Opening {
	/** Undefined once the name is resolved or the connection is closed. */
	resolver: Resolver | undefined;
	/** The Code to report if the timer fires before the connection is made. */
	problem: number;
	/** Makes the timer fire in `milliseconds`. */
	arm(milliseconds: number): void;
	/** Opens the socket. Throws the errors of the socket's constructor. */
	open(address: string): void;
}

/** Resolves `host`, then opens the socket. Throws the resolver's errors. */
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
