// Defines `device.network.mqtts` for apps that use ECMA-419's client: like device-network.js, over the SDK's TLS.
import "mote-mqtt/device-network";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import MQTTClient from "embedded:network/mqtt/client";

const network = globalThis.device.network;

globalThis.device = Object.freeze({
	...globalThis.device,
	network: {
		...network,
		mqtts: network.mqtts ?? {
			io: MQTTClient,
			dns: { io: Resolver, servers: ["1.1.1.1", "8.8.8.8"], socket: { io: UDP } },
			socket: { io: TLSSocket, TCP: { io: TCP } },
		},
	},
}, true);
