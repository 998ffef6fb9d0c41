// Set-up. Resolves the name of a host.

import type { Resolver } from "../host.js";
import { Code } from "../wire/reason-code.js";
import type { ResolverSettings } from "./options.js";

/** A client whose host is resolved. */
interface Calling {
	readonly dns?: ResolverSettings | undefined;
	/** The resolver that is working. */
	resolver: Resolver | undefined;
	/** Addresses that were found and not tried yet. */
	addresses: string[] | undefined;
	dial(address: string): void;
	ended(code: number): void;
}

/** Resolves a host, and connects to its first address. */
export function lookUp(client: Calling, host: string): void {
	const dns = client.dns as ResolverSettings;
	let resolver: Resolver | undefined;
	const failed = () => {
		if (client.resolver === resolver) client.ended(Code.hostNotFound);
	};
	try {
		resolver = new dns.io(dns as never) as Resolver;
		client.resolver = resolver;
		// Answers to an abandoned look-up are ignored.
		resolver.resolve({
			host,
			onResolved: (_host, address, addresses) => {
				if (client.resolver !== resolver) return;
				client.addresses = addresses?.slice(1);
				client.dial(address);
			},
			onError: failed,
		});
	} catch {
		failed();
	}
}
