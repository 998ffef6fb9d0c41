// "url" in the simulator, for the SDK's mqtt/js. It supports as much of URL as a server's address needs. The SDK's
// module has a parser in C.

/** scheme://user:password@host:port/path?query */
const PATTERN =
	/^([a-z][a-z0-9+.-]*:)\/\/(?:([^:@/]*)(?::([^@/]*))?@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([^?#]*)(\?[^#]*)?(#.*)?$/i;

export class URL {
	constructor(href) {
		const parts = PATTERN.exec(href);
		if (!parts) throw new URIError(`invalid URL ${href}`);
		const [, protocol, username = "", password = "", hostname, port = "", pathname, search = "", hash = ""] = parts;
		Object.assign(this, { href: String(href), protocol: protocol.toLowerCase(), username, password, hostname, port });
		Object.assign(this, { host: port ? `${hostname}:${port}` : hostname, pathname, search, hash });
	}
	toString() {
		return this.href;
	}
}
export default URL;
