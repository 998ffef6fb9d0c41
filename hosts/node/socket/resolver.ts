// The ECMA-419 Resolver over node:dns. It reports all addresses of a name, IPv4 first, as on a device.
import { lookup } from "node:dns";

/** Resolves host names as the operating system does. */
export class Resolver {
	private closed = false;

	resolve(options: {
		host: string;
		/** `addresses` has all of them; `address` is the first. */
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

	/** Cancels: no callback follows. */
	close(): void {
		this.closed = true;
	}
}
