// Set-up. Shortens a TLS session of Node.js, so that it fits a saved session.
import { DER, Tag } from "../../certificates/der.js";

/** The field of OpenSSL's SSL_SESSION (SSL_SESSION_ASN1 in its sources) that holds the server's certificate. */
const PEER = Tag.group + 3;

/**
 * Removes the server's certificate from a session. It was verified when the session was established and is not needed
 * for resuming.
 */
export function withoutCertificate(session: Uint8Array): Buffer {
	const fields = new DER(session).next(Tag.sequence).inside();
	const kept: Uint8Array[] = [];
	while (fields.more()) if (fields.next().tag !== PEER) kept.push(fields.whole());
	const all = Buffer.concat(kept);
	const size =
		all.length < 128 ? [all.length] : all.length < 256 ? [0x81, all.length] : [0x82, all.length >> 8, all.length];
	return Buffer.concat([Buffer.from([Tag.sequence, ...size]), all]);
}
