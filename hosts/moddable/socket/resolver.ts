// "mote-mqtt/resolver": the machine's resolver, asking the servers that the network has named, and telling all addresses of a name. The
// SDK's class has to be told the servers, and they are known only once there is a network; where there are none, it would ask for ever. It
// tells one address. And what is no answer can make it throw, in a callback: that is a reboot.
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not that of Node.js
import Net from "net";
import { addressesIn } from "./answer.js";

/** For a network that names no server, and for the SDK's simulator, which cannot tell. */
const elsewhere = Object.freeze(["1.1.1.1", "8.8.8.8"]);

/** A packet of so many zeros has neither question nor answer. */
const EMPTY = 12;

/** The socket of the SDK's resolver, which is its `target`: looks at what comes first. */
class AnswerSocket extends UDP {
	override read(): ArrayBuffer {
		const packet = super.read();
		const addresses = packet && addressesIn(new Uint8Array(packet));
		if (!addresses) return new ArrayBuffer(EMPTY);
		(this.target as NetworkResolver).addresses = addresses;
		return packet;
	}
}

/** A Resolver that needs no `servers`. */
export default class NetworkResolver extends Resolver {
	/** Of the answer that came last. */
	addresses: string[] | undefined;

	constructor(options: ConstructorParameters<typeof Resolver>[0] & { servers?: readonly string[] }) {
		const servers = options.servers ?? Net.get("DNS");
		super({ ...options, servers: servers?.length ? servers : elsewhere, socket: { io: AnswerSocket } });
		this.addresses = undefined;
	}

	/** As the SDK's; `addresses` are all that the name has, where there are more. */
	override resolve(options: Parameters<Resolver["resolve"]>[0]): void {
		super.resolve({
			...options,
			onResolved: (host, address) =>
				options.onResolved?.call(this, host, address, this.addresses?.[0] === address ? this.addresses : undefined),
		});
	}
}
