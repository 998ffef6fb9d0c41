// Set-up. A TLS session of Node.js without what a saved session has no room for.
import { DER, Tag } from "../../certificates/der.js";

/** The field of OpenSSL's SSL_SESSION that has the server's certificate (SSL_SESSION_ASN1 in its sources). */
const PEER = Tag.group + 3;

/** The same session, without the server's certificate, which was looked at when it was agreed. */
export function withoutCertificate(session: Uint8Array): Buffer {
	const fields = new DER(session).next(Tag.sequence).inside();
	const kept: Uint8Array[] = [];
	while (fields.more()) if (fields.next().tag !== PEER) kept.push(fields.whole());
	const all = Buffer.concat(kept);
	const size =
		all.length < 128 ? [all.length] : all.length < 256 ? [0x81, all.length] : [0x82, all.length >> 8, all.length];
	return Buffer.concat([Buffer.from([Tag.sequence, ...size]), all]);
}
