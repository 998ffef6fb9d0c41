// Parses ClientHello (RFC 5246 section 7.4.1.2, RFC 6066 section 3), because Node.js does not report the server name
// of a resumed session.

/**
 * The server name that a client has sent; undefined if it has not. @param bytes the first bytes of the connection,
 * with the whole message in one record.
 */
export function serverNameIn(bytes) {
	// After the headers of record and message come version and random; then session, cipher suites and compression
	// methods, each with its length.
	let at = 5 + 4 + 2 + 32;
	at += 1 + bytes[at];
	at += 2 + bytes.readUInt16BE(at);
	at += 1 + bytes[at];
	const end = at + 2 + bytes.readUInt16BE(at);
	for (at += 2; at < end; at += 4 + bytes.readUInt16BE(at + 2)) {
		// server_name: a list with one name of type host_name.
		if (bytes.readUInt16BE(at) === 0) return bytes.toString("latin1", at + 9, at + 9 + bytes.readUInt16BE(at + 7));
	}
}
