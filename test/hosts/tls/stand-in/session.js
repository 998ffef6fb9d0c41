// In place of the SDK's "ssl/session": the client's messages, and what the server's do to the session; their order is up to who uses it. It
// throws where that throws, and leaves behind what that leaves. Nothing is computed: the secret is 48 times 7.
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
		if (step === 0) {
			const cached = this.cacheManager.getByHost(this.options.tls_server_name);
			this.clientSessionID = cached?.id;
			this.masterSecret = cached?.secret;
			this.send(socket, 1, this.clientSessionID ?? new ArrayBuffer(0));
		} else if (step === 14) {
			if (this.clientCerts) for (const certificate of this.clientCerts) this.send(socket, 11, certificate);
			this.masterSecret = SECRET;
			this.send(socket, 16, new ArrayBuffer(4));
			this.finish(socket);
		} else if (step === 20) {
			const resumed = this.clientSessionID && isSame(this.clientSessionID, this.serverSessionID);
			if (resumed) this.finish(socket);
			if (this.serverSessionID && this.options.tls_server_name)
				this.cacheManager.saveSession(this.options.tls_server_name, this.serverSessionID, this.masterSecret);
			if (this.clientSessionID && !resumed) this.cacheManager.deleteSessionID(this.clientSessionID);
			return true;
		} else throw new Error("it would read from the socket");
		this.handshakeProcess = -1;
		return false;
	}

	finish(socket) {
		socket.write(recordProtocol.packetize(this, 20, Uint8Array.of(1)));
		this.clientCipher = { key: CLIENT_KEY, number: 0 };
		this.send(socket, 20, this.masterSecret.slice(0, 12));
	}

	send(socket, type, body) {
		const bytes = new Uint8Array(body);
		const message = new Uint8Array(4 + bytes.length);
		message.set([type, 0, bytes.length >> 8, bytes.length]);
		message.set(bytes, 4);
		const packet = recordProtocol.packetize(this, 22, message);
		socket.write(packet);
		socket.writable -= packet.byteLength;
	}

	/** Acts upon the message at `at`; where the next one begins. */
	message(bytes, at) {
		const type = bytes[at];
		const end = at + 4 + (bytes[at + 1] << 16) + (bytes[at + 2] << 8) + bytes[at + 3];
		if (!(end <= bytes.length)) throw new Error();
		const body = bytes.slice(at + 4, end);
		if (type === 2) {
			const size = body[34];
			this.serverSessionID = size ? body.slice(35, 35 + size).buffer : undefined;
			this.handshakeDigests = {};
			// TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, or with GCM.
			const isCBC = body[36 + size] === 0x27;
			this.chosenCipher = isCBC
				? { cipherBlockSize: 16, hashSize: 32 }
				: { cipherBlockSize: 16, hashSize: 32, ivSize: 8 };
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

/** Throws, as the SDK's does, for what is not bytes. */
function isSame(a, b) {
	if (a.byteLength === undefined || b.byteLength === undefined) throw new TypeError("not bytes");
	const left = new Uint8Array(a);
	const right = new Uint8Array(b);
	return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
