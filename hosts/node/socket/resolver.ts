// The ECMA-419 Resolver over node:dns: IPv4 addresses, as on a device.
import { lookup } from "node:dns";

/** Resolves host names as the operating system does. */
export class Resolver {
	private closed = false;

	resolve(options: {
		host: string;
		onResolved(host: string, address: string): void;
		onError(error?: Error): void;
	}): void {
		lookup(options.host, { family: 4 }, (error, address) => {
			if (this.closed) return;
			if (error) options.onError(error);
			else options.onResolved(options.host, address);
		});
	}

	/** No callback comes after it. */
	close(): void {
		this.closed = true;
	}
}
