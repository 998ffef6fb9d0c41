// Set-up. From the name of a host to its addresses.

import type { Resolver } from "../host.js";
import { Code } from "../wire/reason-code.js";
import type { ResolverSettings } from "./options.js";

/** A client whose host is looked up. */
interface Calling {
	readonly dns?: ResolverSettings | undefined;
	/** Who looks up the name at present. */
	resolver: Resolver | undefined;
	/** Those found that have not been tried. */
	addresses: string[] | undefined;
	dial(address: string): void;
	ended(code: number): void;
}

/** Looks up a host's addresses, and has the first one dialled. */
export function lookUp(client: Calling, host: string): void {
	const dns = client.dns as ResolverSettings;
	let resolver: Resolver | undefined;
	const failed = () => {
		if (client.resolver === resolver) client.ended(Code.hostNotFound);
	};
	try {
		resolver = new dns.io(dns as never) as Resolver;
		client.resolver = resolver;
		// Answers to a look-up that was given up are not used.
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
