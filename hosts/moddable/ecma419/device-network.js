// What apps for ECMA-419's client find in `device.network.mqtt`: as the SDK's own manifest of its client defines it, with Mote's client. Preloaded;
// who has defined it already keeps it.
import "system"; // it makes globalThis.device, and so has to run before
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
