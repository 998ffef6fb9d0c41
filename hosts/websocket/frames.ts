// Types and numbers only, those of RFC 6455, which the compiler puts where they are used.

/**
 * What a WebSocket needs of a machine beside the socket beneath: on a device it is in C ("mote-mqtt/frames"), as masking in JavaScript costs
 * a thousand instructions for each byte.
 */
export interface Frames {
	/**
	 * Makes a masked frame (section 5.2) of bytes[at, at + count), with a masking key of its own that nobody can foretell, in `into`, which has eight
	 * bytes more. `first` is its first byte: FIN and the opcode. @returns its size.
	 */
	frame(into: Uint8Array, first: number, bytes: Uint8Array, at: number, count: number): number;
	/**
	 * The callback of the socket beneath, whose `target` is the WebSocket, where nearly all is done: as long as nothing comes but whole messages in small
	 * frames, one at a time. A call saved is a thousand instructions saved.
	 */
	onReadable(this: Beneath, count: number): void;
	/** The method of a WebSocket: all of such a message is read at once, as a rule, from the socket beneath. */
	readInto(this: Receiving, bytes: Uint8Array, at: number, count: number): unknown;
	/** Fills bytes[at, at + count) with what nobody can foretell. */
	draw(bytes: Uint8Array, at: number, count: number): void;
	/**
	 * For a nonce in the first 16 of 68 bytes: behind it Sec-WebSocket-Key, of 24 characters, and behind that the Sec-WebSocket-Accept that answers
	 * it, of 28 (section 4.2.2).
	 */
	answer(bytes: Uint8Array): void;
}

/** A socket beneath a WebSocket. */
export interface Beneath {
	readonly target: Receiving;
}

/** What Frames.onReadable touches of a WebSocket. */
export interface Receiving {
	/** The first two bytes of Shared, and its last two. */
	readonly start: Uint8Array;
	readonly shared: Uint8Array;
	readonly io: { read?(into: Uint8Array): unknown; readInto(bytes: Uint8Array, at: number, count: number): unknown };
	onReadable(count: number): void;
	readable(count: number): void;
	readPart(bytes: Uint8Array, at: number, count: number): unknown;
	goOnFrom(held: number, unread: number): void;
}

/** Where what lies in the memory that a WebSocket shares with Frames: behind the longest header of a server's frame. */
export const enum Shared {
	/** What has come is one message, in one small frame, which the client has been told of, and has read nothing of: the size of that. Else 0. */
	Whole = 10,
	/** One of State. */
	State = 11,
	Size = 12,
}

/** How far a WebSocket has come. */
export const enum State {
	/** The next byte is the first of a message in one frame, or of a control frame. */
	Between = 0,
	/** Within a frame, or between those of a message in several. */
	Within = 1,
	Opening = 2,
	Closed = 3,
}

/** A frame's first byte. */
export const enum Frame {
	/** The last of its message. */
	FIN = 0x80,
	/** RSV1, RSV2, RSV3. */
	Reserved = 0x70,
	Opcode = 0x0f,
	/** A message of one binary frame. */
	Binary = 0x82,
	Close = 0x88,
	Ping = 0x89,
	Pong = 0x8a,
}

/** Opcodes of frames that carry a message; from Close on, those of control frames. */
export const enum Opcode {
	Continuation = 0,
	Text = 1,
	Binary = 2,
	Close = 8,
	Ping = 9,
	Pong = 10,
}

/** A frame's second byte, and what it says of the length. */
export const enum Length {
	Mask = 0x80,
	/** The longest that it says by itself, and the longest of a control frame. */
	Short = 125,
	/** Two bytes follow; eight. */
	Medium = 126,
	Long = 127,
}

/** Sizes in bytes. */
export const enum Size {
	/** The longest header of a frame of ours: no frame is longer than 65,535. */
	Header = 8,
	/** That of a short one. */
	ShortHeader = 6,
	/** The longest of a server's, which masks nothing. */
	ServerHeader = 10,
}

/** Why a WebSocket is closed (section 7.4.1). */
export const enum CloseCode {
	Normal = 1_000,
	ProtocolError = 1_002,
	UnsupportedData = 1_003,
	/** A close frame without a code: it is not sent. */
	None = 1_005,
}
