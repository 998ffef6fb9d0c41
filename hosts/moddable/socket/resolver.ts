// "mote-mqtt/resolver": the machine's resolver, asking the servers that the network has named. The SDK's class has to be told them,
// and they are known only once there is a network; where there are none, it would ask for ever.
import Resolver from "embedded:network/dns/resolver/udp";
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not that of Node.js
import Net from "net";

/** For a network that names no server, and for the SDK's simulator, which cannot tell. */
const elsewhere = Object.freeze(["1.1.1.1", "8.8.8.8"]);

/** A Resolver that needs no `servers`. */
export default class NetworkResolver extends Resolver {
	constructor(options: ConstructorParameters<typeof Resolver>[0] & { servers?: readonly string[] }) {
		const servers = options.servers ?? Net.get("DNS");
		super({ ...options, servers: servers?.length ? servers : elsewhere });
	}
}
