// Over TLS, with a client certificate.
import { hex } from "bytes";
import config from "mc/config";
import { tls } from "mote-mqtt/tls";

export const machine = tls({
	certificate: hex(config.authority),
	clientCertificates: [hex(config.certificate)],
	clientKey: hex(config.key),
});
