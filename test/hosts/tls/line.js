// A device's TLS socket, and its server, controlled by the test over the TCP of test/mqtt311/host.js. The SDK's
// ssl/session is replaced by stand-in/; records are those of RFC 5246, and the cipher is a toy.

import { Secure } from "../../../build/hosts/tls-options.js";
import TLSSocket from "../../../build/stand-ins/tls-toy/tlssocket.js";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { Host, StandardTCP as TCP } from "../../mqtt311/host.js";
import { fromServer, opened } from "./stand-in/record.js";

/** A plaintext record of a type, with messages in the notation of bytes.js. */
export function plain(type, ...parts) {
	const data = concat(...parts.map((part) => (typeof part === "string" ? hex(part) : part)));
	return concat(Uint8Array.of(type, 3, 3, data.length >> 8, data.length), data);
}

/** ServerHello that chooses TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, without a session. */
export const HELLO = "02 00 00 26 03 03 11*32 00 C0 2F 00";
/** The same with the session identifier AA BB. */
export const HELLO_SESSION = "02 00 00 28 03 03 11*32 02 AA BB C0 2F 00";
export const CERTIFICATE = "0B 00 00 09 00 00 06 00 00 03 30 01 00";
/** On secp256r1, with a point of two bytes, signed with SHA-256 and RSA. */
export const KEY_EXCHANGE = "0C 00 00 0C 03 00 17 02 04 05 04 01 00 02 AA BB";
export const REQUEST = "0D 00 00 06 01 01 00 00 00 00";
export const DONE = "0E 00 00 00";
export const HELLO_REQUEST = "00 00 00 00";
/** Of the stand-in, which verifies the secret. */
export const FINISHED = "14 00 00 0C 07*12";

/** The server's first records, up to ServerHelloDone. */
export const flight = (hello = HELLO) => [hello, CERTIFICATE, KEY_EXCHANGE, DONE].map((message) => plain(22, message));
/** The server's last records, after which it can send data. */
export const ending = () => [plain(20, "01"), protect(22, FINISHED)];

/** The server's record `number` after its ChangeCipherSpec. */
export function protect(type, data, number = 0) {
	return fromServer(number, type, typeof data === "string" ? hex(data) : data);
}

export class Line extends Host {
	/** The callbacks, in words. */
	log = [];
	received = "";
	/** Whether to read data when it comes. */
	reading = true;

	constructor(settings) {
		super(settings);
		globalThis.machine = this;
	}

	/** Creates a socket that is connecting. */
	open(secure) {
		const line = this;
		// As its options create it, except that the certificates are toys.
		this.secure = Object.assign(new Secure({ verify: false }), secure);
		this.tls = new TLSSocket({
			address: "10.0.0.1",
			host: "broker.test",
			port: 8883,
			target: "the app's",
			machine: this,
			secure: this.secure,
			onReadable(count) {
				equal(this, line.tls);
				line.log.push(`readable ${count}`);
				if (line.reading) line.read(count);
			},
			onWritable(count) {
				equal(this, line.tls);
				line.log.push(`writable ${count}`);
				line.onWritable?.(count);
			},
			onError(detail) {
				equal(this, line.tls);
				line.log.push(`error ${detail}`);
			},
		});
		return this.tls;
	}

	/** Creates a socket that has sent ClientHello. */
	greet(secure) {
		this.open(secure);
		this.accept();
		return this.tls;
	}

	/** Creates a socket that can be written to. What it sent and called back for that is discarded. */
	ready(secure) {
		this.greet(secure);
		this.send(concat(...flight(), ...ending()));
		this.drain();
		this.writes.length = this.log.length = 0;
		return this.tls;
	}

	/** Reads so many bytes that the server has sent. */
	read(count) {
		const bytes = new Uint8Array(count);
		equal(this.tls.read(bytes), count);
		this.received += String.fromCharCode(...bytes);
	}

	/** The types of all records sent since the last call. */
	sentTypes() {
		const all = concat(...this.writes.splice(0));
		const types = [];
		for (let at = 0; at < all.length; at += 5 + (all[at + 3] << 8) + all[at + 4]) types.push(all[at]);
		return types;
	}

	/** Checks that all records sent since the last call are these: type and contents, each protected. */
	sentProtected(...records) {
		const all = this.writes.splice(0);
		deepEqual(
			all.map((record) => [record[0], ...opened(record)]),
			records.map((record) => [...hex(record)]),
		);
	}

	/**
	 * Checks that the socket has ended with this detail, once, before anything could be written, and that no data was
	 * sent.
	 */
	refused(detail) {
		this.happened(`error ${detail}`);
		equal(this.sentTypes().includes(23), false);
		equal(this.socket.closed, true);
		equal(this.tls.write(Uint8Array.of(1)), undefined);
		equal(this.tls.read(1), undefined);
		equal(this.writes.length, 0);
		this.tls.close();
		this.happened();
	}
}

export { TCP };
