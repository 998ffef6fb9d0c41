// "embedded:io/socket/tcp/tls" in the simulator. It stands in for the SDK's class. Unless `secure` names an
// authority, it trusts this machine's: OpenSSL's default ones, or those in the file that $SSL_CERT_FILE names.
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
