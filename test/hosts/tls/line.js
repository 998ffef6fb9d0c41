// A TLS socket of a device, and its server, played by hand over the TCP of test/mqtt311/host.js: with the SDK's ssl/session replaced by
// stand-in/, records are those of RFC 5246, and the cipher is a toy.

import { Secure } from "../../../build/hosts/tls-options.js";
import TLSSocket from "../../../build/stand-ins/tls-toy/tlssocket.js";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { Host, StandardTCP as TCP } from "../../mqtt311/host.js";
import { fromServer, opened } from "./stand-in/record.js";

/** A record without protection, of a type, with messages in the notation of bytes.js. */
export function plain(type, ...parts) {
	const data = concat(...parts.map((part) => (typeof part === "string" ? hex(part) : part)));
	return concat(Uint8Array.of(type, 3, 3, data.length >> 8, data.length), data);
}

/** A server's messages: it chooses TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, and no session. */
export const HELLO = "02 00 00 26 03 03 11*32 00 C0 2F 00";
/** It gives the session the identifier AA BB. */
export const HELLO_SESSION = "02 00 00 28 03 03 11*32 02 AA BB C0 2F 00";
export const CERTIFICATE = "0B 00 00 09 00 00 06 00 00 03 30 01 00";
/** On secp256r1, a point of two bytes, signed with SHA-256 and RSA. */
export const KEY_EXCHANGE = "0C 00 00 0C 03 00 17 02 04 05 04 01 00 02 AA BB";
export const REQUEST = "0D 00 00 06 01 01 00 00 00 00";
export const DONE = "0E 00 00 00";
export const HELLO_REQUEST = "00 00 00 00";
/** The stand-in's: what it verifies is the secret. */
export const FINISHED = "14 00 00 0C 07*12";

/** The server's first records, up to ServerHelloDone. */
export const flight = (hello = HELLO) => [hello, CERTIFICATE, KEY_EXCHANGE, DONE].map((message) => plain(22, message));
/** Its last, after which it can send data. */
export const ending = () => [plain(20, "01"), protect(22, FINISHED)];

/** The server's record `number` since it changed its cipher. */
export function protect(type, data, number = 0) {
	return fromServer(number, type, typeof data === "string" ? hex(data) : data);
}

export class Line extends Host {
	/** What has been called back, in words. */
	log = [];
	received = "";
	/** Whether to read what comes at once. */
	reading = true;

	constructor(settings) {
		super(settings);
		globalThis.machine = this;
	}

	/** A socket that is connecting. */
	open(secure) {
		const line = this;
		// As its options make it, apart from certificates that are toys.
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

	/** A socket that has sent ClientHello. */
	greet(secure) {
		this.open(secure);
		this.accept();
		return this.tls;
	}

	/** A socket that can be written to. What it sent and called back for that is forgotten. */
	ready(secure) {
		this.greet(secure);
		this.send(concat(...flight(), ...ending()));
		this.drain();
		this.writes.length = this.log.length = 0;
		return this.tls;
	}

	/** Reads so many bytes of what the server has sent. */
	read(count) {
		const bytes = new Uint8Array(count);
		equal(this.tls.read(bytes), count);
		this.received += String.fromCharCode(...bytes);
	}

	/** Types of all records sent since the last call. */
	sentTypes() {
		const all = concat(...this.writes.splice(0));
		const types = [];
		for (let at = 0; at < all.length; at += 5 + (all[at + 3] << 8) + all[at + 4]) types.push(all[at]);
		return types;
	}

	/** All records sent since the last call must have been these: type and contents, each protected. */
	sentProtected(...records) {
		const all = this.writes.splice(0);
		deepEqual(
			all.map((record) => [record[0], ...opened(record)]),
			records.map((record) => [...hex(record)]),
		);
	}

	/** It has ended so, once, before anything could be written, and no data was sent. */
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
