// Hot path. A received message, as offsets into the buffer that contains it. Strings and copies are created only on
// request.
import { PublishFlag } from "./packet.js";
import { decodeUTF8 } from "./utf8.js";

/** Receives a message. Declared as a method's type, so that a handler for messages of 5.0 is accepted too. */
export type MessageHandler = { handle(message: Message): void }["handle"];

/**
 * A message received from the server (PUBLISH, section 3.3). The same object is used for all messages. It is valid
 * until the callback that received it returns. `topic`, `payload` and `text` allocate; nothing else does.
 */
export class Message {
	/**
	 * The memory of the message; its payload is bytes[start, end). It belongs to the client: read it, but do not
	 * write or keep it.
	 */
	readonly bytes: Uint8Array;
	/** The offset of the payload in `bytes`. */
	start: number;
	/** The end of the payload in `bytes`. Later bytes belong to other packets. */
	end: number;
	/** The offset of these bytes in the whole payload; 0 unless the message is streamed. */
	offset: number;
	/** The Topic Name in UTF-8 is bytes[topicStart, topicEnd). It is empty if it was too long to be kept. */
	topicStart: number;
	/** See `topicStart`. */
	topicEnd: number;
	/** The packet's first byte. @internal */
	header: number;
	/** Of a message with a QoS above 0. @internal */
	packetIdentifier: number;
	/** The size of a payload that comes in pieces; otherwise 0. @internal */
	streamed: number;

	/** @internal */
	constructor(bytes: Uint8Array) {
		this.header = this.topicStart = this.topicEnd = this.start = this.end = this.packetIdentifier = 0;
		this.bytes = bytes;
		this.offset = this.streamed = 0;
	}

	/** The size of the whole payload in bytes. Larger than end - start if the message is streamed. */
	get total(): number {
		return this.streamed || this.end - this.start;
	}

	/** The QoS with which the server sent the message: 0, 1 or 2. */
	get QoS(): number {
		return (this.header & PublishFlag.QoS) >> 1;
	}

	/** Whether this is a retained message, which was published before the subscription was made. */
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

	/** A copy of the payload, or of this piece of a streamed message. Allocates. */
	get payload(): Uint8Array {
		return this.bytes.slice(this.start, this.end);
	}

	/** The payload as text. Bytes that are not UTF-8 become U+FFFD. Allocates. */
	get text(): string {
		return decodeUTF8(this.bytes, this.start, this.end);
	}
}
