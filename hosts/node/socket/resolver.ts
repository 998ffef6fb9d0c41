// The ECMA-419 Resolver over node:dns. It tells all addresses of a name: first those of IPv4, as on a device, then those of IPv6.
import { lookup } from "node:dns";

/** Resolves host names as the operating system does. */
export class Resolver {
	private closed = false;

	resolve(options: {
		host: string;
		/** `addresses`: all of them, which begin with `address`. */
		onResolved(host: string, address: string, addresses: readonly string[]): void;
		onError(error?: Error): void;
	}): void {
		lookup(options.host, { all: true, order: "ipv4first" }, (error, found) => {
			if (this.closed) return;
			if (error) return options.onError(error);
			const addresses = found.map(({ address }) => address);
			options.onResolved(options.host, addresses[0], addresses);
		});
	}

	/** No callback comes after it. */
	close(): void {
		this.closed = true;
	}
}
