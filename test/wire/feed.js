// A client of 3.1.1, with QoS 2, that receives a stream of bytes in segments. All that it tells the app or sends is recorded.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { concat, hex, toHex } from "../bytes.js";
import { Host, KEPT } from "../mqtt311/host.js";

/** A client that delivers this message has found the end of the packet before: QoS 0, topic "z", payload 7A. */
export const NEXT = '30 04 00 01 "zz"';

export class Feed extends Host {
	/** The callbacks to the app and the bytes written, in order. */
	told = [];

	/** @param room size of the receive buffer, at least 32. @param options as for Host. */
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

	/** Begins a new connection, with an empty record. */
	begin() {
		if (!this.made) this.client(this.settings);
		else if (!this.socket.closed) this.lose();
		this.again("20 02 01 00");
		this.told.length = 0;
	}

	/**
	 * Lets `bytes` arrive in segments of the sizes in `segments`, which are repeated: [1] is byte by byte, [5, Infinity] is a split
	 * after the fifth byte. There is always room to answer.
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

	/** Asserts the callbacks and the bytes written since the last call. */
	says(lines, where) {
		const { told } = this;
		for (let i = 0; i < told.length; i++) if (typeof told[i] !== "string") told[i] = toHex(told[i]);
		for (let i = 0; i < lines.length || i < told.length; i++)
			if (told[i] !== lines[i]) equal(told.join("; "), lines.join("; "), where);
		told.length = 0;
	}
}

/** Segments for `size` bytes: a single one for n = 0, a split after the n-th byte for n < size, single bytes for n = size. */
export function split(n, size) {
	return n === 0 ? [size] : n === size ? [1] : [n, size];
}

/** The expected callbacks and answers for all `rows`. */
export function saysOf(rows) {
	const all = [];
	for (const [, ...lines] of rows) all.push(...lines);
	return all;
}

export const bytesOf = (rows) => concat(...rows.map(([packet]) => hex(packet)));

/** At every split, `bytes` must cause exactly these callbacks and answers. */
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
