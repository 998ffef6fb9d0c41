// Hot path. The receiving half of a WebSocket (RFC 6455 section 5). Frame headers are read here; the client reads the
// payload directly from the underlying socket. Frames.onReadable handles the common case, this file all others.
// Control frames are answered at once, or as soon as there is room.

import { Time } from "../../src/connection/keep-alive.js";
import type { Socket, Timers } from "../../src/host.js";
import { decodeUTF8 } from "../../src/wire/utf8.js";
import { expectInside } from "../inside.js";
import { CloseCode, Frame, type Frames, Length, Opcode, Size, State } from "./frames.js";
import { told } from "./opening.js";

const TEXT = "a text frame";

interface Alarm {
	socket: Incoming;
}

/** The receiving half of a WebSocket. */
export abstract class Incoming {
	/** The first two bytes of a frame, in the memory shared with Frames. @internal */
	start!: Uint8Array;
	/** The underlying socket, or an adapter for it. @internal */
	io!: Socket;
	/**
	 * Reads `count` available bytes into bytes[at, at + count); undefined if nothing is available. Throws a
	 * RangeError if the range is outside `bytes`.
	 */
	readInto!: (bytes: Uint8Array, at: number, count: number) => unknown;
	protected frames!: Frames;
	/** Frames are built here and written to the socket at once. */
	protected frame!: Uint8Array;
	/** Room in the underlying socket; undefined once it has failed. */
	protected room!: number | undefined;
	/** @internal */
	onReadable!: (count: number) => void;
	/** The bytes Shared.Whole and Shared.State. @internal */
	shared!: Uint8Array;
	protected state!: State;
	/** The header of the current frame: the first `held` bytes have arrived. */
	protected header!: Uint8Array;
	protected held!: number;
	/** How many bytes the client was told of and has not read. A whole message is counted in `shared` instead. */
	protected announced!: number;
	/** How many bytes in the underlying socket follow the announced ones. */
	protected unread!: number;
	/**
	 * Unread bytes remain, and no callback will process them. If the client reads the announced bytes outside of a
	 * callback, a timer goes on.
	 */
	protected behind!: boolean;
	/** How many bytes of the frame's payload have not been announced yet. */
	protected rest!: number;
	protected isFragmented!: boolean;
	/** The payload of a ping or close frame: the first `taken` bytes have arrived. */
	protected control!: Uint8Array;
	protected taken!: number;
	/** A pong has to be sent: 1 + the length of its payload in `control`; 0 for none. */
	protected pong!: number;
	protected alarm: unknown;

	/** Opening handshake: reads more of the server's answer. Returns whether it is complete. */
	protected abstract hear(): boolean;
	/** Reports room to the client, also if it has become less. */
	protected abstract tell(): void;
	/** Ends the connection: sends `code` to the server unless it is 0, and reports `detail` to the client. */
	protected abstract fail(detail: string, code: number): false;
	protected abstract timer(): Timers;

	protected enter(state: State): void {
		this.state = state;
		this.shared[1] = state;
	}

	// Called by Frames

	/** readInto() for anything but a whole message. @internal */
	readPart(bytes: Uint8Array, at: number, count: number): unknown {
		this.take();
		const left = this.announced - count;
		if (!count || !(left >= 0)) return this.cannotRead(bytes, at, count);
		const read = this.io.readInto(bytes, at, count);
		this.announced = left;
		if (!left && this.behind) this.goOnLater();
		return read;
	}

	private cannotRead(bytes: Uint8Array, at: number, count: number): undefined {
		expectInside(bytes, at, count);
		if (count && this.announced) throw new Error(`read: ${count} bytes requested, ${this.announced} available`);
	}

	/** Turns the whole message in `shared` into announced bytes, because it is not read in one piece. */
	private take(): void {
		const whole = this.shared[0];
		if (!whole) return;
		this.shared[0] = 0;
		this.announced = whole;
		this.enter(State.Within);
	}

	/** The underlying socket has `count` bytes to read. @internal */
	readable(count: number): void {
		if (this.state === State.Closed) return;
		this.take();
		this.unread = count - this.announced;
		this.goOn();
	}

	/**
	 * Continues after Frames.onReadable: `held` bytes of a header have arrived, or the client was told of a whole
	 * message; `unread` more bytes follow. @internal
	 */
	goOnFrom(held: number, unread: number): void {
		if (this.state === State.Closed) return;
		this.take();
		this.held = held;
		this.unread = unread;
		this.goOn();
	}

	/** Reads frames until the client has something to read or nothing is left. */
	protected goOn(): void {
		this.behind = false;
		if (this.state === State.Opening && !this.hear()) return;
		this.enter(State.Within);
		while (!this.announced) {
			if (this.rest) {
				const count = Math.min(this.rest, this.unread);
				if (!count) return;
				this.rest -= count;
				this.unread -= count;
				this.announced = count;
				this.onReadable(count);
				if ((this.state as State) === State.Closed) return;
			} else if (!this.readFrame()) return;
		}
		this.behind = this.unread > 0;
	}

