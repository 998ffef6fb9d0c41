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

/**
 * Whether `host` is an IP address. One of IPv4 begins with a digit and ends with a dot and a number; one of IPv6 has a
 * colon. A name has neither, and usually its last character is enough to tell.
 */
export function isAddress(host: string): boolean {
	let at = host.length;
	let code: number;
	do code = host.charCodeAt(--at);
	while (code > 47 && code < 58);
	return (code === 46 && at < host.length - 1 && (host.charCodeAt(0) ^ 48) < 10) || host.includes(":");
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
