// As ../standard/config.js, over TLS. The broker's certificate is of nobody whom the SDK knows.
import "mqttclient/config";
import TLSSocket from "embedded:io/socket/tcp/tls";

const { mqtt } = device.network;

globalThis.device = Object.freeze({
	network: {
		mqtt,
		mqtts: {
			...mqtt,
			socket: { io: TLSSocket, TCP: { io: mqtt.socket.io }, secure: { verify: false } },
		},
	},
});