	/** Continues from a timer, because the client must not get a callback from within its own call of readInto(). */
	private goOnLater(): void {
		this.behind = false;
		if (this.alarm) this.timer().schedule(this.alarm, 1, Time.Never);
		else {
			this.alarm = this.timer().repeat(onAlarm, 1);
			(this.alarm as Alarm).socket = this;
		}
	}

	/** @internal */
	later(): void {
		this.timer().schedule(this.alarm, Time.Never, Time.Never);
		this.goOn();
	}

	// Frames

	/** Reads into `bytes`, of which `held` bytes are filled, up to `size`. Returns how many are filled then. */
	private fill(bytes: Uint8Array, held: number, size: number): number {
		const count = Math.min(size - held, this.unread);
		if (count) this.io.readInto(bytes, held, count);
		this.unread -= count;
		return held + count;
	}

	/**
	 * Reads a header, and the payload of a control frame. Returns false if more bytes are needed or the connection
	 * has ended.
	 */
	private readFrame(): boolean {
		const header = this.header;
		let size = 2;
		if (this.held < size) this.held = this.fill(header, this.held, size);
		if (this.held < size) {
			if (!this.held && !this.isFragmented) this.enter(State.Between);
			return false;
		}
		const wrong = this.check(header[0], header[1]);
		if (wrong) return this.fail(wrong, wrong === TEXT ? CloseCode.UnsupportedData : CloseCode.ProtocolError);
		const opcode = header[0] & Frame.Opcode;
		let length = header[1];
		if (opcode >= Opcode.Close) return this.readControl(opcode, length);
		if (length > Length.Short) {
			size = length === Length.Medium ? 4 : Size.ServerHeader;
			this.held = this.fill(header, this.held, size);
			if (this.held < size) return false;
			length = 0;
			for (let i = 2; i < size; i++) length = length * 256 + header[i];
			// The length must have the shortest form, and the top bit of the 8-byte form must be 0 (section 5.2).
			if (length < (size > 4 ? 65_536 : Length.Medium) || (size > 4 && header[2] > 127))
				return this.fail("a malformed frame length", CloseCode.ProtocolError);
		}
		this.held = 0;
		this.rest = length;
		this.isFragmented = header[0] < Frame.FIN;
		return true;
	}

	/** What is wrong with a frame that begins with these two bytes; empty if nothing is. */
	private check(first: number, second: number): string {
		const opcode = first & Frame.Opcode;
		if (first & Frame.Reserved) return "a frame with reserved bits";
		if (second & Length.Mask) return "a masked frame";
		if (opcode >= Opcode.Close) {
			if (opcode > Opcode.Pong) return "a frame of an unknown type";
			return first < Frame.FIN || second > Length.Short ? "a control frame that is too long or fragmented" : "";
		}
		if (opcode === Opcode.Text) return TEXT;
		if (opcode > Opcode.Binary) return "a frame of an unknown type";
		return (opcode === Opcode.Continuation) === this.isFragmented ? "" : "fragments of a message out of order";
	}

	private readControl(opcode: number, length: number): boolean {
		if (opcode === Opcode.Pong) {
			// An unsolicited pong (section 5.5.3) is skipped. `frame` serves as scratch memory, because no frame is
			// built meanwhile.
			this.taken = this.fill(this.frame, this.taken, length);
		} else {
			// The new payload overwrites `control`. An older ping that is still unanswered may be dropped: only the
			// last one needs a pong (section 5.5.3).
			if (!this.taken) this.pong = 0;
			this.taken = this.fill(this.control, this.taken, length);
		}
		if (this.taken < length) return false;
		this.held = this.taken = 0;
		if (opcode === Opcode.Close) return this.farewell(length);
		if (opcode === Opcode.Ping) {
			this.pong = length + 1;
			if (this.sendPong()) this.tell();
		}
		return this.state !== State.Closed;
	}

	/** Handles the server's close frame: answers with the same code and ends the connection. */
	private farewell(length: number): false {
		const control = this.control;
		const code = length > 1 ? control[0] * 256 + control[1] : 0;
		if (length && !isCloseCode(code)) return this.fail("a malformed close frame", CloseCode.ProtocolError);
		const reason = length > 2 ? ", " + told(decodeUTF8(control, 2, length)) : "";
		return this.fail("closed by the server: " + (code || "no code") + reason, code || CloseCode.None);
	}

	// Sending control frames

	/** Sends the pending pong if there is room. Returns whether it was sent. */
	protected sendPong(): boolean {
		const count = this.pong - 1;
		if ((this.room as number) < count + Size.ShortHeader) return false;
		this.pong = 0;
		this.writeControl(Frame.Pong, count);
		return true;
	}

	/** Writes a control frame whose payload is the first `count` bytes of `control`. */
	protected writeControl(first: Frame, count: number): void {
		const frame = this.frame;
		this.room = this.io.writeFrom(frame, 0, this.frames.frame(frame, first, this.control, 0, count));
	}
}

/** Whether an endpoint may send that code (section 7.4). Some codes are reserved for local use. */
function isCloseCode(code: number): boolean {
	return (code > 2_999 && code < 5_000) || (code > 999 && code < 1_015 && (code < 1_004 || code > 1_006));
}

function onAlarm(alarm: unknown): void {
	(alarm as Alarm).socket.later();
}
