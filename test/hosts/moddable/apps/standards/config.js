// As ../standard/config.js, over TLS. The SDK does not know the issuer of the broker's certificate.
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
