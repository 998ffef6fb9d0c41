// Defines `device.network.mqtt` for apps that use ECMA-419's client, as the SDK's manifest of its own client does,
// but with Mote's client. Preloaded. An existing definition is kept.
import "system"; // creates globalThis.device, so it has to run first
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import MQTTClient from "embedded:network/mqtt/client";

const network = globalThis.device?.network;

globalThis.device = Object.freeze({
	...globalThis.device,
	network: {
		...network,
		mqtt: network?.mqtt ?? {
			io: MQTTClient,
			dns: { io: Resolver, servers: ["1.1.1.1", "8.8.8.8"], socket: { io: UDP } },
			socket: { io: TCP },
		},
	},
}, true);
