// Types and constants of RFC 6455. The compiler inlines the constants.

/**
 * The part of a WebSocket that differs between machines. On a device it is in C ("mote-mqtt/frames"), because masking
 * in JavaScript costs a thousand instructions for each byte.
 */
export interface Frames {
	/**
	 * Writes a masked frame (section 5.2) with the payload bytes[at, at + count) into `into`, which must have room
	 * for eight bytes more. The masking key is new and unpredictable. `first` is the frame's first byte: FIN and the
	 * opcode. @returns the frame's size.
	 */
	frame(into: Uint8Array, first: number, bytes: Uint8Array, at: number, count: number): number;
	/**
	 * The onReadable callback of the underlying socket, whose `target` is the WebSocket. It handles the common case
	 * alone: whole messages in small frames, one at a time. Each call avoided saves a thousand instructions.
	 */
	onReadable(this: Beneath, count: number): void;
	/**
	 * The WebSocket's readInto() method. In the common case, it reads a whole message from the underlying socket at
	 * once.
	 */
	readInto(this: Receiving, bytes: Uint8Array, at: number, count: number): unknown;
	/** Fills bytes[at, at + count) with unpredictable random bytes. */
	draw(bytes: Uint8Array, at: number, count: number): void;
	/**
	 * Computes the keys of the opening handshake. `bytes` has 68 bytes, and a nonce in the first 16. After it, this
	 * writes the Sec-WebSocket-Key (24 characters) and the Sec-WebSocket-Accept that must answer it (28 characters)
	 * (section 4.2.2).
	 */
	answer(bytes: Uint8Array): void;
}

/** The socket beneath a WebSocket. */
export interface Beneath {
	readonly target: Receiving;
}

/** The part of a WebSocket that Frames.onReadable uses. */
export interface Receiving {
	/** The first two bytes of the shared memory, and the two at Shared.Whole and Shared.State. */
	readonly start: Uint8Array;
	readonly shared: Uint8Array;
	readonly io: { read?(into: Uint8Array): unknown; readInto(bytes: Uint8Array, at: number, count: number): unknown };
	onReadable(count: number): void;
	readable(count: number): void;
	readPart(bytes: Uint8Array, at: number, count: number): unknown;
	goOnFrom(held: number, unread: number): void;
}

/** Layout of the memory that a WebSocket shares with Frames. The longest header of a server's frame comes first. */
export const enum Shared {
	/**
	 * The size of a message that arrived whole in one small frame, and that the client was told of but has not read
	 * at all; otherwise 0.
	 */
	Whole = 10,
	/** A State. */
	State = 11,
	Size = 12,
}

/** The state of a WebSocket. */
export const enum State {
	/** The next byte is the first one of an unfragmented message or of a control frame. */
	Between = 0,
	/** Inside a frame, or between the frames of a fragmented message. */
	Within = 1,
	Opening = 2,
	Closed = 3,
}

/** The first byte of a frame. */
export const enum Frame {
	/** The last frame of its message. */
	FIN = 0x80,
	/** RSV1, RSV2 and RSV3. */
	Reserved = 0x70,
	Opcode = 0x0f,
	/** An unfragmented binary message. */
	Binary = 0x82,
	Close = 0x88,
	Ping = 0x89,
	Pong = 0x8a,
}

/** Opcodes. Those from Close on are control frames, the others carry data. */
export const enum Opcode {
	Continuation = 0,
	Text = 1,
	Binary = 2,
	Close = 8,
	Ping = 9,
	Pong = 10,
}

/** The second byte of a frame, and its values for the length. */
export const enum Length {
	Mask = 0x80,
	/** The longest length that fits this byte, which is also the longest control frame. */
	Short = 125,
	/** Two more bytes hold the length (Medium), or eight (Long). */
	Medium = 126,
	Long = 127,
}

/** Sizes in bytes. */
export const enum Size {
	/** The longest header that we send. Our frames are never longer than 65,535 bytes. */
	Header = 8,
	/** The header of a short frame. */
	ShortHeader = 6,
	/** The longest header of a server's frame, which has no mask. */
	ServerHeader = 10,
}

/** Why a WebSocket is closed (section 7.4.1). */
export const enum CloseCode {
	Normal = 1_000,
	ProtocolError = 1_002,
	UnsupportedData = 1_003,
	/** Stands for a close frame without a code. It is never sent. */
	None = 1_005,
}
