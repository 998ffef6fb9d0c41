// Hot path. The half of a WebSocket that receives (RFC 6455 section 5): headers of frames are read here, and what is between them by the client, from the socket
// beneath. Nearly all of it is done by Frames.onReadable; here is everything else. Control frames are answered at once, or when there is room.

import type { Socket, Timers } from "../../src/host.js";
import { Time } from "../../src/keep-alive.js";
import { decodeUTF8 } from "../../src/wire/utf8.js";
import { expectInside } from "../inside.js";
import { CloseCode, Frame, type Frames, Length, Opcode, Size, State } from "./frames.js";
import { told } from "./opening.js";

const TEXT = "a text frame";

interface Alarm {
	socket: Incoming;
}

/** A WebSocket, as far as it receives. */
export abstract class Incoming {
	/** Of Shared, behind the first two bytes of a frame: what Frames looks at. @internal */
	start!: Uint8Array;
	/** That beneath, or an adapter before it. @internal */
	io!: Socket;
	/**
	 * Reads `count` bytes, which must be there, into bytes[at, at + count); undefined if there is nothing. Throws a RangeError if that is
	 * not inside.
	 */
	readInto!: (bytes: Uint8Array, at: number, count: number) => unknown;
	protected frames!: Frames;
	/** Where frames are made, each only to be written at once. */
	protected frame!: Uint8Array;
	/** What there is room for beneath; undefined once that has failed. */
	protected room!: number | undefined;
	/** @internal */
	onReadable!: (count: number) => void;
	/** The last two bytes of Shared. @internal */
	shared!: Uint8Array;
	protected state!: State;
	/** The header of the frame that begins, as far as it has come. */
	protected header!: Uint8Array;
	protected held!: number;
	/** What the client has been told of, and has not read; but for a whole message, which is in `shared`. */
	protected announced!: number;
	/** What of the socket beneath is unread behind that. */
	protected unread!: number;
	/** There is something, and nobody who goes on with it: if the client reads what it was told of outside of its callbacks, a timer does. */
	protected behind!: boolean;
	/** Of the data of a frame, what the client has not been told of. */
	protected rest!: number;
	protected isFragmented!: boolean;
	/** The payload of a ping or a close frame, as far as it has come. */
	protected control!: Uint8Array;
	protected taken!: number;
	/** A pong that is to be sent, with so many bytes and one of `control`; 0 for none. */
	protected pong!: number;
	protected alarm: unknown;

	/** Opening: reads on in the answer. Whether it is complete. */
	protected abstract hear(): boolean;
	/** Tells the client of room, also if it has become less. */
	protected abstract tell(): void;
	/** Ends the connection: says why, to the server with a code, and to the client. */
	protected abstract fail(detail: string, code: number): false;
	protected abstract timer(): Timers;

	protected enter(state: State): void {
		this.state = state;
		this.shared[1] = state;
	}

	// What Frames leaves to us

	/** As readInto(), of what is no whole message. @internal */
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
		if (count && this.announced) throw new Error(`read: ${count} bytes asked for, ${this.announced} are there`);
	}

	/** What was announced as a whole message is not read as such. */
	private take(): void {
		const whole = this.shared[0];
		if (!whole) return;
		this.shared[0] = 0;
		this.announced = whole;
		this.enter(State.Within);
	}

	/** There are `count` bytes to be read beneath. @internal */
	readable(count: number): void {
		if (this.state === State.Closed) return;
		this.take();
		this.unread = count - this.announced;
		this.goOn();
	}

	/**
	 * Goes on where `held` bytes of a header have come, or the client was told of a whole message, and behind that are `unread` bytes
	 * more. @internal
	 */
	goOnFrom(held: number, unread: number): void {
		if (this.state === State.Closed) return;
		this.take();
		this.held = held;
		this.unread = unread;
		this.goOn();
	}

	/** Reads frames, until the client has something to read, or there is no more. */
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

	/** The client has read by itself what it was told of: it is not told of more from within its own call. */
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

	/** Reads into `bytes` until there are `size`, of which `held` are there: how many there are then. */
	private fill(bytes: Uint8Array, held: number, size: number): number {
		const count = Math.min(size - held, this.unread);
		if (count) this.io.readInto(bytes, held, count);
		this.unread -= count;
		return held + count;
	}

	/** Reads a header, and what comes with it if it is that of a control frame: whether it was there, and there may be more. */
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
			// It must be in the shortest form, and the first bit of the longest is none of the number's.
			if (length < (size > 4 ? 65_536 : Length.Medium) || (size > 4 && header[2] > 127))
				return this.fail("a length in a wrong form", CloseCode.ProtocolError);
		}
		this.held = 0;
		this.rest = length;
		this.isFragmented = header[0] < Frame.FIN;
		return true;
	}

	/** What is wrong with a frame that begins so; empty if nothing is. */
	private check(first: number, second: number): string {
		const opcode = first & Frame.Opcode;
		if (first & Frame.Reserved) return "a frame with reserved bits";
		if (second & Length.Mask) return "a masked frame";
		if (opcode >= Opcode.Close) {
			if (opcode > Opcode.Pong) return "a frame of an unknown type";
			return first < Frame.FIN || second > Length.Short ? "a control frame that is too long, or in pieces" : "";
		}
		if (opcode === Opcode.Text) return TEXT;
		if (opcode > Opcode.Binary) return "a frame of an unknown type";
		return (opcode === Opcode.Continuation) === this.isFragmented ? "" : "frames of a message out of order";
	}

	private readControl(opcode: number, length: number): boolean {
		if (opcode === Opcode.Pong) {
			// Asked for by nobody (section 5.5.3): passed over. Frames are not made meanwhile.
			this.taken = this.fill(this.frame, this.taken, length);
		} else {
			// The memory is this one's now. Of pings, only the last need be answered.
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

	/** The server closes: it is answered, with its own code. */
	private farewell(length: number): false {
		const control = this.control;
		const code = length > 1 ? control[0] * 256 + control[1] : 0;
		if (length && !isCloseCode(code)) return this.fail("a malformed close frame", CloseCode.ProtocolError);
		const reason = length > 2 ? ", " + told(decodeUTF8(control, 2, length)) : "";
		return this.fail("closed by the server: " + (code || "no code") + reason, code || CloseCode.None);
	}

	// Control frames to be sent

	/** Writes the pong that is owed if there is room: whether it has. */
	protected sendPong(): boolean {
		const count = this.pong - 1;
		if ((this.room as number) < count + Size.ShortHeader) return false;
		this.pong = 0;
		this.writeControl(Frame.Pong, count);
		return true;
	}

	/** Writes a control frame with the first `count` bytes of `control`. */
	protected writeControl(first: Frame, count: number): void {
		const frame = this.frame;
		this.room = this.io.writeFrom(frame, 0, this.frames.frame(frame, first, this.control, 0, count));
	}
}

/** Whether an endpoint may send that code (section 7.4): some stand for what is never sent. */
function isCloseCode(code: number): boolean {
	return (code > 2_999 && code < 5_000) || (code > 999 && code < 1_015 && (code < 1_004 || code > 1_006));
}

function onAlarm(alarm: unknown): void {
	(alarm as Alarm).socket.later();
}
