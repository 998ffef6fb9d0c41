// Hot path. A received message, as offsets into the buffer that holds it: nothing is built until asked for.
import { PublishFlag } from "./packet.js";
import { decodeUTF8 } from "./utf8.js";

/** Gets a message. As a method is, so that one that expects a message of 5.0 can be given, too. */
export type MessageHandler = { handle(message: Message): void }["handle"];

/**
 * A message received from the server (PUBLISH, section 3.3). One object serves for all messages: it is valid until the callback
 * that it was given to returns. `topic`, `payload` and `text` allocate; all else does not.
 */
export class Message {
	/** Where the message lies, its payload at bytes[start, end). The memory is the client's: read, do not write or keep. */
	readonly bytes: Uint8Array;
	/** Where in `bytes` the payload begins. */
	start: number;
	/** Where in `bytes` the payload ends, and the next byte is another's. */
	end: number;
	/** How many bytes of the payload came before these; 0 but for a streamed message. */
	offset: number;
	/** Where the Topic Name lies, in UTF-8: bytes[topicStart, topicEnd). Empty if it was too long to be kept. */
	topicStart: number;
	/** See `topicStart`. */
	topicEnd: number;
	/** The packet's first byte. @internal */
	header: number;
	/** Of a message with QoS above 0. @internal */
	packetIdentifier: number;
	/** The size of a payload that comes in pieces; 0 for all others. @internal */
	streamed: number;

	/** @internal */
	constructor(bytes: Uint8Array) {
		this.header = this.topicStart = this.topicEnd = this.start = this.end = this.packetIdentifier = 0;
		this.bytes = bytes;
		this.offset = this.streamed = 0;
	}

	/** The size of the whole payload in bytes; more than end - start for a streamed message. */
	get total(): number {
		return this.streamed || this.end - this.start;
	}

	/** The QoS that the message was sent to us with: 0, 1 or 2. */
	get QoS(): number {
		return (this.header & PublishFlag.QoS) >> 1;
	}

	/** Whether the server kept this message from before the subscription was made. */
	get retain(): boolean {
		return (this.header & PublishFlag.RETAIN) !== 0;
	}

	/** DUP: whether the server may have sent this message before. Never true at QoS 0. */
	get duplicate(): boolean {
		return (this.header & PublishFlag.DUP) !== 0 && this.QoS > 0;
	}

	/** The Packet Identifier, 1 to 65,535; 0 at QoS 0. */
	get identifier(): number {
		return this.QoS && this.packetIdentifier;
	}

	/** The Topic Name as a string. Allocates. */
	get topic(): string {
		return decodeUTF8(this.bytes, this.topicStart, this.topicEnd);
	}

	/** A copy of the payload (of this piece of it, when streamed). Allocates. */
	get payload(): Uint8Array {
		return this.bytes.slice(this.start, this.end);
	}

	/** The payload as text: bytes that are not UTF-8 become U+FFFD. Allocates. */
	get text(): string {
		return decodeUTF8(this.bytes, this.start, this.end);
	}
}
