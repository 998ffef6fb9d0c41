// Hot path. What a socket calls: `this` is the socket, its target the connection. Callbacks of a closed socket are ignored.

import type { Socket } from "../host.js";
import { Code } from "../wire/reason-code.js";
import { Mode, Phase, Size, Whole } from "./connection-state.js";

interface ConnectionSocket {
	readonly target: Called;
}

/** The part of a connection that the callbacks use. */
interface Called {
	io: unknown;
	mode: Mode;
	unread: number;
	at: number;
	held: number;
	detail?: string | undefined;
	readonly phase: Phase;
	readonly room: number;
	readonly capacity: number;
	readonly bytes: Uint8Array;
	readonly socket: Socket;
	readonly view: DataView;
	packet(header: number, start: number, end: number): boolean;
	read(): void;
	writable(count: number): void;
	fail(reason: number): false;
}

/**
 * Handles the common case, whole packets of at most 129 bytes, without further calls. Each call avoided saves a
 * thousand instructions.
 */
export function onReadable(this: ConnectionSocket, count: number): void {
	const it = this.target;
	if (it.io !== this) return;
	if (it.mode > Mode.Heard || count > it.capacity) {
		if (it.mode === Mode.Pinged && count === Size.Empty) {
			// The only packet on an idle connection.
			it.socket.readInto(it.bytes, 0, count);
			if (it.view.getUint16(0) === Whole.PINGRESP) {
				it.mode = Mode.Answered;
				return;
			}
			// It is another packet.
			it.held = count;
			count = 0;
		}
		it.unread = count;
		// A socket does not call back from within its own methods, so reading was interrupted by an exception of the
		// app.
		it.mode = Mode.PiecesHeard;
		return it.read();
	}
	const bytes = it.bytes;
	it.mode = Mode.Reading;
	it.socket.readInto(bytes, 0, count);
	let at = 0;
	let several = false;
	while (count - at > 1) {
		const start = at + 2;
		const length = bytes[at + 1];
		if (length > 127 || start + length > count) break;
		const header = bytes[at];
		at = start + length;
		// If the app throws, the bytes after this packet are not lost, and this packet is not handled again.
		if (at < count) {
			several = true;
			it.at = at;
			it.held = count;
		} else if (several) it.at = it.held = 0;
		if (!it.packet(header, start, at)) {
			// Closed, or an answer is owed, for which reading waits.
			if (it.io !== this) return;
			it.at = at;
			it.held = count;
			it.mode = Mode.PiecesHeard;
			return;
		}
	}
	if (at === count) {
		it.mode = Mode.Heard;
		return;
	}
	it.at = at;
	it.held = count;
	it.mode = Mode.PiecesHeard;
	it.read();
}

export function onWritable(this: ConnectionSocket, count: number): void {
	const connection = this.target;
	// A failed socket has no room any more.
	if (connection.io === this && connection.room >= 0) connection.writable(count);
}

export function onError(this: ConnectionSocket, detail?: string): void {
	const connection = this.target;
	if (connection.io !== this) return;
	connection.detail = detail;
	connection.fail(connection.phase > Phase.Opening ? Code.connectionLost : Code.connectFailed);
}
