// Replaces the SDK's "ssl/session": the client's messages, and the effects of the server's on the session. The caller
// is responsible for their order. It throws and leaves state as the SDK's does. Nothing is computed: the secret is 48
// times 7.
import handshakeProtocol from "./handshake.js";
import recordProtocol, { CLIENT_KEY } from "./record.js";

const SECRET = new Uint8Array(48).fill(7);

export default class Session {
	constructor(options) {
		this.options = { ...options, tls_server_name: options.serverName };
		this.handshakeProcess = -1;
		this.clientCipher = this.serverCipher = null;
	}

	initiateHandshake() {
		this.handshakeProcess = 0;
	}

	handshake(socket) {
		const step = this.handshakeProcess;
		if (step === 14) {
			if (this.clientCerts) this.doProtocol(socket, handshakeProtocol.certificate, this.clientCerts);
			this.masterSecret = SECRET;
			this.doProtocol(socket, handshakeProtocol.clientKeyExchange);
			if (this.clientCerts?.length) this.doProtocol(socket, handshakeProtocol.certificateVerify);
			this.finish(socket);
		} else if (step === 20) {
			const resumed = this.clientSessionID && isSame(this.clientSessionID, this.serverSessionID);
			if (resumed) this.finish(socket);
			return true;
		} else throw new Error("it would read from the socket");
		this.handshakeProcess = -1;
		return false;
	}

	finish(socket) {
		socket.write(recordProtocol.packetize(this, 20, Uint8Array.of(1)));
		this.clientCipher = { key: CLIENT_KEY, number: 0 };
		this.doProtocol(socket, handshakeProtocol.finished);
	}

	doProtocol(socket, protocol, first, second) {
		const packet = protocol.packetize(this, first, second);
		socket.write(packet);
		socket.writable -= packet.byteLength;
	}

	/** Handles the message at `at`. Returns the offset of the next one. */
	message(bytes, at) {
		const type = bytes[at];
		const end = at + 4 + (bytes[at + 1] << 16) + (bytes[at + 2] << 8) + bytes[at + 3];
		if (!(end <= bytes.length)) throw new Error();
		const body = bytes.slice(at + 4, end);
		if (type === 2) {
			const size = body[34];
			this.serverSessionID = size ? body.slice(35, 35 + size).buffer : undefined;
			const digested = [];
			const write = (bytes) => {
				for (const byte of bytes) digested.push(byte);
			};
			this.handshakeDigests = { SHA256: { digested, write } };
		} else if (type === 11) {
			if (!this.certificateManager.verify([body.subarray(6)], this.options)) throw new Error("certificate: auth err");
			this.certificateManager.register(body.slice(6).buffer);
		} else if (type === 13) this.clientCerts = this.certificateManager.findPreferredCert([], []);
		else if (type === 20) {
			delete this.certificateManager;
			if (body.length < 12) throw new Error();
			if (!isSame(body, this.masterSecret.slice(0, 12))) throw new Error("finished: auth err");
		} else if (type !== 0 && type !== 12 && type !== 14) throw new Error(`handshake: unknown type: ${type}`);
		this.handshakeProcess = type;
		if (!this.handshakeDigests) this.handshakeMessages = bytes;
		return end;
	}
}

/** Throws, as the SDK's does, for values that are not bytes. */
function isSame(a, b) {
	if (a.byteLength === undefined || b.byteLength === undefined) throw new TypeError("not bytes");
	const left = new Uint8Array(a);
	const right = new Uint8Array(b);
	return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
