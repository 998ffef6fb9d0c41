// A client of 3.1.1, QoS 2 included, and what it makes of a stream of bytes that arrives in segments.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { concat, hex, toHex } from "../bytes.js";
import { Host, KEPT } from "../mqtt311/host.js";

/** With it a client shows that it has come to the end of a packet, and goes on: QoS 0, topic "z", payload 7A. */
export const NEXT = '30 04 00 01 "zz"';

export class Feed extends Host {
	/** What the app is told and what is written, in order. */
	told = [];

	/** @param room size of the buffer for packets, 32 at least. @param options as for Host. */
	constructor(room, options) {
		super(options);
		const { told } = this;
		this.onWrite = (bytes) => told.push(bytes);
		this.settings = {
			...KEPT,
			keepAlive: 0,
			exactlyOnce: new ExactlyOnce(),
			buffers: { send: 32, receive: room, unacknowledged: 160 },
			onConnect: undefined,
			onMessage: (message) => told.push(describeMessage(message)),
			onOversize: undefined,
			onSubscribe: (filter, granted) => told.push(`${filter}: ${granted}`),
			onUnsubscribe: (filter) => told.push(`${filter}: unsubscribed`),
			onSettled: () => told.push("settled"),
			onDisconnect: ({ text }) => told.push(text),
		};
	}

	/** A connection, or another one; nothing of former ones is told. */
	begin() {
		if (!this.made) this.client(this.settings);
		else if (!this.socket.closed) this.lose();
		this.again("20 02 01 00");
		this.told.length = 0;
	}

	/**
	 * Lets `bytes` arrive in segments of the sizes in `segments`, which start over when they are used up: [1] is byte by byte, [5, Infinity]
	 * is split behind the fifth byte. There is always room to answer.
	 */
	feed(bytes, segments) {
		let turn = 0;
		for (let at = 0; at < bytes.length && !this.socket.closed; ) {
			const end = Math.min(bytes.length, at + segments[turn++ % segments.length]);
			this.socket.room = this.capacity;
			this.send(bytes.slice(at, end));
			at = end;
		}
	}

	/** That must have been told and written since the last call. */
	says(lines, where) {
		const { told } = this;
		for (let i = 0; i < told.length; i++) if (typeof told[i] !== "string") told[i] = toHex(told[i]);
		for (let i = 0; i < lines.length || i < told.length; i++)
			if (told[i] !== lines[i]) equal(told.join("; "), lines.join("; "), where);
		told.length = 0;
	}
}

/** Segments for `size` bytes: for n = 0 all in one, for n < size split behind the n-th byte, for n = size byte by byte. */
export function split(n, size) {
	return n === 0 ? [size] : n === size ? [1] : [n, size];
}

/** What comes of all `rows`. */
export function saysOf(rows) {
	const all = [];
	for (const [, ...lines] of rows) all.push(...lines);
	return all;
}

export const bytesOf = (rows) => concat(...rows.map(([packet]) => hex(packet)));

/** `bytes` must be found to be exactly the packets that say `lines`, at every split. */
export function checkSplits(feed, bytes, lines, where) {
	for (let n = 0; n <= bytes.length; n++) {
		feed.feed(bytes, split(n, bytes.length));
		feed.says(lines, `${where}, split ${n} of ${bytes.length}`);
	}
}

function describeMessage({ QoS, identifier, duplicate, retain, bytes, start, end, topicStart, topicEnd }) {
	let text = `PUBLISH QoS ${QoS}`;
	if (identifier) text += ` identifier ${identifier}`;
	if (duplicate) text += " DUP";
	if (retain) text += " RETAIN";
	return `${text}, ${toHex(bytes, topicStart, topicEnd)}: ${toHex(bytes, start, end)}`;
}
