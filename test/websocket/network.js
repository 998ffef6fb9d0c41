// The random network of test/mqtt311, with a WebSocket in it. The server splits its data into random frames and sends pings.
import { websocket } from "mote-mqtt/websocket";
import { fail } from "../assert.js";
import { concat } from "../bytes.js";
import { Host, StandardTCP } from "../mqtt311/host.js";
import { Network } from "../mqtt311/network.js";
import { SIZE } from "../mqtt311/network-server.js";
import { WireTCP } from "./line.js";
import { ascii, FrameReader, frame, opening, text } from "./server-side.js";

const FIN = 0x80;
const BINARY = 2;
const CLOSE = 0x88;
const PING = 0x89;
const PONG = 0x8a;

class WebSocketHost extends Host {
	/** The socket gets extra room for a frame header, which the network does not count. */
	set capacity(room) {
		this.large = room + 8;
	}

	get capacity() {
		return this.large;
	}

	options(options) {
		const all = super.options(options);
		return { ...all, ...websocket({ ...all, socket: { ...all.socket, secure: {} } }, { frame: this.frame }) };
	}
}

/** The bytes on their way to the client. The server's MQTT packets are put into frames. */
class FramingPipe {
	bytes = new Uint8Array(SIZE);
	length = 0;

	constructor(network) {
		this.network = network;
	}

	push(bytes) {
		const { network, length } = this;
		const all = network.opened ? network.wrap(bytes) : bytes;
		if (length + all.length > SIZE) network.gone = true;
		else {
			this.bytes.set(all, length);
			this.length += all.length;
		}
	}

	shift(count) {
		const bytes = this.bytes.slice(0, count);
		this.bytes.copyWithin(0, count, this.length);
		this.length -= count;
		return bytes;
	}
}

/** A client, its app, and a network with a WebSocket. */
export class WebSocketNetwork extends Network {
	/** The number of frames that arrived, and how many of them were pongs. */
	frames = 0;
	pongs = 0;

	toClient = new FramingPipe(this);

	machine(options) {
		const host = new WebSocketHost({ ...options, io: options.io === StandardTCP ? StandardTCP : WireTCP });
		host.frame = 140 + this.random(200);
		return host;
	}

	begin() {
		super.begin();
		this.opened = this.closed = this.isFragmented = false;
		this.asked = "";
		this.pinged = 0;
		this.reader = new FrameReader((first, payload) => this.framed(first, payload));
	}

	/** Takes bytes that reach the server. */
	take(bytes) {
		if (this.opened) return this.reader.take(bytes);
		this.asked += text(bytes);
		if (!this.asked.endsWith("\r\n\r\n")) return;
		if (!this.calm && this.random(10) === 0) {
			this.toClient.push(ascii("HTTP/1.1 503 Service Unavailable\r\n\r\n"));
			this.gone = true;
			return;
		}
		this.toClient.push(ascii(opening(this.asked)));
		this.opened = true;
	}

	framed(first, payload) {
		this.frames++;
		if (this.closed) fail("a frame behind a close frame");
		if (first === (FIN | BINARY)) super.take(payload);
		else if (first === PONG) {
			this.pongs++;
			if (!this.pinged || payload.length !== this.pinged - 1) fail("a pong that answers no ping");
		} else if (first === CLOSE) this.closed = true;
		else fail(`a frame that begins with ${first}`);
	}

	/** Puts `bytes` into frames: whole messages or fragments, with pings between them. */
	wrap(bytes) {
		const parts = [];
		for (let at = 0; at < bytes.length; ) {
			const count = this.random(3) ? bytes.length - at : this.random(bytes.length - at + 1);
			const isLast = this.random(3) > 0;
			const opcode = this.isFragmented ? 0 : BINARY;
			parts.push(frame(opcode + (isLast ? FIN : 0), bytes.slice(at, at + count)));
			this.isFragmented = !isLast;
			at += count;
			if (this.random(12) === 0) {
				// All pings have the same size until the connection ends, so each pong can be checked.
				this.pinged ||= 1 + this.random(9);
				parts.push(frame(PING, new Uint8Array(this.pinged - 1)));
			}
		}
		return concat(...parts);
	}
}
