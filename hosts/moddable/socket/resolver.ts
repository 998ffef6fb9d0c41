// "mote-mqtt/resolver": the SDK's resolver with three additions. It finds the name servers itself: the SDK's class
// must be given them, but they are known only once there is a network, and without any it would try for ever. It
// reports all addresses of a name instead of one. And it drops malformed packets, which can make the SDK's parser
// throw in a callback and so reboot the device.
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not that of Node.js
import Net from "net";
import { addressesIn } from "./answer.js";

/** Used if the network announces no name server, and in the SDK's simulator, which cannot tell. */
const elsewhere = Object.freeze(["1.1.1.1", "8.8.8.8"]);

/** A packet of 12 zeros is a header without questions and answers, which the SDK ignores. */
const EMPTY = 12;

/** The UDP socket of the SDK's resolver, which is its `target`. It checks each packet before the SDK parses it. */
class AnswerSocket extends UDP {
	override read(): ArrayBuffer {
		let packet: ArrayBuffer | undefined;
		try {
			packet = super.read();
		} catch {
			// The SDK's resolver reads all packets that have come, also after the first of them has closed the socket.
		}
		const addresses = packet && addressesIn(new Uint8Array(packet));
		if (!packet || !addresses) return new ArrayBuffer(EMPTY);
		(this.target as NetworkResolver).addresses = addresses;
		return packet;
	}
}

/** A Resolver that needs no `servers`. */
export default class NetworkResolver extends Resolver {
	/** The addresses in the last answer. */
	addresses: string[] | undefined;

	constructor(options: ConstructorParameters<typeof Resolver>[0] & { servers?: readonly string[] }) {
		const servers = options.servers ?? Net.get("DNS");
		super({ ...options, servers: servers?.length ? servers : elsewhere, socket: { io: AnswerSocket } });
		this.addresses = undefined;
	}

	/** As the SDK's. onResolved also gets `addresses`, all addresses of the name. */
	override resolve(options: Parameters<Resolver["resolve"]>[0]): void {
		super.resolve({
			...options,
			onResolved: (host, address) =>
				options.onResolved?.call(this, host, address, this.addresses?.[0] === address ? this.addresses : undefined),
		});
	}
}
