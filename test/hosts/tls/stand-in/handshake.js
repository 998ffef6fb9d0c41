// Replaces the SDK's "ssl/handshake": a client's messages.
import recordProtocol from "./record.js";
import Stream from "./stream.js";

/** supported_groups, with secp256r1. */
const EXTENSIONS = [0, 10, 0, 4, 0, 2, 0, 23];

const handshakeProtocol = {
	packetize(session, type, { bytes }) {
		const message = Uint8Array.of(type, 0, bytes.length >> 8, bytes.length, ...bytes);
		return recordProtocol.packetize(session, 22, message);
	},

	helloProtocol: {
		packetize(session, suites, compressions, type) {
			const identifier = new Uint8Array(session.clientSessionID ?? 0);
			const body = new Stream();
			body.writeChars(0x0303, 2);
			body.writeChunk(new Uint8Array(32).fill(0x11));
			body.writeChars(identifier.length, 1);
			body.writeChunk(identifier);
			body.writeChars(2 * suites.length, 2);
			for (const { value } of suites) body.writeChunk(value);
			body.writeChars(compressions.length, 1);
			body.writeChunk(compressions);
			body.writeChars(EXTENSIONS.length, 2);
			body.writeChunk(EXTENSIONS);
			return handshakeProtocol.packetize(session, type, body);
		},
	},

	certificate: {
		packetize: (session, certificates) => message(session, 11, ...certificates),
	},

	clientKeyExchange: {
		packetize: (session) => message(session, 16, new Uint8Array(4)),
	},

	certificateVerify: {
		calculateDigest: () => new ArrayBuffer(32),
		packetize: (session) => message(session, 15, new Uint8Array(2)),
	},

	finished: {
		packetize: (session) => message(session, 20, session.masterSecret.slice(0, 12)),
	},
};

function message(session, type, ...parts) {
	const body = new Stream();
	for (const part of parts) body.writeChunk(part);
	return handshakeProtocol.packetize(session, type, body);
}

export default handshakeProtocol;
