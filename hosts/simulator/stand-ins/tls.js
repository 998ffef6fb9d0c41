// "embedded:io/socket/tcp/tls" in the simulator: the SDK's class, whose authorities are those of this machine, unless `secure` names one. OpenSSL takes
// them from where it always does, or from the file in $SSL_CERT_FILE.
import TLSSocket from "mote-mqtt/tlssocket";

export default class extends TLSSocket {
	constructor(options) {
		const { secure = {} } = options;
		super({
			...options,
			secure: {
				certificates: secure.certificate ? [secure.certificate] : [],
				verify: secure.verify ?? true,
				serverName: secure.serverName,
				clientCertificates: secure.clientCertificates ?? [],
				clientKey: secure.clientKey,
				applicationLayerProtocolNegotiation: [secure.applicationLayerProtocolNegotiation ?? []].flat(),
			},
		});
	}
}
